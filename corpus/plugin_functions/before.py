"""TensorBoard's own v1 functions by their old names, and the embedding projector out of tf.contrib."""
import sys
import tensorflow as tf
from tensorboard import summary as board
from tensorflow.contrib.tensorboard.plugins import projector

rank = tf.placeholder(tf.float32, [], name='rank')
words = tf.Variable(tf.zeros([4, 2]), name='words')
plain = board.scalar('plain', rank)
tf.summary.scalar('rank', rank * 2.0)
merged = tf.summary.merge_all()

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    writer = tf.summary.FileWriter(sys.argv[1])
    config = projector.ProjectorConfig()
    config.embeddings.add().tensor_name = words.name
    projector.visualize_embeddings(writer, config)
    for step in range(3):
        summary = sess.run(merged, {rank: step})
        writer.add_summary(summary, step)
        writer.add_summary(sess.run(plain, {rank: 10.0 + step}), step)
    writer.add_summary(board.scalar_pb('on host', 3.5), 9)
    writer.close()
