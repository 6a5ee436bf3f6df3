"""Written only when a fetched value is better than before, at a step that is fetched, too; two writers that functions are handed."""
import sys

import tensorflow as tf


def write_if_better(writer, best, value, summary, step):
    if value < best:
        writer.add_summary(summary, step)
        writer.add_summary(tf.Summary(value=[tf.Summary.Value(tag='best', simple_value=value)]), global_step=step)
        return value
    return best


x = tf.placeholder(tf.float32, [])
count = tf.get_variable('count', [], tf.int64, tf.zeros_initializer(), trainable=False)
more = tf.assign_add(count, 1, use_locking=True)
loss = tf.abs(x - 3.0)
tf.summary.scalar('loss', loss)
tf.summary.scalar('x', x)
merged = tf.summary.merge_all()
train_writer = tf.summary.FileWriter(sys.argv[1] + '/train')
test_writer = tf.summary.FileWriter(sys.argv[1] + '/test')
best = {'train': 1e9, 'test': 1e9}
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(8):
        sess.run(more)
        value, summary, step = sess.run([loss, merged, count], {x: i})
        best['train'] = write_if_better(train_writer, best['train'], value, summary, step)
        if i % 2:
            value, summary, step = sess.run([loss, merged, count], {x: i / 2.0})
            best['test'] = write_if_better(test_writer, best['test'], value, summary, step)
train_writer.close()
test_writer.close()
