import tensorflow as tf


def speed(wind):
    tf.summary.scalar("heel", wind * 0.1)
    return tf.sqrt(wind + 1)
