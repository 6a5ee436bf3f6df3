"""Events that Python builds, and summaries that come as bytes."""
import sys

import tensorflow as tf

writer = tf.summary.FileWriter(sys.argv[1])
for step in range(3):
    value = tf.Summary.Value(tag='in an event', simple_value=step * 1.5)
    writer.add_event(tf.Event(wall_time=100.0 + step, step=step, summary=tf.Summary(value=[value])))
    summary = tf.Summary(value=[tf.Summary.Value(tag='as bytes', simple_value=step + 0.25)])
    writer.add_summary(summary.SerializeToString(), step)
    again = tf.Summary()
    again.ParseFromString(summary.SerializeToString())
    again.value[0].tag = 'parsed'
    writer.add_summary(again, step)
writer.close()
