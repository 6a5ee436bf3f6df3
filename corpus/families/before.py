"""Families at the root, in scopes and in a loop; names that need cleaning."""
import sys
import tensorflow as tf

dose = tf.placeholder(tf.float32, [2], name="dose")
with tf.name_scope("clinic"):
    total = tf.reduce_sum(dose)
    tf.summary.scalar("dose total", total, family="patients")
    tf.summary.histogram("doses", dose, family="patients")
    with tf.variable_scope("ward"):
        tf.summary.scalar("first", dose[0], family="beds")
tf.summary.scalar("total", total * 2, family="patients")
tf.summary.scalar("total", total * 3)
for i in range(2):
    tf.summary.scalar("dose_%d" % i, dose[i])
merged = tf.summary.merge_all()
writer = tf.summary.FileWriter(sys.argv[1])
with tf.Session() as sess:
    for hour in range(3):
        writer.add_summary(sess.run(merged, {dose: [hour, 2.0 * hour]}), hour)
writer.close()
