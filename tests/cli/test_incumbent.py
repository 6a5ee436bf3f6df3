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

# A Session program on TensorFlow 2.
START = """\
import runpy
import sys

import tensorflow as tf

tf.compat.v1.disable_v2_behavior()
runpy.run_path('train.py', run_name='__main__')
"""
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


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
    def theirs(self, files):
        """Runs tf_upgrade_v2 on each file, in place; their exit codes."""
        import oracle
        run = subprocess.run([oracle.find_environments()["tf2"], "-c", RUNNER] + files, cwd=self.directory, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                             env=dict(os.environ, CUDA_VISIBLE_DEVICES="", TF_CPP_MIN_LOG_LEVEL="3"), timeout=240, check=True)
        return json.loads(run.stdout)

    def test_the_sample_of_the_docs(self):
        """docs/tf-upgrade-v2.md and the README tell this."""
        import oracle
        with open(os.path.join(ROOT, "docs", "sample", "train.py")) as sample:
            program = sample.read()
        for folder in ("before", "ours", "script", "both", "both_turned"):
            self.write(folder + "/train.py", program)
            self.write(folder + "/start.py", START)
        for folder in ("ours", "both"):
            self.tool(folder + "/train.py", exit_code=0)
        self.assertEqual(set(self.theirs([folder + "/train.py" for folder in ("script", "both", "both_turned")]).values()), {0})
        self.assertIn(b"Detected 2 issues that require attention", self.read("script/train.py.report"))
        self.assertNotIn(b"WARNING: tf.summary", self.read("script/train.py.report"))
        self.tool("both_turned/train.py", exit_code=0)
        real = oracle.Oracle()
        self.addCleanup(real.close)
        codes = {folder: real.run(version, self.path(folder), script, self.path("logs/" + folder))["code"]
                 for folder, version, script in (("before", "tf1", "train.py"), ("ours", "tf1", "train.py"), ("script", "tf2", "start.py"), ("both", "tf2", "start.py"),
                                                 ("both_turned", "tf2", "start.py"))}
        self.assertEqual({folder: code == 0 for folder, code in codes.items()}, {"before": True, "ours": True, "script": False, "both": True, "both_turned": True})
        last = next(line for line in self.read("logs/script.out").decode().splitlines() if line.startswith("TypeError: "))
        with open(os.path.join(ROOT, "docs", "tf-upgrade-v2.md")) as page, open(os.path.join(ROOT, "README.md")) as readme:
            told, front = page.read(), readme.read()
        self.assertIn(last.split(". Cannot")[0], told)
        self.assertIn(last.split(" has invalid")[0], front)
        for folder in ("ours", "both", "both_turned"):
            run = self.tool("events", "diff", "--documented-changes", "logs/before", "logs/" + folder, exit_code=0)
            self.assertIn("EQUAL: 10 values before, 10 after", run.stdout)
        run = self.tool("events", "diff", "--documented-changes", "logs/before", "logs/script", exit_code=1)
        self.assertIn("10 values before, 0 after", run.stdout)

    def test_side_by_side(self):
        sources = {}
        for number, (title, case) in enumerate(CASES.items()):
            sources[title] = case.transform(SIMPLE.encode())
            for tool in ("theirs", "ours"):
                self.write("%d/%s/%s" % (number, tool, case.name), sources[title])
        codes = self.theirs(["%d/theirs/%s" % (number, case.name) for number, case in enumerate(CASES.values())])
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
