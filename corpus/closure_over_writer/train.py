import sys

import numpy as np
import tensorflow as tf

from log import make_log


def main():
    speed = tf.placeholder(tf.float32, [None], name='speed')
    with tf.name_scope('brakes'):
        way = tf.square(speed) / 20.0
        tf.summary.scalar('longest', tf.reduce_max(way))
        tf.summary.scalar('shortest', tf.reduce_min(way))
        tf.summary.histogram('way', way)
    merged = tf.summary.merge_all()
    with tf.Session() as sess:
        log, close = make_log(sys.argv[1], sess, merged)
        for step in range(6):
            log(step, {speed: np.arange(4) * 2.0 + step})
        close()


if __name__ == '__main__':
    main()
