import tensorflow as tf


def add_head(features):
    score = tf.reduce_sum(features, axis=1)
    tf.summary.scalar('score', tf.reduce_mean(score))
    return score
