"""A program that was already made to run under TensorFlow 2 by its import."""
import sys

import numpy as np
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()


def network(samples):
    with tf.variable_scope("layer"):
        kernel = tf.get_variable("kernel", [3, 2], initializer=tf.constant_initializer(0.5))
        return tf.nn.relu(tf.matmul(samples, kernel))


def main(log_dir):
    samples = tf.placeholder(tf.float32, [None, 3])
    active = network(samples)
    tf.summary.scalar("activity", tf.reduce_mean(active))
    tf.summary.scalar("silent", tf.nn.zero_fraction(active))
    tf.summary.histogram("active", active)
    merged = tf.summary.merge_all()
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        writer = tf.summary.FileWriter(log_dir)
        for i in range(7):
            data = np.arange(6, dtype=np.float32).reshape(2, 3) - i
            summary = sess.run(merged, feed_dict={samples: data})
            writer.add_summary(summary, i)
        writer.close()


if __name__ == "__main__":
    main(sys.argv[1])
