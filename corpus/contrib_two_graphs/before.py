"""One graph for training and one for testing, built by one function; names that TensorFlow numbers."""
import os
import sys

import tensorflow as tf


def build(directory, always):
    graph = tf.Graph()
    with graph.as_default():
        global_step = tf.train.create_global_step()
        x = tf.placeholder(tf.float32, [None], name='x')
        loss = tf.reduce_mean(x, name='loss')
        writer = tf.contrib.summary.create_file_writer(directory)
        recorder = tf.contrib.summary.always_record_summaries() if always else tf.contrib.summary.record_summaries_every_n_global_steps(2)
        with writer.as_default(), recorder:
            tf.contrib.summary.scalar('loss', loss)
            tf.contrib.summary.scalar('Loss', loss * 2)
            with tf.variable_scope('net'):
                tf.contrib.summary.scalar('x', x[0])
                tf.contrib.summary.scalar('x', x[1], family='input')
        with tf.control_dependencies(tf.contrib.summary.all_summary_ops()):
            increment = tf.assign_add(global_step, 1)
        init = tf.group(tf.global_variables_initializer(), tf.contrib.summary.summary_writer_initializer_op())
        return x, increment, init, tf.contrib.summary.flush(writer)


for name, always in [('train', False), ('test', True)]:
    x, increment, init, flush = build(os.path.join(sys.argv[1], name), always)
    with tf.Session(graph=x.graph) as sess:
        sess.run(init)
        for i in range(4):
            sess.run(increment, {x: [i, 2.0 * i]})
        sess.run(flush)
