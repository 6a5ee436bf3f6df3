"""Syntax of newer Pythons than the one that TensorFlow 1 runs on: it is read, and stays as it is around what changes."""
import difflib

from command import CommandTest

PROGRAM = '''\
import sys
from dataclasses import dataclass

import tensorflow.compat.v1 as tf

type Pair[T] = tuple[T, T]


class Log[T: (int, float)]:
    def __init__(self, names: list[str]):
        self.names: list[str] = names

    def first[U](self, items: Pair[U]) -> U:
        return items[0]


@dataclass
class Config:
    kind: str = 'square'


def loss_of(x, config):
    match config:
        case Config(kind='square' | 'quadratic'):
            y = x * x
            tf.summary.scalar('square', y)
        case Config(kind=str() as other) if (n := len(other)) > 3:
            y = x
            tf.summary.scalar(f"{'long'}", y * n)
        case _:
            y = -x
    return y


x = tf.placeholder(tf.float32, [])
loss = loss_of(x, Config())
tf.summary.scalar('loss', loss)
merged = tf.summary.merge_all()
with (
    tf.Session() as sess,
    open('notes.txt', 'w') as notes,
):
    writer = tf.summary.FileWriter(sys.argv[1])
    try:
        step = 0
        while (value := step * 0.5) < 2:
            summary = sess.run(merged, {x: value})
            writer.add_summary(summary, step)
            print(f"{step} {f"{value:.{2}f}"} {'#'}", file=notes)
            step += 1
    except* ValueError as group:
        print(group.exceptions)
    writer.close()
'''

# What goes and what comes, line by line.
CHANGES = """\
+import tensorflow.compat.v2 as tf2
-            tf.summary.scalar('square', y)
+            tf2.summary.scalar('square', y, step=summary_step)
-            tf.summary.scalar(f"{'long'}", y * n)
+            tf2.summary.scalar(f"{'long'}", tf.reshape(y * n, []), step=summary_step)
-loss = loss_of(x, Config())
-tf.summary.scalar('loss', loss)
-merged = tf.summary.merge_all()
+summary_step = tf.placeholder_with_default(tf.constant(0, tf.int64), [], name='summary_step')
+writer = tf2.summary.create_file_writer(sys.argv[1])
+with writer.as_default():
+    loss = loss_of(x, Config())
+    tf2.summary.scalar('loss', loss, step=summary_step)
+merged = tf.summary.all_v2_summary_ops()
-    writer = tf.summary.FileWriter(sys.argv[1])
+    sess.run(writer.init())
-            summary = sess.run(merged, {x: value})
-            writer.add_summary(summary, step)
+            sess.run(merged, {x: value, summary_step: step})
-    writer.close()
+    sess.run(writer.close())
"""


class Syntax(CommandTest):
    def test_python_3_13(self):
        """`type`, type parameters, `match`, `:=`, `except*`, quotes and format specifications inside f-strings, `with` in parentheses."""
        self.write("train.py", PROGRAM)
        self.tool("train.py", exit_code=0)
        after = self.read("train.py").decode()
        lines = difflib.unified_diff(PROGRAM.splitlines(True), after.splitlines(True), n=0)
        self.assertEqual("".join(line for line in lines if not line.startswith(("---", "+++", "@@"))), CHANGES)
        self.assertNotIn("rewrote", self.tool("train.py", exit_code=0).stdout)
        self.assertEqual(self.read("train.py").decode(), after)
