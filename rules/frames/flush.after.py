import sys

import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [4], name='x')
value = tf.reduce_sum(x)
summary_step = tf.placeholder_with_default(tf.constant(0, tf.int64), [], name='summary_step')
writer = tf.compat.v2.summary.create_file_writer(sys.argv[1])
with writer.as_default():
    tf.compat.v2.summary.scalar('value', value, step=summary_step)
merged = tf.compat.v1.summary.all_v2_summary_ops()

with tf.Session() as sess:
    sess.run(writer.init())
    writer_flush = writer.flush()
    for step in range(3):
        batch = np.arange(4) + step
        # body
    sess.run(writer.close())
