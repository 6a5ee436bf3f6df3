import tensorflow as tf

from summaries import log_scalar as log


def reconstruction(signal, restored):
    loss = tf.square(signal - restored)
    log('loss', loss)
    log('worst', tf.reduce_max(loss))
    return tf.reduce_mean(loss)
