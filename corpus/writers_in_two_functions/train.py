import os
import sys

import tensorflow as tf

from data import batch
from evaluate import evaluate
from network import Network


def train(log_dir):
    network = Network()
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        writer = tf.summary.FileWriter(os.path.join(log_dir, 'train'), sess.graph)
        for step in range(8):
            values, labels = batch(step, 1.5)
            summary = sess.run(network.merged, {network.inputs: values, network.labels: labels})
            writer.add_summary(summary, step)
            if step % 4 == 3:
                print('accuracy', evaluate(sess, network, log_dir, step))
        writer.close()


if __name__ == '__main__':
    train(sys.argv[1])
