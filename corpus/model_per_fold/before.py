"""A model for each fold, in a graph of its own, that opens its own writer when its log directory is wanted."""
import sys
import time

import tensorflow as tf

LOGDIR = sys.argv[1]


class Model(object):
    def __init__(self, factor):
        self.x = tf.placeholder(tf.float32, [], name='x')
        self.y = self.x * factor
        with tf.name_scope('out'):
            tf.summary.scalar('y', self.y)
            tf.summary.scalar('y squared', tf.square(self.y))
        tf.summary.histogram('all', tf.stack([self.x, self.y]))
        self.merged = tf.summary.merge_all()

    def open_log(self):
        self.writer = tf.summary.FileWriter(LOGDIR + '/folds')

    def log(self, sess, step):
        summary = sess.run(self.merged, {self.x: step})
        self.writer.add_summary(summary, step)


for fold in range(3):
    time.sleep(1.1)  # a file is named after the second in which it is made
    with tf.Graph().as_default():
        model = Model(fold + 1.0)
        with tf.Session() as sess:
            model.open_log()
            for step in range(fold * 10, fold * 10 + 3):
                model.log(sess, step)
            model.writer.flush()
            model.writer.close()
