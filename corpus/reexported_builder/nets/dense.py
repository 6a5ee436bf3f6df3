import tensorflow as tf


def build_dense(inputs, units):
    with tf.variable_scope('dense'):
        kernel = tf.get_variable('kernel', [2, units], initializer=tf.constant_initializer(0.3))
        outputs = tf.nn.relu(tf.matmul(inputs, kernel))
        tf.summary.histogram('kernel', kernel)
        tf.summary.histogram('outputs', outputs)
    return outputs
