"""A model that is chosen by its name, a part of a package that only the package itself imports, and a list that unread code fills."""
import importlib
import sys

import tensorflow as tf
from boats.factory import build
import rigs.mast


def main(logdir, boat="sloop"):
    wind = tf.placeholder(tf.float32, [], name="wind")
    speed = build(boat, wind)
    tf.summary.scalar("speed", speed)
    merged = tf.summary.merge_all()
    more = [tf.summary.scalar("doubled", wind * 2)]
    importlib.import_module("rigs." + boat).fill(more, wind)
    apart = tf.summary.merge(more)
    writer = tf.summary.FileWriter(logdir)
    late = tf.summary.FileWriter(logdir + "/late")
    with tf.Session() as sess:
        for hour in range(3):
            feed = {wind: hour * 2.5, rigs.mast.height: hour + 10}
            writer.add_summary(sess.run(merged, feed), hour)
            late.add_summary(sess.run(apart, feed), hour)
    writer.close()
    late.close()


main(sys.argv[1])
