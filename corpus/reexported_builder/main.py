import sys

import numpy as np
import tensorflow as tf

import nets

FLAGS_STEPS = 5


def main():
    inputs = tf.placeholder(tf.float32, [None, 2], name='inputs')
    score = nets.add_head(nets.build(inputs, units=4))
    merged = tf.summary.merge_all()
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        writer = tf.summary.FileWriter(sys.argv[1])
        for step in range(FLAGS_STEPS):
            summary, _ = sess.run([merged, score], feed_dict={inputs: np.full((3, 2), step - 1.0)})
            writer.add_summary(summary, step)
        writer.close()


if __name__ == '__main__':
    main()
