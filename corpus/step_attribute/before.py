"""The step is kept as an attribute that a method advances."""
import sys

import tensorflow as tf


class Pump:
    def __init__(self, log_dir):
        self.step = 0
        self.pressure = tf.placeholder(tf.float32, [2], name="pressure")
        self.difference = self.pressure[0] - self.pressure[1]
        tf.summary.scalar("difference", self.difference)
        tf.summary.scalar("highest", tf.reduce_max(self.pressure))
        tf.summary.histogram("pressures", self.pressure)
        self.summary_op = tf.summary.merge_all()
        self.sess = tf.Session()
        self.writer = tf.summary.FileWriter(log_dir)

    def stroke(self, left, right):
        self.step += 1
        summary, difference = self.sess.run([self.summary_op, self.difference], feed_dict={self.pressure: [left, right]})
        self.writer.add_summary(summary, self.step)
        return difference

    def stop(self):
        self.writer.close()
        self.sess.close()


pump = Pump(sys.argv[1])
for stroke in range(6):
    print(pump.stroke(2.0 * stroke, 1.0))
pump.stop()
