"""A session hook with a writer of its own, inside a graph that is finalized."""
import sys

import tensorflow as tf


class MeanHook(tf.train.SessionRunHook):
    """Logs a running mean."""

    def __init__(self, log_dir, tensor, every):
        self.log_dir, self.tensor, self.every = log_dir, tensor, every
        self.total, self.count = 0.0, 0

    def begin(self):
        self.writer = tf.summary.FileWriter(self.log_dir)

    def before_run(self, context):
        return tf.train.SessionRunArgs(self.tensor)

    def after_run(self, context, values):
        self.total += values.results
        self.count += 1
        if self.count % self.every == 0:
            summary = tf.Summary()
            summary.value.add(tag='running/mean', simple_value=self.total / self.count)
            summary.value.add(tag='running/count', simple_value=self.count)
            self.writer.add_summary(summary, self.count)

    def end(self, session):
        self.writer.close()


x = tf.placeholder_with_default(2.0, [])
y = tf.square(x)
with tf.train.MonitoredTrainingSession(hooks=[MeanHook(sys.argv[1], y, 2)]) as sess:
    for i in range(7):
        sess.run(y, {x: i * 0.5})
