import tensorflow as tf

from summaries import log_activations


def decode(code):
    with tf.variable_scope('decoder'):
        scale = tf.get_variable('scale', [], initializer=tf.constant_initializer(2.0))
        signal = scale * code
        log_activations('signal', signal)
    return signal
