"""A helper whose TensorFlow nobody can know before it runs adds a summary that merge_all finds: the merge stays, and so do all its summaries."""
import sys

import tensorflow as tf

import helpers

x = tf.placeholder(tf.float32, [])
helpers.log_scalar(x * 2, 'loss')
tf.summary.scalar('plain', x)
merged = tf.summary.merge_all()
with tf.Session() as sess:
    writer = tf.summary.FileWriter(sys.argv[1])
    for step in range(3):
        summary = sess.run(merged, {x: step})
        writer.add_summary(summary, step)
    writer.close()
