import tensorflow as tf

WRITER = None


def start(logdir):
    global WRITER
    WRITER = tf.summary.FileWriter(logdir)
