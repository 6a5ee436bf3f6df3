import os
import sys

import numpy as np
import tensorflow as tf

import model


def main(log_dir):
    x, y, merged = model.build(gain=0.5)
    with tf.Session() as sess:
        writer = tf.summary.FileWriter(os.path.join(log_dir, 'evaluate'))
        summary, _ = sess.run([merged, y], feed_dict={x: np.arange(10)})
        writer.add_summary(summary, 99)
        writer.close()


if __name__ == '__main__':
    main(sys.argv[1])
