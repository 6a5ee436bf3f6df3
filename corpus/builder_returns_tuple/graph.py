import tensorflow as tf


def build_graph(width):
    """(input, loss, training step, summaries)"""
    inputs = tf.placeholder(tf.float32, [None, width], name='inputs')
    with tf.variable_scope('mixer'):
        weights = tf.get_variable('weights', [width, 1], initializer=tf.constant_initializer(0.25))
        mixed = tf.matmul(inputs, weights)
    loss = tf.reduce_mean(tf.square(mixed - 1.0))
    step = tf.train.GradientDescentOptimizer(0.05).minimize(loss)
    tf.summary.scalar('loss', loss)
    tf.summary.histogram('mixed', mixed)
    tf.summary.scalar('mixer/mixed', tf.reduce_max(mixed))
    return inputs, loss, step, tf.summary.merge_all()
