"""The writers are looked up in a dict by a name that changes, and closed in a loop."""
import os
import sys
import tensorflow as tf

x = tf.placeholder(tf.float32, [])
tf.summary.scalar('value', x)
tf.summary.scalar('square', x * x)
merged = tf.summary.merge_all()
writers = {name: tf.summary.FileWriter(os.path.join(sys.argv[1], name)) for name in ('even', 'odd')}
with tf.Session() as sess:
    for i in range(6):
        writers['odd' if i % 2 else 'even'].add_summary(sess.run(merged, {x: i}), i)
for writer in writers.values():
    writer.close()
