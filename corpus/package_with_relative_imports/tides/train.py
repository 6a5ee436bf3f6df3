from __future__ import absolute_import

import numpy as np
import tensorflow as tf

from . import model


def train(log_dir, hours):
    time, level = model.build()
    summaries = tf.summary.merge_all()
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        writer = tf.summary.FileWriter(log_dir)
        for hour in range(hours):
            text, heights = sess.run([summaries, level], feed_dict={time: hour + np.arange(4) / 4.0})
            writer.add_summary(text, hour)
            print(hour, heights)
        writer.close()
