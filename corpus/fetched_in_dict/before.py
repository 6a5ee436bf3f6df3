"""Summaries are fetched inside a dict while training and by tuple unpacking while testing, each for a writer of its own."""
import os
import sys

import numpy as np
import tensorflow as tf

signal = tf.placeholder(tf.float32, [None], name="signal")
volume = tf.reduce_max(tf.abs(signal))
energy = tf.reduce_sum(tf.square(signal))

train_summaries = tf.summary.merge([
    tf.summary.scalar("volume", volume),
    tf.summary.scalar("energy", energy),
    tf.summary.histogram("signal", signal),
])
test_summaries = tf.summary.merge([tf.summary.scalar("test_volume", volume)])


def wave(step):
    return np.sin(np.arange(8) * 0.3 * (step + 1))


train_writer = tf.summary.FileWriter(os.path.join(sys.argv[1], "train"))
test_writer = tf.summary.FileWriter(os.path.join(sys.argv[1], "test"))
with tf.Session() as sess:
    for step in range(10):
        results = sess.run({"volume": volume, "summaries": train_summaries}, feed_dict={signal: wave(step)})
        train_writer.add_summary(results["summaries"], step)
        print("volume", results["volume"])
        if step % 4 == 0:
            loud, text = sess.run((volume, test_summaries), feed_dict={signal: 2 * wave(step)})
            test_writer.add_summary(text, step)
            print("test volume", loud)
train_writer.close()
test_writer.close()
