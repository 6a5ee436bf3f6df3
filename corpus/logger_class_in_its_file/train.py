import sys

import numpy as np
import tensorflow as tf

from logger import Logger


def build():
    x = tf.placeholder(tf.float32, [3], name='x')
    with tf.name_scope('sphere'):
        radius = tf.norm(x)
        tf.summary.scalar('radius', radius)
        tf.summary.scalar('volume', 4.18879 * radius ** 3)
        tf.summary.histogram('x', x)
    return x, tf.summary.merge_all()


def main(log_dir):
    x, merged = build()
    with tf.Session() as sess:
        logger = Logger(log_dir, sess.graph, every=2)
        for step in range(8):
            summary = sess.run(merged, feed_dict={x: np.array([1.0, 2.0, 0.5 * step])})
            logger.log(summary, step)
        logger.close()


if __name__ == '__main__':
    main(sys.argv[1])
