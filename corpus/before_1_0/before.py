"""The names of TensorFlow 0.x, whose tags carry no scope."""
import sys
import tensorflow as tf

x = tf.placeholder(tf.float32, [None], name='x')
with tf.name_scope('bridge'):
    sag = tf.reduce_max(x)
    tf.scalar_summary('bridge/max sag', sag)
    tf.histogram_summary('sags', x)
mean = tf.reduce_mean(x)
mean_summary = tf.scalar_summary('mean', mean)
merged = tf.merge_all_summaries()
init = tf.initialize_all_variables()

with tf.Session() as sess:
    sess.run(init)
    writer = tf.train.SummaryWriter(sys.argv[1], sess.graph_def)
    for i in range(4):
        if i % 2 == 0:
            feed = {x: [i, 2.0 * i]}
        else:
            feed = {x: [1.0, i]}
        result = sess.run([merged, mean], feed_dict=feed)
        writer.add_summary(result[0], i)
        print('mean:', result[1])
    writer.close()
