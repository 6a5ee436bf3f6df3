"""Summary names that other ops of the graph have already."""
import sys
import tensorflow as tf
logdir = sys.argv[1]

x = tf.placeholder(tf.float32, [])
loss = tf.multiply(x, 2, name="loss")
tf.summary.scalar("loss", loss)
w = tf.Variable(1., name="w")
tf.summary.scalar("w", x)
mean = tf.reduce_mean([x], name="Acc")
tf.summary.scalar("acc", mean)
tf.summary.scalar("Mean", tf.reduce_mean([x]))
merged = tf.summary.merge_all()
with tf.Session() as sess:
    writer = tf.summary.FileWriter(logdir)
    for i in range(3):
        s = sess.run(merged, {x: float(i)})
        writer.add_summary(s, i)
    writer.close()
