"""An eager program: two writers, a traced training step, helpers that log, and one place that forgot to record."""
import os
import sys

import numpy as np
import tensorflow as tf

tf.enable_eager_execution()


class Model(object):
    def __init__(self):
        self.slope = tf.Variable(1.0, name='slope')

    def __call__(self, x):
        value = self.slope * x
        tf.contrib.summary.histogram('answers', value)
        return value


def log_all(values):
    for name, value in sorted(values.items()):
        tf.contrib.summary.scalar('metrics/' + name, value)


def train(model, step, batches):
    for x in batches:
        loss = tf.reduce_mean(tf.square(model(x) - 3.0 * x))
        tf.contrib.summary.scalar('loss', loss)
        model.slope.assign_add(0.5)
        step.assign_add(1)
        log_all({'loss': loss.numpy(), 'top 5': 0.25 * x[0]})


def evaluate(model, batches, epoch):
    losses = [float(tf.reduce_mean(tf.square(model(x) - 3.0 * x))) for x in batches]
    with tf.contrib.summary.always_record_summaries():
        tf.contrib.summary.scalar('loss', np.mean(losses))
        tf.contrib.summary.scalar('epoch', epoch, family='progress')
        with tf.name_scope('limits'):
            tf.contrib.summary.scalar('most', max(losses), step=epoch)


def main(directory, debug_directory=None):
    step = tf.train.get_or_create_global_step()
    train_writer = tf.contrib.summary.create_file_writer(os.path.join(directory, 'train'), flush_millis=10000)
    test_writer = tf.contrib.summary.create_file_writer(os.path.join(directory, 'eval'), flush_millis=10000)
    debug_writer = tf.contrib.summary.create_file_writer(debug_directory)
    model = Model()
    batches = [np.arange(4, dtype=np.float32) + i for i in range(3)]
    for epoch in range(2):
        with train_writer.as_default(), tf.contrib.summary.always_record_summaries():
            train(model, step, batches)
        with test_writer.as_default():
            evaluate(model, batches, epoch)
    debug_writer.close()
    test_writer.close()
    train_writer.close()


if __name__ == '__main__':
    main(sys.argv[1])
