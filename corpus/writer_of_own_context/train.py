"""A class opens the writer when a `with` enters it, and hands it out: nobody calls `__enter__` by name."""
import sys

import tensorflow as tf


class Diary(object):
    def __init__(self, directory):
        self.directory = directory
        self.writer = None

    def __enter__(self):
        self.writer = tf.summary.FileWriter(self.directory)
        return self.writer

    def __exit__(self, *problem):
        if self.writer is not None:
            self.writer.add_graph(tf.get_default_graph())
            self.writer.flush()


class QuietDiary(Diary):
    pass


tide = tf.placeholder(tf.float32, [3])
tf.summary.scalar('highest', tf.reduce_max(tide))
tf.summary.scalar('lowest', tf.reduce_min(tide))
merged = tf.summary.merge_all()
with tf.Session() as sess, QuietDiary(sys.argv[1]) as writer:
    for hour in range(4):
        writer.add_summary(sess.run(merged, {tide: [hour, hour * 2.0, 1.5]}), hour)
