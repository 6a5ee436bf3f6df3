import sys

import numpy as np
import tensorflow as tf

from model import build

x = tf.placeholder(tf.float32, [4])
host_call_fn, tensors = build(x, {'model_dir': sys.argv[1], 'queue': 10})
ops = host_call_fn(*tensors)
increment = tf.assign_add(tf.train.get_global_step(), 1)
with tf.Session() as sess:
    sess.run(tf.group(tf.global_variables_initializer(), *tf.contrib.summary.summary_writer_initializer_op()))
    for i in range(4):
        sess.run(ops, {x: np.array([0.5, 1.0, -2.0, i])})
        sess.run(increment)
