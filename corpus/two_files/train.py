"""Runs the model of model.py for a year and logs each month."""
import os
import sys

import numpy as np
import tensorflow as tf

from model import Balance


def run_months(model, sess, writer, months):
    for month in range(months):
        deposits = np.full(4, 100.0 * month) + np.arange(4)
        summary = sess.run(model.summary_op, feed_dict={model.deposits: deposits})
        writer.add_summary(summary, month)


def main(log_dir):
    model = Balance(accounts=4)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        writer = tf.summary.FileWriter(os.path.join(log_dir, 'year'))
        run_months(model, sess, writer, 12)
        writer.close()


if __name__ == '__main__':
    main(sys.argv[1])
