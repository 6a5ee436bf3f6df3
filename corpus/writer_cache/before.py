"""Writers that are asked for again and again out of TensorFlow's cache."""
import os
import sys
import tensorflow as tf


def log(folder, tag, value, step):
    writer = tf.summary.FileWriterCache.get(os.path.join(sys.argv[1], folder))
    writer.add_summary(tf.Summary(value=[tf.Summary.Value(tag=tag, simple_value=value)]), step)


x = tf.placeholder(tf.float32, [])
tf.summary.scalar('height', x + 1.0)
merged = tf.summary.merge_all()
with tf.Session() as sess:
    for step in range(3):
        summary, height = sess.run([merged, x], {x: step * 0.5})
        tf.summary.FileWriterCache.get(os.path.join(sys.argv[1], 'train')).add_summary(summary, step)
        log('train', 'twice', 2.0 * height, step)
        log('eval', 'half', height / 2.0, step)
    for folder in ['train', 'eval']:
        tf.summary.FileWriterCache.get(os.path.join(sys.argv[1], folder)).flush()
