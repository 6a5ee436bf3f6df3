"""A line fitted in a session that is only ever the default one, with a writer that closes itself."""
import sys

import tensorflow as tf

logdir = sys.argv[1]
x = tf.placeholder(tf.float32, [None], name='x')
y = tf.placeholder(tf.float32, [None], name='y')
slope = tf.Variable(0.0, name='slope')
error = slope * x - y
loss = tf.reduce_mean(tf.square(error), name='cost')
train = tf.train.GradientDescentOptimizer(0.05).minimize(loss)

with tf.name_scope('fit'):
    tf.summary.scalar('loss', loss)
    tf.summary.scalar('worst', tf.reduce_max(tf.abs(error)))
tf.summary.histogram('error', error)
merged = tf.summary.merge_all()

xs = [1.0, 2.0, 3.0]
ys = [2.0, 4.0, 6.0]
with tf.Session():
    tf.global_variables_initializer().run()
    with tf.summary.FileWriter(logdir) as log:
        for epoch in range(4):
            train.run({x: xs, y: ys})
            summary = merged.eval({x: xs, y: ys})
            log.add_summary(summary, epoch)
            if epoch % 2:
                log.flush()
        log.add_summary(merged.eval(feed_dict={x: [10.0], y: [20.0]}), 100)
        print('logged to', log.get_logdir())
