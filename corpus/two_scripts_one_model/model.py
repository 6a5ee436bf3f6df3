import tensorflow as tf


def build(gain):
    x = tf.placeholder(tf.float32, [None], name='x')
    y = gain * x
    tf.summary.scalar('mean', tf.reduce_mean(y))
    tf.summary.scalar('spread', tf.reduce_max(y) - tf.reduce_min(y))
    tf.summary.histogram('y', y)
    return x, y, tf.summary.merge_all()
