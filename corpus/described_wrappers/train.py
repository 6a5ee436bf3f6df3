"""Summaries that functions of another package make: positional in its own order, by keyword, under another name, with a family, with a tag that is taken."""
import glob
import sys

import tensorflow as tf

sys.path.extend(glob.glob('site-*'))  # as an installed package: nobody can tell which folder that is
from tblog import helpers
from tblog.helpers import log_scalar as log, spread


def build(x):
    helpers.log_scalar(tf.reduce_mean(x) * 2, 'loss')
    helpers.log_scalar(tag='best', value=tf.reduce_max(x))
    with tf.name_scope('layer'):
        spread('weights', x)
        spread('biases', values=x + 1., group='parameters')
    for name in sys.argv[2:]:
        log(tf.reduce_min(x), 'given/' + name)
    log(tf.reduce_min(x),
        'loss')
    tf.summary.scalar('plain', tf.reduce_sum(x))


def main():
    x = tf.placeholder(tf.float32, [4], name='x')
    build(x)
    merged = tf.summary.merge_all()
    with tf.Session() as sess:
        writer = tf.summary.FileWriter(sys.argv[1])
        for step in range(3):
            summary = sess.run(merged, {x: [step, 1., 2., 3.]})
            writer.add_summary(summary, step)
        writer.close()


main()
