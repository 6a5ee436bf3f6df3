"""Fills a catchment; the package is not installed, so the job says where it is."""
import os
import sys

import tensorflow as tf

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(TOP, 'src'))
sys.path += [os.path.join(TOP, 'shared', 'io')]

from rivers import gauges
from records import open_records


def main():
    rain = tf.placeholder(tf.float32, [3])
    fill, merged = gauges.level_model(rain)
    records = open_records(sys.argv[1], 'fill')
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for day in range(4):
            summary = sess.run(merged, {rain: [day, day + 1.0, day * 2.0]})
            records.add_summary(summary, day)
            sess.run(fill)
    records.close()


if __name__ == '__main__':
    main()
