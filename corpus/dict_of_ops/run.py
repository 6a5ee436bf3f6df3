import sys

import numpy as np
import tensorflow as tf

from ops import build


def days(sess, ops, writer, count):
    for day in range(count):
        feed_dict = {ops['rain']: np.arange(4) * 0.5 * day}
        results = sess.run({'merged': ops['merged'], 'flood': ops['flood']}, feed_dict=feed_dict)
        writer.add_summary(results['merged'], day)
        if results['flood']:
            print('flood on day', day)


def main():
    ops = build()
    with tf.Session() as sess:
        writer = tf.summary.FileWriter(sys.argv[1])
        days(sess, ops, writer, 7)
        writer.close()


if __name__ == '__main__':
    main()
