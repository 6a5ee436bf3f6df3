import sys

import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [4], name='x')
value = tf.reduce_sum(x)
# body
merged = tf.summary.merge_all()
writer = tf.summary.FileWriter(sys.argv[1])

with tf.Session() as sess:
    for step in range(3):
        summary = sess.run(merged, {x: np.arange(4) + step})
        writer.add_summary(summary, step)
    writer.close()
