import tensorflow as tf

import summaries


def encode(signal):
    with tf.variable_scope('encoder'):
        scale = tf.get_variable('scale', [], initializer=tf.constant_initializer(0.5))
        code = tf.tanh(scale * signal)
        summaries.log_activations('code', code)
    return code
