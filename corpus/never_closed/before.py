"""Nobody closes the writer or the session: TensorFlow 1 still gets (nearly) everything to disk when the program ends."""
import sys

import tensorflow as tf

load = tf.placeholder(tf.float32, [None], name="load")
tf.summary.scalar("total_load", tf.reduce_sum(load))
tf.summary.scalar("highest_load", tf.reduce_max(load))
tf.summary.histogram("loads", load)
merged = tf.summary.merge_all()

sess = tf.Session()
writer = tf.summary.FileWriter(sys.argv[1])
for minute in range(25):
    summary, _ = sess.run([merged, load], feed_dict={load: [minute, 2.0, 0.5 * minute]})
    writer.add_summary(summary, minute)
