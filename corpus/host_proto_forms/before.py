"""Summaries that Python builds in every form that there is, and nothing else of TensorFlow."""
import sys

import numpy as np
import tensorflow as tf
from tensorflow.core.framework import summary_pb2

writer = tf.summary.FileWriter(sys.argv[1])
scores = {'easy': 0.5, 'hard': 0.25, 'with blank': 4}


def as_summary(tag, value):
    return tf.Summary(value=[tf.Summary.Value(tag=tag, simple_value=value)])


def evaluate(epoch):
    summary = tf.Summary()
    for name in sorted(scores):
        summary.value.add(tag='eval/%s' % name, simple_value=scores[name] * epoch)
    if epoch % 2:
        summary.value.add(tag='eval/odd', simple_value=1)
    writer.add_summary(summary, epoch)


history = tf.Summary()
for epoch in range(1, 4):
    loss = 1.0 / epoch
    writer.add_summary(tf.Summary(value=[
        tf.Summary.Value(tag='Loss', simple_value=loss),
        tf.Summary.Value(simple_value=np.float64(loss) * 2, tag='loss/doubled'),  # in any order
    ]), global_step=epoch)
    writer.add_summary(tf.Summary(value=[tf.Summary.Value(tag='list/' + k, simple_value=v) for k, v in sorted(scores.items())]), epoch)
    writer.add_summary(tf.Summary(value=(tf.Summary.Value(tag='lazy/' + k, simple_value=len(k)) for k in sorted(scores) if epoch > 1)), epoch)
    summary = tf.Summary()
    entry = summary.value.add()
    entry.tag = 'stored'
    entry.simple_value = epoch
    writer.add_summary(summary, np.int64(epoch))
    evaluate(epoch)
    history.value.add(tag='history/%d' % epoch, simple_value=epoch)
    writer.add_summary(history, epoch)
    writer.add_summary(as_summary('returned', -loss), epoch)
    kept = summary_pb2.Summary(value=[summary_pb2.Summary.Value(tag='generated', simple_value=loss)])
    writer.add_summary(kept.SerializeToString(), epoch)
    print(kept)
writer.add_summary(tf.Summary(value=[tf.Summary.Value(tag='no step', simple_value=1)]))
writer.add_summary(tf.Summary(value=[tf.Summary.Value(tag='no step', simple_value=2)]), None)
writer.close()
