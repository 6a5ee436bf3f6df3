"""Writes the running minimum of a loss that is in an event file."""
import glob
import os
import tensorflow as tf


def losses(folder):
    for path in sorted(glob.glob(os.path.join(folder, '*'))):
        for event in tf.train.summary_iterator(path):
            for value in event.summary.value:
                if value.tag == 'climb/loss' and value.HasField('simple_value'):
                    yield event.step, value.simple_value


def write(folder, target):
    best = None
    writer = tf.summary.FileWriter(target)
    for step, loss in losses(folder):
        best = loss if best is None else min(best, loss)
        writer.add_summary(tf.Summary(value=[tf.Summary.Value(tag='best', simple_value=best)]), step)
    writer.close()
