import os
import sys

import numpy as np
import tensorflow as tf

from epoch import run_epoch
from language_model import LanguageModel


def batches(seed):
    return [np.arange(4) * 0.1 * seed + i for i in range(3)]


def main():
    model = LanguageModel()
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        writer = tf.summary.FileWriter(os.path.join(sys.argv[1], 'train'))
        for epoch in range(3):
            cost = run_epoch(sess, model, batches(epoch), writer, first_step=3 * epoch)
            valid = run_epoch(sess, model, batches(epoch + 10))
            print('epoch %d: %.3f, valid %.3f' % (epoch, cost, valid))
        writer.close()


if __name__ == '__main__':
    main()
