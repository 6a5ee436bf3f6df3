import tensorflow as tf


def summarise(values):
    tf.summary.scalar("largest", tf.reduce_max(values))
