"""Model, summaries, session and writer are attributes of one class; training and validation are methods."""
import os
import sys

import tensorflow as tf


class Kiln(object):
    def __init__(self, logdir):
        self.logdir = logdir
        self.global_step = 0
        self.graph = tf.Graph()
        with self.graph.as_default():
            self._inputs()
            self._summaries()
        self.sess = tf.Session(graph=self.graph)
        self.train_writer = tf.summary.FileWriter(os.path.join(self.logdir, 'fire'), self.graph)
        self.valid_writer = tf.summary.FileWriter(os.path.join(self.logdir, 'cool'))

    def _inputs(self):
        self.heat = tf.placeholder(tf.float32, [None], name='heat')
        self.mean = tf.reduce_mean(self.heat, name='mean_heat')

    def _summaries(self):
        tf.summary.scalar('mean', self.mean)
        tf.summary.scalar('hottest', tf.reduce_max(self.heat))
        tf.summary.histogram('heat', self.heat)
        self.summary = tf.summary.merge_all()

    def fire(self, values):
        mean, summary = self.sess.run([self.mean, self.summary], feed_dict={self.heat: values})
        self.train_writer.add_summary(summary, self.global_step)
        self.global_step += 1
        return mean

    def cool(self, values):
        summary = self.sess.run(self.summary, feed_dict={self.heat: values})
        self.valid_writer.add_summary(summary, self.global_step)

    def close(self):
        self.train_writer.close()
        self.valid_writer.close()
        self.sess.close()


if __name__ == '__main__':
    kiln = Kiln(sys.argv[1])
    for i in range(6):
        print(kiln.fire([20.0 * i, 100.0, 50.0]))
        if i % 2:
            kiln.cool([10.0, 5.0 * i])
    kiln.close()
