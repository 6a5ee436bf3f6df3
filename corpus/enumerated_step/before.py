"""The step comes from enumerate over the batches, across epochs."""
import sys

import numpy as np
import tensorflow as tf


def batches(data, size):
    for start in range(0, len(data), size):
        yield data[start:start + size]


words = tf.placeholder(tf.float32, [None], name="lengths")
with tf.name_scope("text"):
    mean_length = tf.reduce_mean(words, name="average")
    tf.summary.scalar("mean_length", mean_length)
    tf.summary.scalar("longest", tf.reduce_max(words))
    tf.summary.histogram("lengths", words)
merged = tf.summary.merge_all()

corpus = np.array([3, 5, 2, 8, 1, 4, 4, 9, 2, 2, 7, 6], np.float32)
writer = tf.summary.FileWriter(sys.argv[1])
with tf.Session() as sess:
    for epoch in range(2):
        for number, batch in enumerate(batches(corpus + epoch, 3)):
            summary, mean = sess.run([merged, mean_length], {words: batch})
            writer.add_summary(summary, epoch * 4 + number)
            print(epoch, number, mean)
writer.close()
