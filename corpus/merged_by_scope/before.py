"""merge_all with a scope: each half of the model has its own writer."""
import sys
import tensorflow as tf

x = tf.placeholder(tf.float32, [], name="x")
for half in ("left", "right"):
    with tf.name_scope(half):
        bend = tf.sin(x) if half == "left" else tf.cos(x)
        tf.summary.scalar("bend", bend)
        tf.summary.scalar("force", bend * 3.0)

left = tf.summary.merge_all(scope="left")
right = tf.summary.merge_all(scope="right")
with tf.Session() as sess:
    left_writer = tf.summary.FileWriter(sys.argv[1] + "/left")
    right_writer = tf.summary.FileWriter(sys.argv[1] + "/right")
    for i in range(4):
        left_writer.add_summary(sess.run(left, {x: 0.5 * i}), i)
        right_writer.add_summary(sess.run(right, {x: 0.25 * i}), i)
    left_writer.close()
    right_writer.close()
