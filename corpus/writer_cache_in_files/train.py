"""Three files ask TensorFlow's cache for the writers of two folders."""
import os
import sys
import tensorflow as tf

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), 'tools'))

import keep
import judge

height = tf.placeholder(tf.float32, [], name='height')
folder = os.path.join(sys.argv[1], 'train')
with tf.Session() as sess:
    for step in range(3):
        value = sess.run(height * 2.0, {height: step * 0.5})
        keep.log(folder, 'twice', value, step)
        judge.judge(os.path.join(sys.argv[1], 'eval'), folder, value, step)
    tf.summary.FileWriterCache.get(folder).add_summary(
        tf.Summary(value=[tf.Summary.Value(tag='last', simple_value=value)]), 3)
    for name in [folder, os.path.join(sys.argv[1], 'eval')]:
        tf.summary.FileWriterCache.get(name).flush()
