"""What the guide's three programs were in TensorFlow 1: a loop over a session, with everything merged."""
import sys

import tensorflow as tf

graph = tf.Graph()
with graph.as_default():
    value = tf.placeholder(tf.float32, [], name='value')
    with tf.name_scope('model'):
        loss = tf.square(value - 1.0)
        tf.summary.scalar('loss', loss)
    tf.summary.scalar('value seen', value)
    tf.summary.histogram('values', tf.stack([value, loss]))
    summaries = tf.summary.merge_all()
    writer = tf.summary.FileWriter(sys.argv[1])
    with tf.Session(graph=graph) as sess:
        sess.run(tf.global_variables_initializer())
        for i in range(5):
            summary = sess.run(summaries, feed_dict={value: i / 4.0})
            writer.add_summary(summary, i)
            writer.flush()
    writer.close()
