"""A function that builds its own graph and writer, called twice."""
import sys
import tensorflow as tf
logdir = sys.argv[1]

def train(d, n):
    with tf.Graph().as_default():
        x = tf.placeholder(tf.float32, [])
        tf.summary.scalar("a", x)
        merged = tf.summary.merge_all()
        with tf.Session() as sess:
            writer = tf.summary.FileWriter(d)
            for i in range(n):
                s = sess.run(merged, {x: float(i)})
                writer.add_summary(s, i)
            writer.close()
train(logdir + "/1", 2)
train(logdir + "/2", 3)
