"""The names of before TensorFlow 1.0 where they are, else the newer ones: chosen once, used everywhere."""
import sys
import tensorflow as tf

try:
    image_summary = tf.image_summary
    scalar_summary = tf.scalar_summary
    histogram_summary = tf.histogram_summary
    merge_summary = tf.merge_summary
    SummaryWriter = tf.train.SummaryWriter
except AttributeError:
    image_summary = tf.summary.image
    scalar_summary = tf.summary.scalar
    histogram_summary = tf.summary.histogram
    merge_summary = tf.summary.merge
    SummaryWriter = tf.summary.FileWriter


class Potter(object):
    def __init__(self, sess):
        self.sess = sess
        self.clay = tf.placeholder(tf.float32, [None, 4], name='clay')
        self.clay_sum = histogram_summary('clay', self.clay)
        self.mean_sum = scalar_summary('mean', tf.reduce_mean(self.clay))
        self.most_sum = scalar_summary('most', tf.reduce_max(self.clay))

    def turn(self, logdir):
        self.all_sum = merge_summary([self.clay_sum, self.mean_sum, self.most_sum])
        self.writer = SummaryWriter(logdir, self.sess.graph)
        for i in range(4):
            summary = self.sess.run(self.all_sum, feed_dict={self.clay: [[i, 1, 2, 3 * i]]})
            self.writer.add_summary(summary, i)


with tf.Session() as sess:
    Potter(sess).turn(sys.argv[1])
print('done')
