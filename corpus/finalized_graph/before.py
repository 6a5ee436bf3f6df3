"""A graph that is finalized before anything runs, so that every op of the writer must exist by then."""
import sys

import tensorflow as tf


def main(logdir):
    x = tf.placeholder(tf.float32, [3], name='x')
    total = tf.reduce_sum(x, name='total')
    tf.summary.scalar('sum', total)
    tf.summary.scalar('mean', total / 3)
    tf.summary.histogram('x_values', x)
    merged = tf.summary.merge_all()
    writer = tf.summary.FileWriter(logdir, flush_secs=30)
    tf.get_default_graph().finalize()
    with tf.Session() as sess:
        for step in range(5):
            summary = sess.run(merged, {x: [step, step + 1, step + 2]})
            writer.add_summary(summary, step)
            if step == 2:
                writer.flush()
    writer.flush()
    writer.close()


if __name__ == '__main__':
    main(sys.argv[1])
