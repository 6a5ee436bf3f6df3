"""An InteractiveSession and an explicit merge of two summaries; a third is written by itself less often."""
import sys

import tensorflow as tf

sess = tf.InteractiveSession()

kelvin = tf.placeholder(tf.float32, [None], name='kelvin')
celsius = kelvin - 273.15
fahrenheit = celsius * 1.8 + 32.0

warmest = tf.summary.scalar('warmest', tf.reduce_max(celsius))
coldest = tf.summary.scalar('coldest', tf.reduce_min(celsius))
spread = tf.summary.histogram('fahrenheit', fahrenheit)
extremes = tf.summary.merge([warmest, coldest])

writer = tf.summary.FileWriter(sys.argv[1])
for hour in range(8):
    readings = [270.0 + hour, 275.0, 280.5]
    line = sess.run(extremes, feed_dict={kelvin: readings})
    writer.add_summary(line, hour)
    if hour % 4 == 0:
        line = sess.run(spread, feed_dict={kelvin: readings})
        writer.add_summary(line, hour)
writer.close()
sess.close()
