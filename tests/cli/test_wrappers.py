"""Functions of other packages that the settings describe as acting like a summary call. corpus/described_wrappers runs on real TensorFlow."""
import json

from command import CommandTest

PROGRAM = """\
import sys

import tensorflow as tf
from tblog import helpers

x = tf.placeholder(tf.float32, [])
helpers.log_scalar(x * 2, 'loss')
tf.summary.scalar('plain', x)
merged = tf.summary.merge_all()
with tf.Session() as sess:
    writer = tf.summary.FileWriter(sys.argv[1])
    for step in range(3):
        summary = sess.run(merged, {x: step})
        writer.add_summary(summary, step)
    writer.close()
"""
CALL, ACTS_AS = "tblog.helpers.log_scalar(value, tag)", "tf.summary.scalar(tag, value)"
SETTINGS = '[tool.summary-upgrade.wrappers]\n"%s" = "%s"\n' % (CALL, ACTS_AS)
NATIVE = "    tf.compat.v2.summary.scalar(data=x * 2, name='loss', step=summary_step)\n"


class Wrappers(CommandTest):
    def migrated(self, *options, program=PROGRAM, exit_code=0):
        self.write("train.py", program)
        run = self.tool(*options, "train.py", exit_code=exit_code)
        return self.read("train.py").decode(), run

    def test_a_call_becomes_the_op(self):
        self.write("pyproject.toml", SETTINGS)
        text, run = self.migrated()
        self.assertIn(NATIVE, text)
        self.assertEqual(run.stderr, "1 file: 6 uses migrated\n")
        self.assertEqual(self.tool("--diff", "train.py", exit_code=0).stdout, "")

    def test_standard_input_and_command_line(self):
        run = self.tool("--config", "wrappers={'%s'='%s'}" % (CALL, ACTS_AS), "-", input=PROGRAM, exit_code=0)
        self.assertIn(NATIVE, run.stdout)

    def test_without_the_settings_it_is_a_function_like_any_other(self):
        text, _ = self.migrated()
        self.assertIn("\nhelpers.log_scalar(x * 2, 'loss')\n", text)

    def test_a_name_that_ends_like_an_op_of_before_1_0(self):
        """Those wrote their tag as it stood, and in other functions' scopes."""
        self.write("summary-upgrade.toml", '[wrappers]\n"tblog.helpers.scalar_summary(value, tag)" = "tf.summary.scalar(tag, value)"\n')
        text, _ = self.migrated(program=PROGRAM.replace("helpers.log_scalar(x * 2, 'loss')", "with tf.name_scope('a'):\n    helpers.scalar_summary(x * 2, 'loss')"))
        self.assertIn("        tf.compat.v2.summary.scalar(data=x * 2, name='loss', step=summary_step)\n", text)
        self.assertNotIn("name_scope(None)", text)

    def test_the_finding_says_why(self):
        self.write("pyproject.toml", SETTINGS)
        self.write("train.py", PROGRAM)
        found = json.loads(self.tool("--check", "--output-format=json", ".", exit_code=1).stdout)
        self.assertIn(("SU101", 7, "`helpers.log_scalar` acts like a TensorFlow 1 summary op, as the settings say"),
                      [(f["code"], f["range"]["start"]["line"], f["message"]) for f in found])

    def test_a_body_that_is_there_is_believed(self):
        self.write("pyproject.toml", SETTINGS)
        body = "import tensorflow as tf\n\n\ndef log_scalar(value, tag):\n    return tf.summary.histogram(tag, value)\n"
        self.write("tblog/__init__.py", "")
        self.write("tblog/helpers.py", body)
        self.write("train.py", PROGRAM)
        self.tool(".", exit_code=0)
        self.assertIn("helpers.log_scalar(x * 2, 'loss')", self.read("train.py").decode())
        self.assertIn("summary.histogram(tag, value)", self.read("tblog/helpers.py").decode())
        self.assertNotEqual(self.read("tblog/helpers.py").decode(), body)

    def test_a_body_that_is_there_and_cannot_be_understood_keeps_the_merge(self):
        """Whose `tf` is known to nobody: its summaries must not be lost. corpus/helper_with_unknown_tf runs."""
        for line in ("tf = getattr(tensorflow, 'compat').v1", "tf = __import__('tensorflow')", "import importlib\ntf = importlib.import_module('tensorflow')"):
            self.write("tblog/__init__.py", "")
            self.write("tblog/helpers.py", "import tensorflow\n%s\n\n\ndef log_scalar(value, tag):\n    return tf.summary.scalar(tag, value)\n" % line)
            text, run = self.migrated("--strategy=native", exit_code=1)
            self.assertEqual(text, PROGRAM)
            self.assertIn("SU218 which summary op is built here is not known, and merge_all finds it", run.stdout)
        # Another library's functions of that name are nobody's business.
        self.write("tblog/helpers.py", "import other\n\n\ndef log_scalar(value, tag):\n    return other.summary.scalar(tag, value)\n")
        self.migrated("--strategy=native")

    def test_a_file_that_only_calls_wrappers_belongs_to_the_program(self):
        """It does not say `summary` anywhere, and nothing that does imports it."""
        self.write("pyproject.toml", SETTINGS)
        self.write("model.py", "import tensorflow as tf\nfrom tblog import helpers\n\n\ndef build(x):\n    helpers.log_scalar(x * 2, 'loss')\n")
        train = PROGRAM.replace("from tblog import helpers\n", "").replace("x = tf.placeholder", "def run(build):\n    pass\n\nx = tf.placeholder").replace(
            "helpers.log_scalar(x * 2, 'loss')\n", "")
        self.write("train.py", train.replace("import tensorflow as tf\n", "import tensorflow as tf\nfrom glue import build\n").replace("tf.summary.scalar('plain', x)", "build(x)"))
        self.write("glue.py", "from model import build\n")
        run = self.tool(".", exit_code=0)
        self.assertIn("rewrote ./model.py\nrewrote ./train.py\n", run.stdout)
        self.assertIn("tf.compat.v2.summary.scalar(data=x * 2, name='loss')", self.read("model.py").decode())

    def test_the_bridge_leaves_the_call(self):
        self.write("pyproject.toml", SETTINGS)
        text, _ = self.migrated("--strategy=bridge")
        self.assertIn("\nhelpers.log_scalar(x * 2, 'loss')\n", text)
        self.assertIn("write_raw_pb(summary_bytes", text)

    def test_a_function_that_is_handed_on_stands_in_the_way(self):
        self.write("pyproject.toml", SETTINGS)
        program = PROGRAM.replace("helpers.log_scalar(x * 2, 'loss')", "hidden = list(map(helpers.log_scalar, [x], ['loss']))")
        text, run = self.migrated("--strategy=native", program=program, exit_code=1)
        self.assertEqual(text, program)
        self.assertIn("a summary function is handed on here, and merge_all finds what it builds", run.stdout)

    def test_an_op_that_keeps_its_bytes_for_two_writers_is_declined(self):
        self.write("pyproject.toml", SETTINGS)
        program = PROGRAM.replace("'loss'", "'loss/' + sys.argv[2]").replace(
            "    for step", "    other = tf.summary.FileWriter(sys.argv[1] + '2')\n    for step").replace(
            "        writer.add_summary(summary, step)\n", "        if step % 2:\n            writer.add_summary(summary, step)\n        else:\n            other.add_summary(summary, step)\n")
        text, run = self.migrated("--strategy=native", program=program, exit_code=1)
        self.assertEqual(text, program)
        self.assertIn("this function, which the settings describe, would have to make its v1 summary for some collections or writers only", run.stdout)

    def test_too_many_arguments_and_starred_ones(self):
        self.write("pyproject.toml", SETTINGS)
        for call, why in (("helpers.log_scalar(x, 'loss', 3)", "has more positional arguments than its description has"),
                          ("helpers.log_scalar(*[x, 'loss'])", "gets its arguments through `*` or `**`"),
                          ("helpers.log_scalar(x, name='loss')", "has an argument `name` that its description does not have")):
            program = PROGRAM.replace("helpers.log_scalar(x * 2, 'loss')", call)
            text, run = self.migrated("--strategy=native", program=program, exit_code=1)
            self.assertEqual(text, program)
            self.assertIn("train.py:7:1: SU219 this summary op " + why, run.stdout)

    def test_descriptions_that_cannot_be_right(self):
        for call, acts_as, wanted in [
            ("a.b(x, y)", "tf.sumary.scalar(x, y)", "`tf.sumary.scalar` is not one of tf.summary.scalar, tf.summary.histogram, tf.summary.image, tf.summary.text; did you mean `tf.summary.scalar`?"),
            ("a.b(x, y)", "tf.summary.FileWriter(x)", "`tf.summary.FileWriter` is not one of"),
            ("b(x, y)", ACTS_AS, "`b` is no `module.function`"),
            ("a.b(x, y", ACTS_AS, "`a.b(x, y`: "),
            ("a.b(x, y)", "tf.summary.scalar", "`tf.summary.scalar`: "),
            ("a.b(tag, value, step)", ACTS_AS, "`step` would be lost: `tf.summary.scalar` does not get it"),
            ("a.b(tag, value, group='x')", "tf.summary.scalar(tag, value, family=group)", "`group` has a default other than None"),
            ("a.b(tag)", ACTS_AS, "`value` is no parameter of `a.b`"),
            ("a.b(tag)", "tf.summary.scalar(tag)", "`tf.summary.scalar` wants its `tensor`"),
            ("a.b(tag, value)", "tf.summary.scalar(tag, value, family=tag)", "`tag` is given twice"),
            ("a.b(tag, value, k)", "tf.summary.scalar(tag, value, collections=k)", "`collections`: only `name`, `tensor` and `family` can be described"),
            ("a.b(tag, value, k)", "tf.summary.scalar(tag, value, step=k)", "`tf.summary.scalar` takes no argument `step`"),
        ]:
            with self.subTest(call=call, acts_as=acts_as):
                self.write("summary-upgrade.toml", '\n[wrappers]\n"%s" = "%s"\n' % (call, acts_as))
                run = self.tool("--check", ".", exit_code=2)
                self.assertIn("summary-upgrade.toml:2: `wrappers`: ", run.stderr)
                self.assertIn(wanted, run.stderr)
