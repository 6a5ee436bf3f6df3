"""merge_all also finds what tf.train.batch summarises by itself, so the v1 ops stay and a v2 writer stores their bytes."""
import sys
import tensorflow as tf

number = tf.constant(3.0)
numbers = tf.train.batch([number], batch_size=2, capacity=8)  # fed below: the queue stays empty
tf.summary.scalar('total', tf.reduce_sum(numbers))
tf.summary.scalar('largest', tf.reduce_max(numbers))
tf.summary.histogram('numbers', numbers)
merged = tf.summary.merge_all()
with tf.Session() as sess:
    writer = tf.summary.FileWriter(sys.argv[1])
    for i in range(3):
        writer.add_summary(sess.run(merged, {numbers: [1.0 * i, 2.0]}), i)
    writer.close()
