"""One writer through several sessions: one for each epoch, and one at the end for the test."""
import os
import sys

import tensorflow as tf

logdir = os.path.join(sys.argv[1], 'all')
x = tf.placeholder(tf.float32, [], name='x')
bias = tf.Variable(1.0, name='bias')
shifted = x + bias
tf.summary.scalar('shifted', shifted)
tf.summary.scalar('doubled', shifted * 2)
tf.summary.histogram('both', tf.stack([x, shifted]))
merged = tf.summary.merge_all()
init = tf.global_variables_initializer()

writer = tf.summary.FileWriter(logdir)
for epoch in range(3):
    with tf.Session() as sess:
        sess.run(init)
        for i in range(2):
            writer.add_summary(sess.run(merged, {x: i}), epoch * 2 + i)
        writer.flush()
with tf.Session() as sess:
    sess.run(init)
    summary, value = sess.run([merged, shifted], feed_dict={x: 50.0})
    writer.add_summary(summary, 1000)
    print(value)
writer.close()
