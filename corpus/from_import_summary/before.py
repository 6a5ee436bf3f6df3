"""Summaries through `from tensorflow import summary`."""
import sys
import tensorflow as tf
from tensorflow import summary

speed = tf.placeholder(tf.float32, [], name="speed")
distance = tf.placeholder(tf.float32, [], name="distance")
duration = distance / speed

summary.scalar("trip/speed", speed)
summary.scalar("trip/duration", duration)
summary.histogram("trip/legs", tf.stack([duration * 0.25, duration * 0.75]))
everything = summary.merge_all()

with tf.Session() as sess:
    log = summary.FileWriter(sys.argv[1])
    for day in range(5):
        record = sess.run(everything, feed_dict={speed: 20.0 + day, distance: 60.0})
        log.add_summary(record, day)
    log.close()
