"""Trains, and reports what the best step was by reading its own log."""
import os
import sys
import tensorflow as tf

import report
import smooth

slope = tf.placeholder(tf.float32, [], name='slope')
tf.summary.scalar('climb/loss', slope * 2.0)
tf.summary.histogram('slopes', slope)
merged = tf.summary.merge_all()

folder = os.path.join(sys.argv[1], 'train')
with tf.Session() as sess:
    writer = tf.summary.FileWriter(folder)
    for step, value in enumerate([3.0, 1.0, 2.0]):
        summary = sess.run(merged, {slope: value})
        writer.add_summary(summary, step)
    writer.close()

report.write(folder, os.path.join(sys.argv[1], 'report'))
print('mean: %.2f' % smooth.mean(folder))
