import sys

import numpy as np
import tensorflow as tf

import graph


def main(log_dir):
    inputs, loss, train_step, summaries = graph.build_graph(width=3)
    sess = tf.InteractiveSession()
    tf.global_variables_initializer().run()
    writer = tf.summary.FileWriter(log_dir, sess.graph)
    for i in range(9):
        rows = np.ones((2, 3)) * np.array([[1.0], [0.1 * i]])
        text, value, _ = sess.run((summaries, loss, train_step), feed_dict={inputs: rows})
        if i % 2 == 0:
            writer.add_summary(text, i)
            print(value)
    writer.close()


main(sys.argv[1])
