import tensorflow as tf


def build():
    """Everything the loop needs, by name."""
    ops = {}
    ops['rain'] = tf.placeholder(tf.float32, [None], name='rain')
    ops['river'] = tf.cumsum(ops['rain'])
    with tf.name_scope('river'):
        tf.summary.scalar('level', tf.reduce_max(ops['river']))
        tf.summary.scalar('mean', tf.reduce_mean(ops['river']))
        tf.summary.histogram('rain', ops['rain'])
    ops['merged'] = tf.summary.merge_all()
    ops['flood'] = tf.reduce_any(ops['river'] > 12.0)
    return ops
