"""The writer is opened by a with statement, inside the session's."""
import os
import sys
import tensorflow as tf

with tf.Graph().as_default():
    tide = tf.placeholder(tf.float32, [None])
    tf.summary.scalar('mean', tf.reduce_mean(tide))
    tf.summary.scalar('max', tf.reduce_max(tide))
    tf.summary.histogram('tide', tide)
    summary_op = tf.summary.merge_all()
    with tf.Session() as sess:
        with tf.summary.FileWriter(os.path.join(sys.argv[1], 'harbour')) as writer:
            for hour in range(0, 24, 6):
                writer.add_summary(sess.run(summary_op, {tide: [hour, hour / 2.0, 1.0]}), hour)
print('done')
