"""Only some rounds are written, which is known after the run: ops, merge and writer stand side by side."""
import sys

import tensorflow as tf


def improvements(logdir):
    graph = tf.get_default_graph()
    x = tf.placeholder(tf.float64, [], name='x')
    counter = tf.Variable(0, trainable=False, name='counter')
    count = tf.assign_add(counter, 1)
    distance = tf.abs(x - 3.0)
    square = tf.square(x - 3.0)
    with tf.control_dependencies([count]):
        seen = tf.identity(counter, name='seen')
    distance_summary = tf.summary.scalar('distance', distance)
    square_summary = tf.summary.scalar('distance', square)
    merged = tf.summary.merge([distance_summary, square_summary, tf.summary.scalar("rounds'", seen * 2)])
    best = None
    with tf.Session(graph=graph) as sess:
        writer = tf.summary.FileWriter(logdir, flush_secs=30)
        sess.run(tf.global_variables_initializer())
        for value in [5, 4, 6.5, 3.25, 9, 3]:
            rounds, current, summary = sess.run([seen, distance, merged], feed_dict={x: value})
            if best is None or current < best:
                best = current
                writer.add_summary(summary, rounds)
        last = sess.run({'all': merged}, {x: 1})
        if best < 1:
            writer.add_summary(last['all'])
        writer.close()


with tf.name_scope('outer'):
    improvements(sys.argv[1])
