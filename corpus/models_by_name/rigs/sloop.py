import tensorflow as tf


def fill(summaries, wind):
    summaries.append(tf.summary.scalar("jib", wind - 1))
