"""Names that the migration would like to introduce are taken."""
import sys
import tensorflow as tf
logdir = sys.argv[1]

summary_step = 7
writer_op = 3
x = tf.placeholder(tf.float32, [])
tf.summary.scalar("a", x)
merged = tf.summary.merge_all()
with tf.Session() as sess:
    writer = tf.summary.FileWriter(logdir)
    for i in range(3):
        s = sess.run(merged, {x: float(i) + summary_step})
        writer.add_summary(s, i)
    writer.close()
