"""A function makes the writers; another one trains with the one that it is given."""
import os
import sys

import tensorflow as tf


def make_writer(root, name):
    path = os.path.join(root, name)
    return tf.summary.FileWriter(path)


def make_model():
    ball = tf.placeholder(tf.float32, [], name='height')
    impact = tf.sqrt(2 * 9.81 * ball, name='impact')
    tf.summary.scalar('height', ball)
    tf.summary.scalar('impact', impact)
    tf.summary.scalar('bounce', impact * 0.8)
    return ball, tf.summary.merge_all()


def drop(sess, ball, merged, writer, heights):
    for step, height in enumerate(heights):
        summary = sess.run(merged, feed_dict={ball: height})
        writer.add_summary(summary, step)
    writer.flush()


def main(root):
    ball, merged = make_model()
    writer = make_writer(root, 'drops')
    with tf.Session() as sess:
        drop(sess, ball, merged, writer, [1.0, 2.0, 4.0, 8.0])
    writer.close()


main(sys.argv[1])
