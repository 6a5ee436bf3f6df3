"""What the tests of the command share: a directory of their own, the tool, and programs to give to it."""
import os
import shutil
import subprocess
import tempfile
import unittest

TOOL = None  # set by run.py

SIMPLE = """\
import sys

import tensorflow as tf

x = tf.placeholder(tf.float32, [])
tf.summary.scalar('loss', x * 2)
merged = tf.summary.merge_all()
with tf.Session() as sess:
    writer = tf.summary.FileWriter(sys.argv[1])
    for step in range(3):
        summary = sess.run(merged, {x: step})
        writer.add_summary(summary, step)
    writer.close()
"""

# The writer gets out of sight, so that nobody can know what is called on it: declined.
ESCAPES = """\
import sys

import tensorflow as tf


def log(logdir, keep):
    x = tf.placeholder(tf.float32, [])
    loss = tf.summary.scalar('loss', x * 2)
    writer = tf.summary.FileWriter(logdir)
    keep.send(writer)
    with tf.Session() as sess:
        for step in range(3):
            summary = sess.run(loss, {x: step})
            writer.add_summary(summary, step)
    writer.close()
"""

MODEL = """\
import tensorflow as tf


class Model(object):
    def __init__(self):
        self.x = tf.placeholder(tf.float32, [])
        tf.summary.scalar('loss', self.x * 2)
        self.summary_op = tf.summary.merge_all()
"""
TRAIN = """\
import sys

import tensorflow as tf

from model import Model


def main(logdir):
    model = Model()
    sess = tf.Session()
    writer = tf.summary.FileWriter(logdir)
    for i in range(6):
        summaries = sess.run(model.summary_op, {model.x: i})
        writer.add_summary(summaries, global_step=i)
    writer.close()


if __name__ == '__main__':
    main(sys.argv[1])
"""
SYNTAX_ERROR = "import tensorflow as tf\ntf.summary.scalar('a', b\nprint(1)\n"


class CommandTest(unittest.TestCase):
    PLACE = None  # where the directory is made; None: where temporary files are

    def setUp(self):
        self.directory = tempfile.mkdtemp(prefix="summary-upgrade-cli-", dir=self.PLACE)
        self.addCleanup(shutil.rmtree, self.directory, ignore_errors=True)

    def path(self, name):
        return os.path.join(self.directory, name)

    def write(self, name, content):
        os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
        with open(self.path(name), "wb") as out:
            out.write(content.encode() if isinstance(content, str) else content)

    def read(self, name):
        with open(self.path(name), "rb") as source:
            return source.read()

    def files(self):
        """Every file of the directory with its bytes: nothing may be lost, and nothing left behind."""
        found = {}
        for folder, _, names in os.walk(self.directory):
            for name in names:
                path = os.path.join(folder, name)
                if os.path.isfile(path):
                    with open(path, "rb") as source:
                        found[os.path.relpath(path, self.directory)] = source.read()
        return found

    def tool(self, *arguments, exit_code=None, input="", environment=None, **options):
        """Runs the tool in the test's directory. Its output is text with every byte kept."""
        run = subprocess.run([TOOL] + list(arguments), cwd=self.directory, input=input.encode("utf-8", "surrogateescape"), capture_output=True,
                             timeout=60, env=dict(os.environ, **(environment or {})), **options)
        run.stdout, run.stderr = (stream.decode("utf-8", "surrogateescape") for stream in (run.stdout, run.stderr))
        if exit_code is not None:
            self.assertEqual(run.returncode, exit_code, "%s\n%s\n%s" % (arguments, run.stdout, run.stderr))
        return run

    def assertUntouched(self, before):
        self.assertEqual(self.files(), before)
