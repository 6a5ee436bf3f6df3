import glob
import os
import tensorflow as tf


def mean(folder):
    total, count = 0.0, 0
    for path in glob.glob(os.path.join(folder, '*')):
        for event in tf.train.summary_iterator(path):
            for value in event.summary.value:
                if value.tag == 'climb/loss':
                    total += value.simple_value
                    count += 1
    return total / count
