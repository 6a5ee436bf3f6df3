import sys

import numpy as np
import tensorflow as tf

from decoder import decode
from encoder import encode
from loss import reconstruction

signal = tf.placeholder(tf.float32, [None], name='signal')
loss = reconstruction(signal, decode(encode(signal)))
train_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
merged = tf.summary.merge_all()

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    writer = tf.summary.FileWriter(sys.argv[1])
    for step in range(6):
        summary, _ = sess.run([merged, train_op], feed_dict={signal: np.sin(np.arange(5) + step)})
        writer.add_summary(summary, step)
    writer.close()
