import tensorflow as tf

import tree


def watch(node):
    assert isinstance(node, tree.Tree)
    with tf.name_scope('depth_%d' % node.depth):
        tf.summary.scalar('mean', tf.reduce_mean(node.values))
        tf.summary.histogram('values', node.values)
