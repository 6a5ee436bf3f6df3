"""Train and test writers fed from one merge_all, a helper that summarises a tensor, and the metadata of some runs."""
import argparse
import sys

import numpy as np
import tensorflow as tf

FLAGS = None


def train():
    sess = tf.InteractiveSession()
    with tf.name_scope('input'):
        x = tf.placeholder(tf.float32, [None, 4], name='x-input')
        y_ = tf.placeholder(tf.float32, [None, 1], name='y-input')

    def variable_summaries(var):
        """Attaches summaries to a tensor."""
        with tf.name_scope('summaries'):
            mean = tf.reduce_mean(var)
            tf.summary.scalar('mean', mean)
            with tf.name_scope('stddev'):
                stddev = tf.sqrt(tf.reduce_mean(tf.square(var - mean)))
            tf.summary.scalar('stddev', stddev)
            tf.summary.histogram('histogram', var)

    with tf.name_scope('layer'):
        weights = tf.Variable(tf.zeros([4, 1]), name='weights')
        y = tf.matmul(x, weights)
        variable_summaries(y)
    with tf.name_scope('scores'):
        loss = tf.reduce_mean(tf.square(y - y_))
        variable_summaries(tf.abs(y - y_))
    tf.summary.scalar('squared error', loss)
    with tf.name_scope('train'):
        train_step = tf.train.GradientDescentOptimizer(0.01).minimize(loss)

    merged = tf.summary.merge_all()
    train_writer = tf.summary.FileWriter(FLAGS.log_dir + '/train', sess.graph)
    test_writer = tf.summary.FileWriter(FLAGS.log_dir + '/test')
    tf.global_variables_initializer().run()

    def feed_dict(for_training):
        xs = np.eye(4) * (1 if for_training else 2)
        return {x: xs, y_: xs.sum(1, keepdims=True) * 3}

    for i in range(FLAGS.max_steps):
        if i % 4 == 0:  # test
            summary, acc = sess.run([merged, loss], feed_dict=feed_dict(False))
            test_writer.add_summary(summary, i)
            print('loss at step %s: %s' % (i, acc))
        else:
            if i % 4 == 3:  # with the metadata of the run
                run_options = tf.RunOptions(trace_level=tf.RunOptions.FULL_TRACE)
                run_metadata = tf.RunMetadata()
                summary, _ = sess.run([merged, train_step],
                                      feed_dict=feed_dict(True),
                                      options=run_options,
                                      run_metadata=run_metadata)
                train_writer.add_run_metadata(run_metadata, 'step%03d' % i)
                train_writer.add_summary(summary, i)
                print('run metadata for', i)
            else:
                summary, _ = sess.run([merged, train_step], feed_dict=feed_dict(True))
                train_writer.add_summary(summary, i)
    train_writer.close()
    test_writer.close()


def main(_):
    train()


if __name__ == '__main__':
    parser = argparse.ArgumentParser()
    parser.add_argument('log_dir')
    parser.add_argument('--max_steps', type=int, default=8)
    FLAGS, unparsed = parser.parse_known_args()
    main(unparsed)
