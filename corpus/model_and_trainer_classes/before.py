"""A model class and a trainer class in one file; the trainer owns session and writer."""
import os
import sys

import tensorflow as tf


class Spring:
    """Energy of a spring that is pulled."""

    def __init__(self, stiffness):
        self.stiffness = stiffness
        self.pull = tf.placeholder(tf.float32, [None], name="pull")
        self._build()

    def _build(self):
        with tf.name_scope("spring"):
            self.energy = 0.5 * self.stiffness * tf.square(self.pull)
            self.total = tf.reduce_sum(self.energy)
            tf.summary.scalar("total", self.total)
            tf.summary.scalar("peak", tf.reduce_max(self.energy))
            tf.summary.histogram("energy", self.energy)
        self.summaries = tf.summary.merge_all()


class Trainer:
    def __init__(self, model, log_dir):
        self.model = model
        self.session = tf.Session()
        self.writer = tf.summary.FileWriter(os.path.join(log_dir, "spring"))

    def run(self, steps):
        for step in range(1, steps + 1):
            summary, total = self.session.run([self.model.summaries, self.model.total],
                                              feed_dict={self.model.pull: [0.1 * step, 0.2 * step, 0.3]})
            self.writer.add_summary(summary, step)
            print(step, total)

    def finish(self):
        self.writer.close()
        self.session.close()


trainer = Trainer(Spring(stiffness=3.0), sys.argv[1])
trainer.run(6)
trainer.finish()
