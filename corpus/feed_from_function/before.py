"""The feed comes from a function, so no dict literal stands at the run."""
import sys

import numpy as np
import tensorflow as tf

log_dir = sys.argv[1]
height = tf.placeholder(tf.float32, [None], name="height")
mass = tf.placeholder(tf.float32, [None], name="mass")
index = mass / tf.square(height)

tf.summary.scalar("mean_index", tf.reduce_mean(index))
tf.summary.scalar("heaviest", tf.reduce_max(mass))
tf.summary.histogram("index", index)
merged = tf.summary.merge_all()


def next_batch(step):
    people = np.arange(5)
    return {height: 1.5 + 0.1 * people, mass: 50.0 + people * step}


with tf.Session() as sess:
    writer = tf.summary.FileWriter(log_dir)
    for step in range(6):
        feed = next_batch(step)
        summary = sess.run(merged, feed_dict=feed)
        writer.add_summary(summary, step)
        again = sess.run(merged, feed_dict=next_batch(step + 1))
        writer.add_summary(again, 100 + step)
    writer.close()
