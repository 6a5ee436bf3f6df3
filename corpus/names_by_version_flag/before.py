"""The names of before TensorFlow 1.0 behind a flag, in functions, and in a conditional expression."""
import sys
import tensorflow as tf

use_tf12_api = hasattr(tf, 'summary')


def log(name, value):
    if use_tf12_api:
        return tf.summary.scalar(name, value)
    else:
        return tf.scalar_summary(name, value)


depth = tf.placeholder(tf.float32, [])
log('depth', depth)
log('depth', depth * 2)
with tf.name_scope('pressure'):
    log('bar', depth / 10)
merged = tf.summary.merge_all() if use_tf12_api else tf.merge_all_summaries()
if use_tf12_api:
    writer = tf.summary.FileWriter(sys.argv[1])
else:
    writer = tf.train.SummaryWriter(sys.argv[1])
with tf.Session() as sess:
    for i in range(3):
        writer.add_summary(sess.run(merged, {depth: i}), i)
writer.close()
print('done')
