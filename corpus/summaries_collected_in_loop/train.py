import sys

import numpy as np
import tensorflow as tf

import towers


def main():
    inputs, summaries = towers.build_towers(3)
    summary_op = tf.summary.merge(summaries)
    sess = tf.Session()
    sess.run(tf.global_variables_initializer())
    writer = tf.summary.FileWriter(sys.argv[1])
    for step in range(4):
        writer.add_summary(sess.run(summary_op, {inputs: np.arange(5) * step}), global_step=step)
    writer.close()
    sess.close()


main()
