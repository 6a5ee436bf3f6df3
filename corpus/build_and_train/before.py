"""One function builds the graph, another runs it."""
import sys

import numpy as np
import tensorflow as tf


def build():
    """A linear scale with a bias; returns what the training needs."""
    weights = tf.placeholder(tf.float32, [None, 2], name="weights")
    target = tf.placeholder(tf.float32, [None], name="target")
    with tf.variable_scope("scale"):
        factor = tf.get_variable("factor", [2], initializer=tf.constant_initializer([0.1, 0.2]))
        offset = tf.get_variable("offset", [], initializer=tf.zeros_initializer())
        guess = tf.reduce_sum(weights * factor, axis=1) + offset
    with tf.name_scope("quality"):
        loss = tf.reduce_mean(tf.squared_difference(guess, target))
        tf.summary.scalar("loss", loss)
        tf.summary.scalar("bias", tf.reduce_mean(guess - target))
    tf.summary.histogram("guess", guess)
    step_op = tf.train.MomentumOptimizer(0.01, 0.9).minimize(loss)
    return weights, target, step_op, tf.summary.merge_all()


def train(log_dir, steps):
    weights, target, step_op, summaries = build()
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        writer = tf.summary.FileWriter(log_dir)
        for step in range(steps):
            batch = np.array([[step, 1.0], [1.0, step], [2.0, 2.0]], np.float32)
            _, text = sess.run([step_op, summaries], feed_dict={weights: batch, target: batch.sum(axis=1)})
            writer.add_summary(text, step)
        writer.close()


if __name__ == "__main__":
    train(sys.argv[1], 8)
