"""Files that share the writers of `FileWriterCache`: which of them gets the class, and how the others import it."""
import json
import os

from command import CommandTest

ASKS = """import tensorflow as tf
%s

def log%d(value, step):
    writer = tf.summary.FileWriterCache.get('log')
    writer.add_summary(tf.Summary(value=[tf.Summary.Value(tag='x', simple_value=value)]), step)
"""
MAIN = """import tensorflow as tf
%s

x = tf.placeholder(tf.float32, [])
with tf.Session() as sess:
    %s(sess.run(x, {x: 1.0}), 0)
"""


class WriterCache(CommandTest):
    def run_on(self, files):
        """Writes and migrates; the files afterwards, and the messages of what was declined."""
        for name, text in files.items():
            self.write(name, text)
        declined = sorted(set(finding["message"].split(": ")[-1] for finding in json.loads(self.tool("--check", "--output-format=json", ".").stdout)
                              if finding["code"] == "SU507" and "to all who ask" in finding["message"]))
        self.tool("--quiet", ".")
        return {name: self.read(name).decode() for name in files}, declined

    def assert_shared(self, after, home, imports):
        for name, text in after.items():
            self.assertEqual("class SummaryWriter(object):" in text, name == home, name)
            self.assertNotIn("FileWriterCache", text)
            self.assertEqual([line for line in text.splitlines() if line.endswith(" import SummaryWriter")], imports.get(name, []), name)

    def test_a_package_imports_relatively(self):
        after, declined = self.run_on({
            "train.py": MAIN % ("from logs.judge import log2", "log2"),
            "logs/__init__.py": "",
            "logs/keep.py": ASKS % ("", 1),
            "logs/judge.py": ASKS % ("from .keep import log1\n", 2)})
        self.assertEqual(declined, [])
        self.assert_shared(after, "logs/keep.py", {"logs/judge.py": ["from .keep import SummaryWriter"]})

    def test_forms_of_import(self):
        for statement, expected in (("import keep", "keep"), ("import keep as k", "keep"), ("from keep import *", "keep"), ("import os, keep", "keep")):
            with self.subTest(statement):
                after, declined = self.run_on({"keep.py": ASKS % ("", 1), "train.py": (ASKS % (statement + "\n", 2)) + (MAIN % ("", "log2"))})
                self.assertEqual(declined, [])
                self.assert_shared(after, "keep.py", {"train.py": ["from %s import SummaryWriter" % expected]})

    def test_no_home(self):
        alone = "and none of them is imported by all others"
        for files in (
                # Each imports the other: the one that is loaded second would not have the class yet.
                {"keep.py": ASKS % ("import judge\n", 1), "judge.py": ASKS % ("import keep\n", 2), "train.py": MAIN % ("import keep", "keep.log1")},
                # Imported where it may not be loaded.
                {"keep.py": ASKS % ("", 1), "train.py": (ASKS % ("try:\n    import keep\nexcept ImportError:\n    keep = None\n", 2)) + (MAIN % ("", "log2"))},
                # As two modules of two names it would have two caches.
                {"logs/__init__.py": "", "logs/keep.py": ASKS % ("", 1), "logs/judge.py": ASKS % ("from .keep import log1\n", 2),
                 "train.py": "import sys\nsys.path.append('logs')\n" + (ASKS % ("import logs.judge\nfrom keep import log1\n", 3))}):
            with self.subTest(sorted(files)):
                after, declined = self.run_on(files)
                self.assertTrue(declined and all(message.endswith(alone) for message in declined), declined)
                self.assertEqual(after, files)
                for name in files:
                    os.remove(self.path(name))
