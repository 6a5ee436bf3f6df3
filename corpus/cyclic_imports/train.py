import sys

import numpy as np
import tensorflow as tf

from tree import Tree

values = tf.placeholder(tf.float32, [None], name='values')
root = Tree(values, depth=2)
tf.summary.scalar('total', root.total())
merged = tf.summary.merge_all()

with tf.Session() as sess:
    writer = tf.summary.FileWriter(sys.argv[1])
    for step in range(5):
        writer.add_summary(sess.run(merged, feed_dict={values: np.arange(4) + step}), step)
    writer.close()
