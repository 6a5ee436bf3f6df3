"""A logger beside a program that is no TensorFlow program: scalars, and histograms that it counts itself."""
import sys

import numpy as np
import tensorflow as tf


class Logger(object):
    """One directory of event files."""

    def __init__(self, log_dir):
        self.writer = tf.summary.FileWriter(log_dir)

    def scalar_summary(self, tag, value, step=None):
        """Logs one number."""
        summary = tf.Summary(value=[tf.Summary.Value(tag=tag, simple_value=value)])
        self.writer.add_summary(summary, step)

    def histo_summary(self, tag, values, step, bins=8):
        """Logs the distribution of an array."""
        counts, edges = np.histogram(values, bins=bins)
        histogram = tf.HistogramProto()
        histogram.min = float(np.min(values))
        histogram.max = float(np.max(values))
        histogram.num = int(np.prod(values.shape))
        histogram.sum = float(np.sum(values))
        histogram.sum_squares = float(np.sum(values**2))
        for edge in edges[1:]:
            histogram.bucket_limit.append(edge)
        for count in counts:
            histogram.bucket.append(count)
        self.writer.add_summary(tf.Summary(value=[tf.Summary.Value(tag=tag, histo=histogram)]), step)
        self.writer.flush()


def main():
    train, test = Logger(sys.argv[1] + '/train'), Logger(sys.argv[1] + '/test')
    random = np.random.RandomState(3)
    train.scalar_summary('started', 1)
    for step in range(4):
        info = {'Train Loss': 2.0 / (step + 1), 'accuracy': np.float32(step) / 4}
        for tag, value in sorted(info.items()):
            train.scalar_summary(tag, value, step + 1)
        test.scalar_summary('Train Loss', np.mean([step, 2.5]), step=float(step) + 0.7)
        test.histo_summary('weights', random.randn(30), step)


if __name__ == '__main__':
    main()
