"""The step of each row is the global step that the training run itself fetches."""
import sys

import tensorflow as tf

x = tf.placeholder(tf.float32, [], name='x')
weight = tf.get_variable('weight', [], initializer=tf.zeros_initializer())
loss = tf.square(weight - x, name='squared')
global_step = tf.Variable(0, name='global_step', trainable=False)
train_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss, global_step=global_step)

tf.summary.scalar('loss', loss)
tf.summary.scalar('target', x * 1.0)
tf.summary.scalar('distance', tf.abs(x - 3))
summary_op = tf.summary.merge_all()
writer = tf.summary.FileWriter(sys.argv[1])

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for batch in [5.0, 6.0, 7.0, 8.0, 9.0, 10.0]:
        _, summary, step = sess.run([train_op, summary_op, global_step], feed_dict={x: batch})
        writer.add_summary(summary, step)
        if step % 2 == 0:
            print(step)
writer.close()
