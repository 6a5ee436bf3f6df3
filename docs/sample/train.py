"""Fits a line with TensorFlow 1 and logs what happens for TensorBoard."""
import argparse

import numpy as np
import tensorflow as tf


def build_model(x, y):
    """Returns the loss and the op that makes it smaller."""
    with tf.variable_scope('line'):
        slope = tf.get_variable('slope', [], initializer=tf.zeros_initializer())
        offset = tf.get_variable('offset', [], initializer=tf.zeros_initializer())
    error = x * slope + offset - y
    loss = tf.reduce_mean(tf.square(error))
    tf.summary.scalar('Mean Square', loss)
    tf.summary.histogram('error', error)  # should gather around zero
    return loss, tf.train.GradientDescentOptimizer(0.05).minimize(loss)


def main(args):
    x = tf.placeholder(tf.float32, [None], name='x')
    y = tf.placeholder(tf.float32, [None], name='y')
    loss, train_op = build_model(x, y)
    merged = tf.summary.merge_all()

    with tf.Session() as sess:
        writer = tf.summary.FileWriter(args.logdir, sess.graph)
        sess.run(tf.global_variables_initializer())
        for step in range(args.steps):
            batch = np.random.RandomState(step).uniform(size=32)
            feed = {x: batch, y: 3 * batch + 1}
            if step % 10 == 0:
                summary, value, _ = sess.run([merged, loss, train_op], feed_dict=feed)
                writer.add_summary(summary, step)
                print('step %d: loss %.4f' % (step, value))
            else:
                sess.run(train_op, feed_dict=feed)
        writer.close()


if __name__ == '__main__':
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('logdir')
    parser.add_argument('--steps', type=int, default=50)
    main(parser.parse_args())
