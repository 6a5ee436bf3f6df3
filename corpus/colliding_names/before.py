"""Tags that TensorFlow numbers or cleans: names that an op or a scope has taken, in any case, and characters that are not allowed."""
import sys

import tensorflow as tf

values = tf.placeholder(tf.float32, [4], name="values")

with tf.name_scope("stats"):
    average = tf.reduce_mean(values)
    tf.summary.scalar("mean", average)  # reduce_mean took the name
    tf.summary.scalar("Largest value", tf.reduce_max(values))
    top = tf.reduce_max(values, name="top")
    tf.summary.scalar("top", top)

with tf.name_scope("accuracy"):
    with tf.name_scope("correct"):
        correct = tf.cast(values > 0.5, tf.float32)
    accuracy = tf.reduce_mean(correct)
tf.summary.scalar("accuracy", accuracy)  # the scope took the name

tf.summary.histogram("values", values)  # the placeholder took the name
tf.summary.histogram("raw values", values)
merged = tf.summary.merge_all()

with tf.Session() as sess:
    writer = tf.summary.FileWriter(sys.argv[1])
    for step in range(5):
        summary = sess.run(merged, feed_dict={values: [0.0, 0.25 * step, 0.4, 1.0]})
        writer.add_summary(summary, step)
    writer.close()
