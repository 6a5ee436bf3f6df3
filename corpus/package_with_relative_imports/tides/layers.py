import tensorflow as tf


def wave(time, period, name):
    """One sine with an amplitude of its own."""
    with tf.variable_scope(name):
        amplitude = tf.get_variable('amplitude', [], initializer=tf.constant_initializer(1.5))
        height = amplitude * tf.sin(time * 6.2832 / period)
        tf.summary.scalar('amplitude', amplitude)
        tf.summary.histogram('height', height)
    return height
