import os

import tensorflow as tf


def open_records(directory, name):
    return tf.summary.FileWriter(os.path.join(directory, name))
