"""What a port to TensorFlow 2 by hand looks like: `tf.compat.v1` everywhere, eager execution off."""
import sys

import tensorflow as tf

tf.compat.v1.disable_eager_execution()

price = tf.compat.v1.placeholder(tf.float32, [None], name="price")
amount = tf.compat.v1.placeholder(tf.float32, [None], name="amount")

with tf.compat.v1.name_scope("order"):
    total = tf.reduce_sum(price * amount)
    tf.compat.v1.summary.scalar("total", total)
    tf.compat.v1.summary.scalar("highest_price", tf.reduce_max(price))
tf.compat.v1.summary.histogram("amounts", amount)
merged = tf.compat.v1.summary.merge_all()

with tf.compat.v1.Session() as sess:
    writer = tf.compat.v1.summary.FileWriter(sys.argv[1])
    for number in range(6):
        summary = sess.run(merged, feed_dict={price: [1.5, 2.5, number], amount: [number, 2.0, 1.0]})
        writer.add_summary(summary, number)
    writer.close()
