import sys

import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [4], name='x')
value = tf.reduce_sum(x)
tf.summary.scalar('value', value)
merged = tf.summary.merge_all()
writer = tf.summary.FileWriter(sys.argv[1])

with tf.Session() as sess:
    for step in range(3):
        batch = np.arange(4) + step
        # body
    writer.close()
