import tensorflow as tf


def build_towers(count):
    """Inputs and the summaries of all towers; each tower has one of every kind."""
    inputs = tf.placeholder(tf.float32, [None], name='inputs')
    summaries = []
    for i in range(count):
        with tf.variable_scope('tower_%d' % i):
            bias = tf.get_variable('bias', [], initializer=tf.constant_initializer(float(i)))
            outputs = inputs + bias
            summaries.append(tf.summary.scalar('mean', tf.reduce_mean(outputs)))
            summaries.append(tf.summary.histogram('outputs', outputs))
    summaries += [tf.summary.scalar('towers', tf.constant(count))]
    return inputs, summaries
