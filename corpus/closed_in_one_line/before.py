"""Two writers of different form are closed in one line."""
import os
import sys

import tensorflow as tf

x = tf.placeholder(tf.float32, [])
low = tf.summary.scalar('low', x, collections=['low'])
all_low = tf.summary.merge_all('low')
high = tf.summary.scalar('high', x * 2, collections=['high'])
all_high = tf.summary.merge([high])
every = tf.summary.FileWriter(os.path.join(sys.argv[1], 'every'))
some = tf.summary.FileWriter(os.path.join(sys.argv[1], 'some'))
with tf.Session() as sess:
    for i in range(3):
        every.add_summary(sess.run(all_low, {x: i}), i)
        summary, value = sess.run([all_high, x], {x: i + 1})
        if value > 1:
            some.add_summary(summary, value)
every.close(); some.close()
