"""The graph's definition is handed to the writers by its old name."""
import os
import sys
import tensorflow as tf

level = tf.placeholder(tf.float32, [], name='level')
tf.summary.scalar('tide', level * 2.0)
merged = tf.summary.merge_all()

with tf.Session() as sess:
    writer = tf.summary.FileWriter(os.path.join(sys.argv[1], 'harbour'), graph_def=sess.graph_def)
    for hour in range(4):
        summary = sess.run(merged, {level: hour})
        writer.add_summary(summary, hour)
    writer.close()


def keep_log(folder, readings):
    log = tf.summary.FileWriter(folder, graph_def=tf.get_default_graph().as_graph_def())
    for hour, reading in enumerate(readings):
        log.add_summary(tf.Summary(value=[tf.Summary.Value(tag='reading', simple_value=reading)]), hour)
    log.close()


keep_log(os.path.join(sys.argv[1], 'log'), [0.5, 1.5])


def keep_notes(folder, notes):
    book = tf.summary.FileWriter(folder, None, graph_def=None)
    book.add_graph(None, 0, tf.get_default_graph().as_graph_def())
    for hour, note in enumerate(notes):
        book.add_summary(tf.Summary(value=[tf.Summary.Value(tag='note', simple_value=note)]), hour)
    book.close()
    empty = tf.summary.FileWriter(folder + '-empty', graph=None, graph_def=tf.get_default_graph().as_graph_def())
    empty.add_summary(tf.Summary(value=[tf.Summary.Value(tag='none', simple_value=0)]), 0)
    empty.close()


keep_notes(os.path.join(sys.argv[1], 'notes'), [4, 5])
