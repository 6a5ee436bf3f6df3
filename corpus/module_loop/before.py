"""Everything at module level, as a first notebook cell would have it. The writer is closed at the end."""
import sys

import numpy as np
import tensorflow as tf

LOG_DIR = sys.argv[1]
STEPS = 12

# A thermometer that is read with a growing error.
reading = tf.placeholder(tf.float32, [None], name="reading")
truth = tf.placeholder(tf.float32, [None], name="truth")
gain = tf.Variable(0.25, name="gain")

error = reading * gain - truth
cost = tf.reduce_mean(tf.abs(error))
train = tf.train.GradientDescentOptimizer(0.001).minimize(cost)

tf.summary.scalar("cost", cost)
tf.summary.scalar("largest_error", tf.reduce_max(error))
tf.summary.histogram("error", error)
merged = tf.summary.merge_all()

session = tf.Session()
session.run(tf.global_variables_initializer())
writer = tf.summary.FileWriter(LOG_DIR)

for step in range(STEPS):
    values = np.linspace(step, step + 3, 7)
    summary, _ = session.run([merged, train], feed_dict={reading: values, truth: values * 2})
    writer.add_summary(summary, step)

writer.close()
