"""The helper of the tutorials, for layers in scopes of their own, with a writer for training and one for testing."""
import sys

import tensorflow as tf


def variable_summaries(var):
    with tf.name_scope('summaries'):
        mean = tf.reduce_mean(var)
        tf.summary.scalar('mean', mean)
        with tf.name_scope('stddev'):
            stddev = tf.sqrt(tf.reduce_mean(tf.square(var - mean)))
        tf.summary.scalar('stddev', stddev)
        tf.summary.scalar('max', tf.reduce_max(var))
        tf.summary.scalar('min', tf.reduce_min(var))
        tf.summary.histogram('histogram', var)


def nn_layer(inputs, rows, columns, name, act=tf.nn.relu):
    with tf.name_scope(name):
        with tf.name_scope('weights'):
            weights = tf.Variable(tf.constant(0.25, shape=[rows, columns]))
            variable_summaries(weights)
        with tf.name_scope('biases'):
            biases = tf.Variable(tf.constant(0.1, shape=[columns]))
            variable_summaries(biases)
        with tf.name_scope('Wx_plus_b'):
            preactivate = tf.matmul(inputs, weights) + biases
            tf.summary.histogram('pre_activations', preactivate)
        activations = act(preactivate, name='activation')
        tf.summary.histogram('activations', activations)
        return activations


x = tf.placeholder(tf.float32, [None, 3], name='x-input')
hidden = nn_layer(x, 3, 2, 'layer1')
y = nn_layer(hidden, 2, 1, 'layer2', act=tf.identity)
with tf.name_scope('accuracy'):
    with tf.name_scope('correct'):
        correct = tf.cast(tf.greater(y, 0.7), tf.float32)
    with tf.name_scope('accuracy'):
        accuracy = tf.reduce_mean(correct)
tf.summary.scalar('accuracy', accuracy)
merged = tf.summary.merge_all()

sess = tf.InteractiveSession()
train_writer = tf.summary.FileWriter(sys.argv[1] + '/train', sess.graph)
test_writer = tf.summary.FileWriter(sys.argv[1] + '/test')
tf.global_variables_initializer().run()
for i in range(4):
    if i % 2 == 0:
        summary, acc = sess.run([merged, accuracy], feed_dict={x: [[i, 1.0, 2.0], [0.5, 0.25, i]]})
        test_writer.add_summary(summary, i)
        print('accuracy', acc)
    else:
        summary = sess.run(merged, feed_dict={x: [[1.0, i, 0.0]]})
        train_writer.add_summary(summary, i)
train_writer.close()
test_writer.close()
