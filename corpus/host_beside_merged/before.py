"""Numbers that the host computes, through the writer of the merged summaries."""
import sys

import numpy as np
import tensorflow as tf


def build():
    x = tf.placeholder(tf.float32, [None], name='x')
    with tf.name_scope('train'):
        loss = tf.reduce_mean(tf.square(x), name='loss')
        tf.summary.scalar('loss', loss)
        tf.summary.histogram('x', x)
    return x, loss


def log_accuracies(writer, accuracies, epoch):
    summary = tf.Summary()
    for name, accuracy in sorted(accuracies.items()):
        summary.value.add(tag='eval/' + name, simple_value=accuracy)
    writer.add_summary(summary, epoch)


def main(log_dir):
    x, loss = build()
    merged = tf.summary.merge_all()
    writer = tf.summary.FileWriter(log_dir)
    with tf.Session() as sess:
        for epoch in range(3):
            losses = []
            for i in range(2):
                step = epoch * 2 + i
                value, summary = sess.run([loss, merged], feed_dict={x: np.arange(4.) + step})
                writer.add_summary(summary, step)
                losses.append(value)
            mean = tf.Summary(value=[tf.Summary.Value(tag='Mean Loss', simple_value=np.mean(losses))])
            writer.add_summary(mean, epoch)
            log_accuracies(writer, {'first': losses[0] / 100, 'last': losses[-1] / 100}, epoch)
        writer.close()


main(sys.argv[1])
