import tensorflow as tf


def make_log(log_dir, sess, merged):
    """A function that runs the summaries and writes them."""
    writer = tf.summary.FileWriter(log_dir, sess.graph)

    def log(step, feed):
        summary = sess.run(merged, feed_dict=feed)
        writer.add_summary(summary, step)

    def close():
        writer.close()

    return log, close
