import numpy as np
import tensorflow as tf


class Trainer(object):
    """Runs a model and keeps its log."""

    def __init__(self, model, log_dir):
        self.model = model
        self.sess = tf.Session()
        self.sess.run(tf.global_variables_initializer())
        self.writer = tf.summary.FileWriter(log_dir, self.sess.graph)

    def fit(self, steps):
        for step in range(steps):
            angle = np.linspace(0.0, 1.0, 8) + 0.01 * step
            feed = {self.model.angle: angle, self.model.target: 0.3 * np.sin(angle)}
            _, loss, summary = self.sess.run([self.model.train_op, self.model.loss, self.model.summary], feed_dict=feed)
            self.writer.add_summary(summary, global_step=step)
            print('step %d, loss %.4f' % (step, loss))

    def close(self):
        self.writer.close()
        self.sess.close()
