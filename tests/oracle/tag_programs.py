"""Random programs that build summaries in every way that makes a tag: scopes, loops, functions, taken names, families, cleaned names."""
import random

NAMES = ["loss", "Loss", "loss_1", "mean", "Mean", "acc", "train/loss", "a b", "w:0", "Learning Rate", "x", "relu", "Const", "add", "mul_1", "F/loss", "e", "dense",
         "tower", "q(1)", "summary_step", "1st"]
SCOPES = ["train", "Train", "tower", "loss", "eval", "a/b", "layer1", "Mean"]
TAIL = """\
merged = tf.summary.merge_all()
writer = tf.summary.FileWriter(sys.argv[1])
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(2):
        summary = sess.run(merged, {x: i + 0.5})
        writer.add_summary(summary, i)
    writer.close()
"""


class Programs:
    """One program a seed."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.lines, self.values, self.variables, self.helpers, self.loops = [], ["x"], 0, [], []
        self.made = 0

    def text(self):
        head = ["import sys", "import tensorflow as tf", "x = tf.placeholder(tf.float32, [], name='x')"]
        for number in range(self.random.randint(0, 2)):
            self.helper(number)
        body = self.lines
        self.lines = []
        self.block(0, 7)
        if not self.made:
            self.op(0)
        return "\n".join(head + body + self.lines) + "\n" + TAIL

    def put(self, depth, line):
        self.lines.append("    " * depth + line)

    def number(self):
        """Data that no other op has."""
        self.made += 1
        return f"x * {self.made}.25" if self.random.random() < 0.4 else f"tf.add(x, {self.made}.5)" if self.random.random() < 0.5 else f"{self.made}.75"

    def name(self, variables=()):
        r = self.random
        kind = r.random()
        if variables and kind < 0.5:
            v = r.choice(variables)
            return r.choice([v, f"{v} + '/mean'", f"'mean/' + {v}", f"'%s (raw)' % {v}", f"'{{}}_{{}}'.format({v}, 'x')"])
        if kind < 0.85 or not self.loops:
            return repr(r.choice(NAMES))
        k = r.choice(self.loops)
        return r.choice([f"'loss_%d' % {k}", f"'l' + str({k})", f"'layer {{}}'.format({k})"])

    def op(self, depth, variables=()):
        r = self.random
        function = r.choice(["scalar"] * 6 + ["histogram"])
        family = ""
        if r.random() < 0.15:
            family = ", family=" + repr(r.choice(["F", "my fam", "loss"]))
        call = f"tf.summary.{function}({self.name(variables)}, {self.number()}{family})"
        self.put(depth, r.choice([call, call, call, f"s = {call}", f"kept = [{call}]"]))

    def claim(self, depth):
        """Something else that takes a name."""
        r = self.random
        self.variables += 1
        self.put(depth, r.choice([
            f"t = tf.identity(x, name={r.choice(NAMES[:6])!r})",
            "t = tf.reduce_mean([x, x])",
            "t = tf.nn.relu(x) + 1.0",
            f"t = tf.constant(1.0, name={r.choice(['acc', 'Loss', 'e'])!r})",
            f"v{self.variables} = tf.Variable(1.0, name={r.choice(['acc', 'w', 'loss'])!r})",
            f"v{self.variables} = tf.get_variable('g{self.variables}', [])",
            f"v{self.variables} = tf.get_variable('mean{self.variables}', [])",
            "t = tf.layers.dense(tf.reshape(x, [1, 1]), 2)",
            f"t = tf.layers.dense(tf.reshape(x, [1, 1]), 2, name='d{self.variables}')",
            "t = x * 2 - 1",
        ]))

    def block(self, depth, size, variables=()):
        for _ in range(self.random.randint(2, size)):
            self.statement(depth, variables)

    def statement(self, depth, variables):
        r = self.random
        kind = r.random()
        if depth > 2 or kind < 0.45:
            return self.op(depth, variables)
        if kind < 0.58:
            return self.claim(depth)
        if kind < 0.75:
            scope = r.choice(SCOPES)
            self.put(depth, r.choice([
                f"with tf.name_scope({scope!r}):", f"with tf.name_scope({scope!r}):", f"with tf.variable_scope({scope!r}, reuse=tf.AUTO_REUSE):",
                f"with tf.variable_scope(None, {scope!r}):", f"with tf.name_scope({scope + '/'!r}):", "with tf.name_scope(None):",
                f"with tf.name_scope(None, {scope!r}, [x]):", f"with tf.name_scope({scope!r}) as scope, tf.name_scope(scope):"]))
            return self.block(depth + 1, 3, variables)
        if kind < 0.87:
            k = f"k{len(self.loops)}"
            self.put(depth, r.choice([f"for {k} in range({r.randint(1, 3)}):", f"for {k} in ['p', 'q r']:", f"for {k}, _ in enumerate([x, x]):",
                                      f"for {k} in range(len(sys.argv)):"]))
            strings = "'q r'" in self.lines[-1]
            if not strings:
                self.loops.append(k)
            self.block(depth + 1, 3, variables + ((k,) if strings else ()))
            if not strings:
                self.loops.pop()
            return None
        if kind < 0.92:
            self.put(depth, r.choice(["if len(sys.argv) > 1:", "if x is not None:", "if True:"]))
            return self.block(depth + 1, 2, variables)
        if kind < 0.96:
            self.made += 1
            return self.put(depth, f"sums = [tf.summary.scalar({self.name(variables)}, x + v) for v in [{self.made}.25, {self.made}.5]]")
        if self.helpers:
            argument = r.choice(["'one'", "'two b'", "'loss'"])
            return self.put(depth, f"{r.choice(self.helpers)}({argument}, x + {self.made}.125)")
        return self.op(depth, variables)

    def helper(self, number):
        self.put(0, f"def helper{number}(name, x):")
        loops, self.loops = self.loops, []
        self.block(1, 3, ("name",))
        self.loops = loops
        self.put(1, "return x")
        self.helpers.append(f"helper{number}")


def program(seed):
    return Programs(seed).text()


if __name__ == "__main__":
    import sys
    print(program(int(sys.argv[1])))
