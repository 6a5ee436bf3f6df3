import sys

import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [4], name='x')
value = tf.reduce_sum(x)
# body
merged = tf.compat.v1.summary.all_v2_summary_ops()

with tf.Session() as sess:
    sess.run(writer.init())
    for step in range(3):
        sess.run(merged, {x: np.arange(4) + step, summary_step: step})
    sess.run(writer.close())
