"""One of each kind: byte image, float image, audio, text, a tensor, a histogram and a scalar."""
import sys

import numpy as np
import tensorflow as tf

tone = tf.placeholder(tf.float32, [1, 200, 1], name='tone')
picture = tf.placeholder(tf.uint8, [2, 4, 4, 3], name='picture')
heat = tf.placeholder(tf.float32, [1, 4, 4, 1], name='heat')

tf.summary.image('picture', picture, max_outputs=2)
tf.summary.image('heat', heat)
tf.summary.audio('tone', tone, 8000, max_outputs=1)
tf.summary.text('note', tf.constant(['plain', '*bold*']))
tf.summary.tensor_summary('table', tf.reduce_sum(heat, axis=[0, 3]))
tf.summary.histogram('heat_values', values=heat)
tf.summary.scalar('loudest', tensor=tf.reduce_max(tone))
merged = tf.summary.merge_all()

with tf.Session() as sess:
    writer = tf.summary.FileWriter(sys.argv[1])
    for step in range(3):
        feed = {
            tone: np.sin(np.arange(200) * 0.1 * (step + 1)).reshape(1, 200, 1),
            picture: np.arange(96).reshape(2, 4, 4, 3) + step,
            heat: np.arange(16).reshape(1, 4, 4, 1) / 16.0 - 0.25 * step,  # negative, too: v1 scales it
        }
        writer.add_summary(sess.run(merged, feed), step)
    writer.close()
