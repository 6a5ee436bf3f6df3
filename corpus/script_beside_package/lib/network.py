import tensorflow as tf


class Network(object):
    def __init__(self):
        self.data = tf.placeholder(tf.float32, [None], name='data')
        self._losses = {}
        self._act_summaries = []
        self._build()
        self._summary_op = tf.summary.merge_all()

    def _build(self):
        with tf.variable_scope('head'):
            gain = tf.get_variable('gain', [], initializer=tf.constant_initializer(1.5))
            features = gain * self.data
            self._act_summaries.append(features)
        self._losses['total'] = tf.reduce_mean(tf.abs(features))
        for key, value in sorted(self._losses.items()):
            tf.summary.scalar('loss_' + key, value)
        for tensor in self._act_summaries:
            self._add_act_summary(tensor)

    def _add_act_summary(self, tensor):
        tf.summary.histogram('activations', tensor)
        tf.summary.scalar('zero_fraction', tf.nn.zero_fraction(tensor))

    def train_step_with_summary(self, sess, blobs):
        loss, summary = sess.run([self._losses['total'], self._summary_op], feed_dict={self.data: blobs['data']})
        return loss, summary
