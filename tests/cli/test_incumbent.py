"""Side by side with tf_upgrade_v2 on inputs that it damages: ours is exact, or leaves the file as it is.

Both get the same bytes, and that the other tool fails is checked too: an input on which it does well has no place here.
"""
import json
import os
import subprocess
import sys

from command import SIMPLE, CommandTest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "oracle"))

# Runs the other tool on each file in a process of its own; prints the exit codes. TensorFlow is loaded once.
RUNNER = """
import json, os, sys
from tensorflow.tools.compatibility import tf_upgrade_v2_main
codes = {}
for path in sys.argv[1:]:
    child = os.fork()
    if child == 0:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        sys.argv = ["tf_upgrade_v2", "--infile", path, "--inplace", "--reportfile", path + ".report"]
        code = 1
        try:
            tf_upgrade_v2_main.main()
            code = 0
        finally:
            os._exit(code)
    codes[path] = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
print(json.dumps(codes))
"""

PARAMETER = """\
import tensorflow as tf


class Cache(object):
    def scalar(self, name, value):
        return None


def store(tf, value):
    tf.summary.scalar('a', value)
    return tf.log(value)


print(tf.__version__)
"""
REMOVED_ARGUMENT = "import tensorflow as tf\n\nx = tf.image.resize_images(\n    x, [1, 2],\n    align_corners=True,  # as before\n    method=0)\n"
NOTEBOOK = json.dumps({"cells": [{"cell_type": "code", "execution_count": 1, "metadata": {}, "outputs": [],
                                  "source": ["%%time\n", "import tensorflow as tf\n", "tf.summary.scalar('a', 1)\n"]}],
                       "metadata": {}, "nbformat": 4, "nbformat_minor": 2}, indent=1)

# How the other tool fails.
def lost(before, after, code):
    return after == b"" and code == 0


def crashed(before, after, code):
    return code != 0


def changed(before, after, code):
    return code == 0 and after != before


class Case:
    """Bytes around or in place of SIMPLE. `exact` None: the file stays as it is; else what makes the right result of that of SIMPLE."""

    def __init__(self, fails, transform, exact=True, name="input.py", exit_code=0):
        self.fails, self.transform, self.name, self.exit_code = fails, transform, name, exit_code
        self.exact = transform if exact is True else exact


CASES = {
    "print statement": Case(lost, lambda t: t + b"print 'done'\n"),
    "syntax error": Case(lost, lambda t: t + b"x = (1\nprint(x)\n", None, exit_code=2),
    "byte order mark": Case(lost, lambda t: b"\xef\xbb\xbf" + t),
    "nested f-strings of 3.12": Case(lost, lambda t: t + b"names = {'a': 1}\nprint(f'{names['a']}')\n"),
    "latin-1": Case(crashed, lambda t: b"# -*- coding: latin-1 -*-\n# caf\xe9\n" + t),
    "match": Case(crashed, lambda t: t + b"match step:\n    case 1:\n        pass\n    case _:\n        print(step)\n"),
    "walrus": Case(crashed, lambda t: t + b"if (last := step) > 1:\n    print(last)\n"),
    "notebook that starts with %%time": Case(crashed, lambda t: NOTEBOOK.encode(), None, name="input.ipynb", exit_code=1),  # the op of that one reaches no writer
    "form feed": Case(lambda before, after, code: b"if1:" in after.replace(b"\x0c", b""), lambda t: b"if\x0c1:\n    pass\n" + t),
    "crlf": Case(lambda before, after, code: b"\r" not in after, lambda t: t.replace(b"\n", b"\r\n")),
    "comment of a removed argument": Case(lambda before, after, code: b"as before" not in after, lambda t: REMOVED_ARGUMENT.encode(), None),
    "a parameter named tf": Case(changed, lambda t: PARAMETER.encode(), None),
    "import as T": Case(lambda before, after, code: b"writer.add_summary" in after and b"merge_all()" in after,
                        lambda t: t.replace(b"as tf\n", b"as T\n").replace(b"tf.", b"T.")),
    "from tensorflow import summary": Case(
        lambda before, after, code: b"writer.add_summary" in after and b"= s.merge_all()" in after,
        lambda t: t.replace(b"as tf\n", b"as tf\nfrom tensorflow import summary as s\n").replace(b"tf.summary.", b"s."),
        lambda t: t.replace(b"as tf\n", b"as tf\nfrom tensorflow import summary as s\n")),
}


class Incumbent(CommandTest):
    def test_side_by_side(self):
        import oracle
        python = oracle.find_environments()["tf2"]
        sources = {}
        for number, (title, case) in enumerate(CASES.items()):
            sources[title] = case.transform(SIMPLE.encode())
            for tool in ("theirs", "ours"):
                self.write("%d/%s/%s" % (number, tool, case.name), sources[title])
        theirs = ["%d/theirs/%s" % (number, case.name) for number, case in enumerate(CASES.values())]
        run = subprocess.run([python, "-c", RUNNER] + theirs, cwd=self.directory, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                             env=dict(os.environ, CUDA_VISIBLE_DEVICES="", TF_CPP_MIN_LOG_LEVEL="3"), timeout=240, check=True)
        codes = json.loads(run.stdout)
        plain = self.tool("-q", "-", input=SIMPLE, exit_code=0).stdout.encode()
        self.assertNotIn(b"add_summary", plain)
        for number, (title, case) in enumerate(CASES.items()):
            with self.subTest(input=title):
                path = "%d/theirs/%s" % (number, case.name)
                after = self.read(path) if os.path.exists(self.path(path)) else b""
                self.assertTrue(case.fails(sources[title], after, codes[path]),
                                "tf_upgrade_v2 ended with %d and wrote %r" % (codes[path], after))
                self.tool("%d/ours/%s" % (number, case.name), exit_code=case.exit_code)
                expected = sources[title] if case.exact is None else case.exact(plain)
                self.assertEqual(self.read("%d/ours/%s" % (number, case.name)).decode("latin-1"), expected.decode("latin-1"))
