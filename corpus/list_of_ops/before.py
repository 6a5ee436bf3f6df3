"""The summaries come out of a list comprehension and are merged by hand, once for the sums and once for everything."""
import sys

import tensorflow as tf

prices = tf.placeholder(tf.float32, [3], name='prices')
figures = [('lowest', tf.reduce_min(prices)), ('highest', tf.reduce_max(prices)), ('total', tf.reduce_sum(prices))]
ops = [tf.summary.scalar(name, value) for name, value in figures]
ops.append(tf.summary.histogram('prices', prices))
report = tf.summary.merge(ops)

with tf.Session() as sess:
    writer = tf.summary.FileWriter(sys.argv[1])
    for day in range(5):
        text = sess.run(report, {prices: [1.0 + day, 2.5, 4.0 - day]})
        writer.add_summary(text, day)
    writer.close()
