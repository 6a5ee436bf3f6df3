"""As the guide has it for graphs that stay: v2 ops, a step in a variable, and all of them run in a session. Nothing is to be said."""
import sys

import tensorflow.compat.v1 as tf
import tensorflow.compat.v2 as tf2

graph = tf.Graph()
with graph.as_default():
    step = tf.Variable(0, dtype=tf.int64, use_resource=True)
    count = step.assign_add(1)
    writer = tf2.summary.create_file_writer(sys.argv[1])
    with writer.as_default():
        tf2.summary.scalar('half', tf.cast(step, tf.float32) / 2.0, step=step)
        tf2.summary.scalar('square', tf.cast(step * step, tf.float32), step=step)
    summaries = tf.summary.all_v2_summary_ops()
    flush = writer.flush()
    with tf.Session(graph=graph) as sess:
        sess.run([writer.init(), step.initializer])
        for _ in range(4):
            sess.run(summaries)
            sess.run(count)
            sess.run(flush)
