"""The best values alone, out of a summary that is merged by the names of before 1.0 and parsed."""
import sys
import tensorflow as tf

x = tf.placeholder(tf.float32, [])
tf.summary.scalar('x', x)
try:
    merged = tf.contrib.deprecated.merge_all_summaries()
except AttributeError:
    merged = tf.merge_all_summaries()
best = 0
with tf.Session() as sess:
    w = tf.summary.FileWriter(sys.argv[1])
    for i in range(4):
        s = sess.run(merged, {x: i % 3})
        p = tf.Summary.FromString(s)
        if p.value[0].simple_value >= best:
            best = p.value[0].simple_value
            w.add_summary(p, i)
    w.close()
