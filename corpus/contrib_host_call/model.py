"""The model, and what the host writes for it, as programs for TPUs have it."""
import tensorflow as tf


def build(x, params):
    global_step = tf.train.get_or_create_global_step()
    scale = tf.get_variable('scale', [], initializer=tf.constant_initializer(2.0))
    loss = tf.reduce_sum(x * scale)
    rate = tf.train.exponential_decay(0.5, global_step, 2, 0.5, staircase=True)

    def host_call_fn(gs, loss, lr):
        """Runs on the host: everything has a batch dimension."""
        gs = gs[0]
        with tf.contrib.summary.create_file_writer(params['model_dir'], max_queue=params['queue']).as_default():
            with tf.contrib.summary.always_record_summaries():
                tf.contrib.summary.scalar('loss', loss[0], step=gs)
                tf.contrib.summary.scalar('learning_rate', tf.reduce_mean(lr), step=gs)
                for name in ['first', 'second']:
                    tf.contrib.summary.scalar('parts/%s' % name, tf.reduce_max(loss), step=gs)
            return tf.contrib.summary.all_summary_ops()

    return host_call_fn, [tf.reshape(global_step, [1]), tf.reshape(loss, [1]), tf.reshape(rate, [1])]
