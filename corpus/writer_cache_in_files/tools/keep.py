import tensorflow as tf


def log(folder, tag, value, step):
    writer = tf.summary.FileWriterCache.get(folder)
    writer.add_summary(tf.Summary(value=[tf.Summary.Value(tag=tag, simple_value=value)]), step)
