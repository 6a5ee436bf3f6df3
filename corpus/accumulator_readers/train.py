"""Trains with two logs, of which one stays as TensorFlow 1 writes it, and reports what is in both."""
import os
import sys
import tensorflow as tf

import report


def climb(folder):
    height = tf.placeholder(tf.float32, [], name='height')
    picture = tf.placeholder(tf.uint8, [2, 1, 2, 3], name='picture')
    tf.summary.scalar('climb/metres', height * 2.0)
    tf.summary.image('view', picture)
    merged = tf.summary.merge_all()
    with tf.Session() as sess:
        writer = tf.summary.FileWriter(folder)
        for step in range(7):
            summary = sess.run(merged, {height: 0.5 * step, picture: [[[[step, 10, 20]] * 2]] * 2})
            writer.add_summary(summary, step)
        writer.close()


def dive(folder):
    # What is read back from the bytes of a summary must stay bytes.
    with tf.Session() as sess:
        depth = tf.placeholder(tf.float32, [], name='depth')
        metres = tf.summary.scalar('dive/metres', depth, collections=['dives'])
        old_writer = tf.summary.FileWriter(folder)
        for step in range(7):
            old_summary = sess.run(metres, {depth: step - 3.0})
            assert tf.Summary.FromString(old_summary).value[0].tag == 'dive/metres'
            old_writer.add_summary(old_summary, step)
        old_writer.close()


folders = [os.path.join(sys.argv[1], name) for name in ('climb', 'dive')]
climb(folders[0])
dive(folders[1])
report.write(folders, os.path.join(sys.argv[1], 'report'))
