"""The writer is closed in the first epoch: what v1 is given later it drops."""
import sys

import tensorflow as tf


class Report(object):
    def __init__(self, log_dir):
        self.writer = tf.summary.FileWriter(log_dir)

    def log(self, tag, value, step):
        self.writer.add_summary(tf.Summary(value=[tf.Summary.Value(tag=tag, simple_value=value)]), step)

    def done(self):
        self.writer.close()


def epoch(report, number):
    for i in range(3):
        report.log('loss', 1.0 / (number * 3 + i + 1), number * 3 + i)
    report.done()


report = Report(sys.argv[1])
for number in range(2):
    epoch(report, number)
