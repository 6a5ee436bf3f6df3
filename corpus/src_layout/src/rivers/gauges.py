import tensorflow as tf


def level_model(rain):
    with tf.variable_scope('catchment'):
        storage = tf.get_variable('storage', initializer=2.0)
        level = storage + tf.reduce_mean(rain) * 0.5
        flood = tf.reduce_max(rain) - storage
        tf.summary.scalar('level', level)
        tf.summary.scalar('flood', flood)
    fill = tf.assign_add(storage, 0.25)
    return fill, tf.summary.merge_all()
