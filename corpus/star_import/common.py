"""What every script of this project wants to have."""
import os
import sys

import numpy as np
import tensorflow as tf

LOG_DIR = sys.argv[1]


def placeholder(name, shape):
    return tf.placeholder(tf.float32, shape, name=name)


def monitor(name, value):
    tf.summary.scalar(name, value)
    return value
