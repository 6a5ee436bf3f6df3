import tensorflow as tf


class LanguageModel(object):
    def __init__(self):
        self.words = tf.placeholder(tf.float32, [None], name='words')
        with tf.variable_scope('lm'):
            mean = tf.get_variable('center', [], initializer=tf.constant_initializer(1.0))
            surprise = tf.square(self.words - mean)
            self.cost = tf.reduce_mean(surprise, name='cost')
            tf.summary.scalar('cost', self.cost)
            tf.summary.scalar('perplexity', tf.exp(self.cost))
            tf.summary.histogram('surprise', surprise)
        self.merged = tf.summary.merge_all()
