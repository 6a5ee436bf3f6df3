"""A log that is closed while nothing is trained, and reopened for the second half."""
import sys
import time

import tensorflow as tf

x = tf.placeholder(tf.float32, [2], name='x')
tf.summary.scalar('smallest', tf.reduce_min(x))
tf.summary.scalar('largest', tf.reduce_max(x))
tf.summary.histogram('values', x)
merged = tf.summary.merge_all()

with tf.Session() as sess:
    writer = tf.summary.FileWriter(sys.argv[1], sess.graph, filename_suffix='.half')
    for step in range(3):
        writer.add_summary(sess.run(merged, {x: [step, -step]}), step)
    writer.close()
    time.sleep(1.1)  # a file is named after the second in which it is made
    writer.reopen()
    for step in range(3, 6):
        writer.add_summary(sess.run(merged, {x: [step, -step]}), step)
    writer.close()
