"""Two collections: what is cheap is written at each step, what is dear at every third."""
import os
import sys

import tensorflow as tf

CHEAP, DEAR = 'cheap_summaries', 'dear_summaries'


def build(level):
    with tf.name_scope('tank'):
        tf.summary.scalar('level', tf.reduce_mean(level), collections=[CHEAP])
        tf.summary.scalar('overflow', tf.reduce_sum(tf.nn.relu(level - 1.0)), collections=[CHEAP])
        tf.summary.histogram('levels', level, collections=[DEAR])
        tf.summary.scalar('spread', tf.reduce_max(level) - tf.reduce_min(level), collections=[DEAR])


def main():
    level = tf.placeholder(tf.float32, [4], name='level')
    build(level)
    cheap = tf.summary.merge_all(CHEAP)
    dear = tf.summary.merge_all(key=DEAR)
    writer = tf.summary.FileWriter(os.path.join(sys.argv[1], 'tanks'))
    with tf.Session() as sess:
        for step in range(7):
            feed = {level: [0.1 * step, 0.2 * step, 0.4 * step, 0.3]}
            if step % 3 == 0:
                writer.add_summary(sess.run(dear, feed), step)
            writer.add_summary(sess.run(cheap, feed), step)
    writer.close()


if __name__ == '__main__':
    main()
