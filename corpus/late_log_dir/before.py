"""The log directory is put together long after the graph was built, in another function."""
import os
import sys

import tensorflow as tf


class Circle(object):
    def __init__(self):
        self.radius = tf.placeholder(tf.float32, [], name="radius")
        with tf.name_scope("circle"):
            area = 3.0 * self.radius * self.radius
            tf.summary.scalar("area", area)
            tf.summary.scalar("outline", 6.0 * self.radius)
            tf.summary.histogram("both", tf.stack([area, 6.0 * self.radius]))
        self.summaries = tf.summary.merge_all()


def run_name(options):
    return "circle-" + "-".join(options)


def train(circle, root, options):
    path = os.path.join(root, run_name(options))
    with tf.Session() as sess:
        writer = tf.summary.FileWriter(path)
        for step in range(4):
            summary = sess.run(circle.summaries, feed_dict={circle.radius: 1.0 + step})
            writer.add_summary(summary, step)
        writer.close()


train(Circle(), sys.argv[1], ["small", "red"])
