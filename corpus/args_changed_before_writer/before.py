"""The directory is changed by a function between the ops and the writer."""
import sys
import tensorflow as tf
logdir = sys.argv[1]

class A: d = logdir
def setd(a): a.d = a.d + "/sub"
args = A()
x = tf.placeholder(tf.float32, [])
tf.summary.scalar("a", x)
m = tf.summary.merge_all()
setd(args)
with tf.Session() as sess:
    writer = tf.summary.FileWriter(args.d)
    for i in range(3):
        s = sess.run(m, {x: float(i)})
        writer.add_summary(s, i)
    writer.close()
