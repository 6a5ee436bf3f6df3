from common import *

heat = placeholder('heat', [None])


def boil():
    with tf.name_scope('boiler'):
        hottest = monitor('hottest', tf.reduce_max(heat))
        monitor('coldest', tf.reduce_min(heat))
        tf.summary.histogram('heat', heat)
    return hottest
