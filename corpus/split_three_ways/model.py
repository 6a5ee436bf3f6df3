"""A pendulum whose damping is learned; train.py owns the session, main.py the choices."""
import tensorflow as tf


class Pendulum(object):
    def __init__(self, length):
        self.angle = tf.placeholder(tf.float32, [None], name='angle')
        self.target = tf.placeholder(tf.float32, [None], name='target')
        with tf.variable_scope('pendulum'):
            self.damping = tf.get_variable('damping', [], initializer=tf.constant_initializer(0.5))
            self.swing = self.damping * tf.sin(self.angle) / length
        with tf.name_scope('loss'):
            self.loss = tf.reduce_mean(tf.square(self.swing - self.target))
        self.train_op = tf.train.GradientDescentOptimizer(0.1).minimize(self.loss)
        tf.summary.scalar('loss', self.loss)
        tf.summary.scalar('swing_range', tf.reduce_max(self.swing) - tf.reduce_min(self.swing))
        tf.summary.histogram('swing', self.swing)
        self.summary = tf.summary.merge_all()
