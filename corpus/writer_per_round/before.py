"""The ops are built once, but each round opens a writer of its own."""
import os
import sys
import tensorflow as tf

x = tf.placeholder(tf.float32, [])
tf.summary.scalar('value', x)
merged = tf.summary.merge_all()
with tf.Session() as sess:
    for i in range(3):
        writer = tf.summary.FileWriter(os.path.join(sys.argv[1], 'round%d' % i))
        for step in range(4):
            writer.add_summary(sess.run(merged, {x: i + step}), step)
        writer.close()
