"""The run is an argument of add_summary, with training in between."""
import sys
import numpy as np
import tensorflow as tf


def main(log_dir, rounds=9):
    points = tf.placeholder(tf.float32, [None])
    centre = tf.Variable(1.0, dtype=tf.float32, name='centre')
    distances = tf.abs(points - centre)
    spread = tf.reduce_mean(distances)
    nearer = tf.train.GradientDescentOptimizer(0.1).minimize(spread)
    tf.summary.scalar('spread', spread)
    tf.summary.scalar('nearest', tf.reduce_min(distances))
    tf.summary.histogram('distances', distances)
    merged = tf.summary.merge_all()

    writer = tf.summary.FileWriter(log_dir)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for i in range(rounds):
            sample = np.array([3.0, 4.0, 5.5]) + i
            writer.add_summary(sess.run(merged, feed_dict={points: sample}), i)
            sess.run(nearer, feed_dict={points: sample})
    writer.close()


main(sys.argv[1])
