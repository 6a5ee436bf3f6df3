import os
import sys
sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), '..'))

import numpy as np
import tensorflow as tf

from lib.config import STEPS, log_path
from lib.network import Network


class Solver(object):
    def __init__(self, sess, network):
        self.sess = sess
        self.net = network
        self.writer = tf.summary.FileWriter(log_path(sys.argv[1]), self.sess.graph)

    def snapshot(self, step):
        print('snapshot at %d' % step)

    def train_model(self, max_iters):
        for step in range(1, max_iters + 1):
            blobs = {'data': np.arange(4) * 0.5 + step}
            loss, summary = self.net.train_step_with_summary(self.sess, blobs)
            self.writer.add_summary(summary, float(step))
            if step % 3 == 0:
                self.snapshot(step)
        self.writer.close()


with tf.Session() as session:
    solver = Solver(session, Network())
    session.run(tf.global_variables_initializer())
    solver.train_model(STEPS)
