"""Helpers that summarise in nested scopes, called for two layers."""
import sys
import tensorflow as tf
logdir = sys.argv[1]

x = tf.placeholder(tf.float32, [])
def vs(v, name):
    with tf.name_scope("summaries"):
        tf.summary.scalar("mean/" + name, v)
        with tf.name_scope("stddev"):
            sd = tf.sqrt(tf.square(v))
        tf.summary.scalar("stddev/" + name, sd)
        tf.summary.histogram(name, [v, v])
def layer(v, n):
    with tf.name_scope(n):
        w = v * 2
        vs(w, n + "/weights")
    return w
a = layer(x, "layer1")
b = layer(a, "layer2")
with tf.name_scope("accuracy"):
    acc = tf.identity(b)
tf.summary.scalar("accuracy", acc)
m = tf.summary.merge_all()
with tf.Session() as sess:
    writer = tf.summary.FileWriter(logdir)
    for i in range(3):
        s = sess.run(m, {x: float(i)})
        writer.add_summary(s, i)
    writer.close()
