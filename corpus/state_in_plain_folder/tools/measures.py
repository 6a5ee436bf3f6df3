import tensorflow as tf


def mean_of(values):
    tf.summary.scalar("mean", tf.reduce_mean(values))
