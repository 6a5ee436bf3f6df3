"""No merge: every summary op is fetched and written by itself."""
import sys

import tensorflow as tf


def main(log_dir):
    bid = tf.placeholder(tf.float32, [])
    ask = tf.placeholder(tf.float32, [])
    gap = ask - bid
    bid_summary = tf.summary.scalar('bid', bid)
    gap_summary = tf.summary.scalar('gap', gap)
    pair_summary = tf.summary.histogram('pair', tf.stack([bid, ask]))
    with tf.Session() as sess:
        writer = tf.summary.FileWriter(log_dir)
        for tick in range(10):
            feed = {bid: 10.0 + tick, ask: 11.0 + 2 * tick}
            first, second, difference = sess.run([bid_summary, gap_summary, gap], feed_dict=feed)
            writer.add_summary(first, tick)
            writer.add_summary(second, tick)
            print(tick, difference)
            if tick % 5 == 0:
                both = sess.run(pair_summary, feed_dict=feed)
                writer.add_summary(both, tick)
        writer.close()


if __name__ == '__main__':
    main(sys.argv[1])
