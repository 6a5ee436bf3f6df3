import numpy as np
import tensorflow as tf

from base import BaseTrainer


class RegressionTrainer(BaseTrainer):
    name = 'regression'

    def build(self):
        self.x = tf.placeholder(tf.float32, [None])
        self.y = tf.placeholder(tf.float32, [None])
        with tf.variable_scope('line'):
            self.slope = tf.get_variable('slope', [], initializer=tf.constant_initializer(0.5))
            self.offset = tf.get_variable('offset', [], initializer=tf.zeros_initializer())
        error = self.slope * self.x + self.offset - self.y
        tf.summary.scalar('error', tf.reduce_mean(tf.abs(error)))
        tf.summary.scalar('slope', self.slope)
        tf.summary.histogram('errors', error)

    def feed(self, step):
        x = np.arange(4, dtype=np.float32) + step
        return {self.x: x, self.y: 2 * x + 1}
