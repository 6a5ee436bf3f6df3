"""Summaries of TensorBoard's plugins beside TensorFlow's own: collected, fetched alone, and made as protos."""
import sys
import numpy as np
import tensorflow as tf
from tensorboard.plugins.custom_scalar import layout_pb2, summary as layouts
from tensorboard.plugins.mesh import summary as meshes
from tensorboard.plugins.pr_curve import summary as curves

score = tf.placeholder(tf.float32, [None], name='score')
truth = tf.placeholder(tf.bool, [None], name='truth')
corner = tf.placeholder(tf.float32, [1, 3, 3], name='corner')
with tf.name_scope('eval'):
    curves.op('curve', labels=truth, predictions=score, num_thresholds=5)
    tf.summary.scalar('mean score', tf.reduce_mean(score))
merged = tf.summary.merge_all()
cloud = meshes.op('cloud', vertices=corner, collections=['meshes'])
layout = layouts.pb(layout_pb2.Layout(category=[layout_pb2.Category(
    title='scores', chart=[layout_pb2.Chart(title='mean', multiline=layout_pb2.MultilineChartContent(tag=['eval.*']))])]))

with tf.Session() as sess:
    writer = tf.summary.FileWriter(sys.argv[1])
    writer.add_summary(layout)
    for step in range(3):
        summary = sess.run(merged, {score: [0.1 * step, 0.9], truth: [False, True]})
        writer.add_summary(summary, step)
        writer.add_summary(sess.run(cloud, {corner: np.ones([1, 3, 3]) * step}), step)
        writer.add_summary(curves.pb('on host', labels=np.array([True, False]), predictions=np.array([0.8, 0.1 * step]), num_thresholds=4), step)
    writer.close()
