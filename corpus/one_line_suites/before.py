"""Several statements on a line and one-line loops."""
import sys
import tensorflow as tf
logdir = sys.argv[1]

g = tf.Graph()
with g.as_default(), tf.Session(graph=g) as sess:
    x = tf.placeholder(tf.float32, [])
    tf.summary.scalar("a", x); merged = tf.summary.merge_all(); writer = tf.summary.FileWriter(logdir, g)
    for i in range(3): writer.add_summary(sess.run(merged, {x: float(i)}), i)
    writer.flush(); writer.close()
