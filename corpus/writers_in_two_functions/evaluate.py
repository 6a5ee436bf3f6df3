import os

import tensorflow as tf

from data import batch


def evaluate(sess, network, log_dir, step):
    """Opens a log of its own, as each evaluation does."""
    writer = tf.summary.FileWriter(os.path.join(log_dir, 'eval_%d' % step))
    values, labels = batch(step, 1.0)
    summary, accuracy = sess.run([network.merged, network.accuracy], {network.inputs: values, network.labels: labels})
    writer.add_summary(summary, step)
    writer.close()
    return accuracy
