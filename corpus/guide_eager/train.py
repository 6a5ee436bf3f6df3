"""As TensorFlow's guide has it for eager code: a writer that is the default, and ops that get the step. Nothing is to be said."""
import sys

import tensorflow.compat.v2 as tf

if tf.__version__.startswith('1.'):
    tf.compat.v1.enable_v2_behavior()

writer = tf.summary.create_file_writer(sys.argv[1])
with writer.as_default():
    for step in range(6):
        loss = 1.0 / (step + 1)
        tf.summary.scalar('loss', loss, step=step)
        if step % 2 == 0:
            tf.summary.scalar('learning_rate', 0.5 ** step, step=step)
        writer.flush()
