"""The writer gets the graph, is flushed now and then, and closed."""
import sys

import tensorflow as tf

level = tf.placeholder(tf.float32, [3], name="level")
inflow = tf.placeholder_with_default(0.5, [], name="inflow")
with tf.name_scope("tank"):
    filled = level + inflow
    tf.summary.scalar("fullest", tf.reduce_max(filled))
    tf.summary.scalar("emptiest", tf.reduce_min(filled))
    tf.summary.histogram("filled", filled)
merged = tf.summary.merge_all()

sess = tf.Session()
writer = tf.summary.FileWriter(sys.argv[1], sess.graph)
for hour in range(9):
    summary = sess.run(merged, feed_dict={level: [hour, 2 * hour, 1.0]})
    writer.add_summary(summary, hour)
    if hour % 4 == 3:
        writer.flush()
writer.close()
sess.close()
