"""Eager: the writer is the default for good, and every other step is recorded."""
import sys

import tensorflow as tf
from tensorflow.contrib import summary as contrib_summary

tf.enable_eager_execution()

EVERY = 2
writer = contrib_summary.create_file_writer(sys.argv[1])
global_step = tf.train.get_or_create_global_step()
writer.set_as_default()


@tf.function
def loss_of(x):
    result = tf.reduce_sum(tf.square(x))
    tf.contrib.summary.scalar('inner_loss', result, step=global_step)
    return result


for i in range(7):
    global_step.assign_add(1)
    with contrib_summary.record_summaries_every_n_global_steps(EVERY):
        contrib_summary.scalar('loss', tf.constant(float(i)))
        with contrib_summary.always_record_summaries():
            contrib_summary.scalar('learning rate', 0.5 ** i, step=10 * i)
    with contrib_summary.always_record_summaries():
        loss_of(tf.constant([1.0 * i, 2.0]))
contrib_summary.flush()
