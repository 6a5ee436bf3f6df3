import tensorflow as tf


class Logger(object):
    """Takes what a run of the merged summaries gave, now and then."""

    def __init__(self, log_dir, graph=None, every=1):
        self.writer = tf.summary.FileWriter(log_dir, graph)
        self.every = every

    def log(self, summary, step):
        if step % self.every == 0:
            self.writer.add_summary(summary, step)

    def close(self):
        self.writer.flush()
        self.writer.close()
