import os
import sys

import numpy as np
import tensorflow as tf

from model import build


def main(log_dir):
    x, y, merged = build(gain=2.0)
    with tf.Session() as sess:
        writer = tf.summary.FileWriter(os.path.join(log_dir, 'train'))
        for step in range(5):
            writer.add_summary(sess.run(merged, feed_dict={x: np.arange(3) + step}), step)
        writer.close()


if __name__ == '__main__':
    main(sys.argv[1])
    import evaluate
    tf.reset_default_graph()
    evaluate.main(sys.argv[1])
