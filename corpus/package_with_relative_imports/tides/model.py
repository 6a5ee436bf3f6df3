import tensorflow as tf

from .layers import wave


def build():
    time = tf.placeholder(tf.float32, [None], name='time')
    level = wave(time, 12.4, 'moon') + wave(time, 12.0, 'sun')
    tf.summary.scalar('level/highest', tf.reduce_max(level))
    tf.summary.scalar('level/lowest', tf.reduce_min(level))
    return time, level
