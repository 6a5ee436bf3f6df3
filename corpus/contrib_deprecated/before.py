"""The ops of before 1.0 as TensorFlow 1 keeps them, with what came before as a way out."""
import sys
import tensorflow as tf

depth = tf.placeholder(tf.float32, [None], name='depth')
with tf.name_scope('well'):
    deepest = tf.reduce_max(depth)
    try:
        tf.contrib.deprecated.scalar_summary('deepest', deepest)
        tf.contrib.deprecated.scalar_summary('well water/all', tf.reduce_sum(depth))
    except AttributeError:
        tf.scalar_summary('deepest', deepest)
        tf.scalar_summary('well water/all', tf.reduce_sum(depth))
    rope = tf.contrib.deprecated.histogram_summary('rope', depth)
    total = tf.contrib.deprecated.scalar_summary('total', tf.reduce_sum(depth) * 2.0)
try:
    merged = tf.contrib.deprecated.merge_all_summaries()
except AttributeError:
    merged = tf.merge_all_summaries()
some = tf.contrib.deprecated.merge_summary([rope, total])

with tf.Session() as sess:
    writer = tf.summary.FileWriter(sys.argv[1], sess.graph)
    for day in range(3):
        summary = sess.run(merged, {depth: [day, 2.0 * day]})
        writer.add_summary(summary, day)
    writer.add_summary(sess.run(some, {depth: [1.0, 7.0]}), 9)
    writer.close()
