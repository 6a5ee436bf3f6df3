"""As the guide has it for tf.function: the step is a tensor, and the function enters the writer itself. Nothing is to be said."""
import sys

import tensorflow.compat.v2 as tf

if tf.__version__.startswith('1.'):
    tf.compat.v1.enable_v2_behavior()

writer = tf.summary.create_file_writer(sys.argv[1])
weight = tf.Variable(2.0)


@tf.function
def train_step(step):
    with writer.as_default():
        loss = tf.square(weight - 1.0)
        weight.assign_sub(0.25 * (weight - 1.0))
        tf.summary.scalar('loss', loss, step=step)
        with tf.summary.record_if(tf.equal(step % 2, 0)):
            tf.summary.scalar('weight', weight, step=step)


for step in range(5):
    train_step(tf.constant(step, tf.int64))
    writer.flush()
