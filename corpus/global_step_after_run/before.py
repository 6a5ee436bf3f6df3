"""The step is read from the global step by a run of its own; a counter of epochs stands beside it."""
import sys
import tensorflow as tf

global_step = tf.train.get_or_create_global_step()
advance = tf.assign_add(global_step, 1)
x = tf.placeholder(tf.float32, [])
tf.summary.scalar('x', x)
tf.summary.scalar('x squared', tf.square(x))
tf.summary.scalar('x', -x)
merged = tf.summary.merge_all()
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    writer = tf.summary.FileWriter(sys.argv[1])
    for epoch in range(2):
        for batch in range(3):
            sess.run(advance)
            step = sess.run(global_step)
            summary = sess.run(merged, feed_dict={x: 10.0 * epoch + batch})
            writer.add_summary(summary, step)
    writer.add_summary(sess.run(merged, {x: -1.0}), tf.train.global_step(sess, global_step) + 10)
    writer.close()
