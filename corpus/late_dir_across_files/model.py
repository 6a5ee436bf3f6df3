import tensorflow as tf


class Classifier(object):
    def __init__(self, classes):
        self.logits = tf.placeholder(tf.float32, [None, classes], name='logits')
        self.probabilities = tf.nn.softmax(self.logits)
        self.confidence = tf.reduce_mean(tf.reduce_max(self.probabilities, axis=1))
        tf.summary.scalar('confidence', self.confidence)
        tf.summary.scalar('entropy', -tf.reduce_mean(self.probabilities * tf.log(self.probabilities)))
        tf.summary.histogram('probabilities', self.probabilities)
        self.summaries = tf.summary.merge_all()
