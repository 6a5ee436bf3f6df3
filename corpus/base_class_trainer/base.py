"""What all trainers share: session, writer and loop."""
import os

import tensorflow as tf


class BaseTrainer(object):
    name = None

    def __init__(self, log_dir, steps):
        self.steps = steps
        self.build()
        self.merged = tf.summary.merge_all()
        self.session = tf.Session()
        self.session.run(tf.global_variables_initializer())
        self.writer = tf.summary.FileWriter(os.path.join(log_dir, self.name), graph=self.session.graph)

    def build(self):
        raise NotImplementedError

    def feed(self, step):
        raise NotImplementedError

    def train(self):
        for step in range(self.steps):
            summary = self.session.run(self.merged, feed_dict=self.feed(step))
            self.writer.add_summary(summary, step)
        self.writer.flush()

    def close(self):
        self.writer.close()
        self.session.close()
