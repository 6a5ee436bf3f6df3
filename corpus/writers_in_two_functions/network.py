import tensorflow as tf


class Network(object):
    """Says whether a number is above a threshold."""

    def __init__(self):
        self.inputs = tf.placeholder(tf.float32, [None], name='inputs')
        self.labels = tf.placeholder(tf.float32, [None], name='labels')
        self.threshold = tf.get_variable('threshold', [], initializer=tf.constant_initializer(2.0))
        guess = tf.cast(self.inputs > self.threshold, tf.float32)
        with tf.name_scope('metrics'):
            self.accuracy = tf.reduce_mean(tf.cast(tf.equal(guess, self.labels), tf.float32))
            tf.summary.scalar('accuracy', self.accuracy)
            tf.summary.scalar('positives', tf.reduce_sum(guess))
            tf.summary.histogram('guesses', guess)
        self.merged = tf.summary.merge_all()
