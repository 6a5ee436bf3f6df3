"""What tf_upgrade_v2 leaves behind: the rest is tf.compat.v1, the ops are still spelled tf.summary."""
import sys
import tensorflow as tf

tf.compat.v1.disable_v2_behavior()

temperature = tf.compat.v1.placeholder(tf.float32, [None], name='temperature')
tf.summary.scalar('mean', tf.reduce_mean(input_tensor=temperature))
tf.summary.scalar('max', tf.reduce_max(input_tensor=temperature), family='extremes')
tf.summary.histogram('temperature', temperature)
merged = tf.compat.v1.summary.merge_all()

with tf.compat.v1.Session() as sess:
    writer = tf.compat.v1.summary.FileWriter(sys.argv[1], sess.graph)
    for month in range(4):
        result = sess.run(merged, feed_dict={temperature: [month, 2.0 * month, -1.0]})
        writer.add_summary(result, month)
    writer.close()
