"""The model of train.py: a running balance."""
import tensorflow as tf


class Balance(object):
    def __init__(self, accounts):
        self.deposits = tf.placeholder(tf.float32, [accounts], name='deposits')
        with tf.variable_scope('balance'):
            self.rate = tf.get_variable('rate', [], initializer=tf.constant_initializer(0.03), trainable=False)
            self.interest = self.deposits * self.rate
            tf.summary.scalar('Sum of interest', tf.reduce_sum(self.interest))
            tf.summary.scalar('mean', tf.reduce_mean(self.deposits))
            tf.summary.histogram('interest', self.interest)
        self.summary_op = tf.summary.merge_all()
