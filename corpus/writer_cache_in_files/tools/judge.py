import tensorflow as tf
from keep import log


def judge(folder, training, value, step):
    writer = tf.summary.FileWriterCache.get(folder)
    summary = tf.Summary()
    summary.value.add(tag='error', simple_value=1.0 - value)
    writer.add_summary(summary, step)
    log(training, 'error', 1.0 - value, step)
