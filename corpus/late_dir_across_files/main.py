"""The folder of the log depends on what the session says, long after the model was built."""
import os
import sys

import numpy as np
import tensorflow as tf

from model import Classifier


def main():
    model = Classifier(classes=3)
    size = tf.constant(17, name='size')
    with tf.Session() as sess:
        run_name = 'size_%d' % sess.run(size)
        writer = tf.summary.FileWriter(os.path.join(sys.argv[1], run_name), sess.graph)
        for step in range(5):
            feed = {model.logits: np.array([[0.0, step, 1.0], [0.5, 0.1 * step, 0.0]])}
            writer.add_summary(sess.run(model.summaries, feed), step)
        writer.close()


if __name__ == '__main__':
    main()
