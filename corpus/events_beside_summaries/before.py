"""Session logs, whole events and the meta graph through the writer that the summaries go through."""
import sys

import tensorflow as tf


class Trainer(object):
    def __init__(self, logdir):
        self.x = tf.placeholder(tf.float32, [])
        self.half = self.x / 2
        tf.summary.scalar('value', self.x)
        tf.summary.scalar('half', self.half)
        tf.summary.scalar('square', self.x * self.x)
        self.summaries = tf.summary.merge_all()
        self.sess = tf.Session()
        self.writer = tf.summary.FileWriter(logdir)
        self.writer.add_session_log(tf.SessionLog(status=tf.SessionLog.START), 0)

    def step(self, value, step):
        self.writer.add_summary(self.sess.run(self.summaries, {self.x: value}), step)
        if step % 2 == 0:
            note = tf.Summary(value=[tf.Summary.Value(tag='note', simple_value=value)])
            self.writer.add_event(tf.Event(step=step, wall_time=1.5, summary=note))

    def finish(self):
        self.writer.add_meta_graph(tf.train.export_meta_graph(), 5)
        self.writer.flush()
        self.writer.close()


trainer = Trainer(sys.argv[1])
for i, v in enumerate([4.0, 3.0, 2.5, 1.0]):
    trainer.step(v, i)
trainer.finish()
