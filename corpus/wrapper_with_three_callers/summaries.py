"""The project's own names for what it logs."""
import tensorflow as tf


def log_scalar(name, tensor):
    tf.summary.scalar(name, tf.reduce_mean(tensor))


def log_activations(name, tensor):
    with tf.name_scope(name):
        log_scalar('size', tf.abs(tensor))
        tf.summary.histogram('values', tensor)
