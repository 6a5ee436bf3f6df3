"""A network in a graph of its own: training summaries every few steps, evaluation summaries always."""
import argparse
import os

import numpy as np
import tensorflow as tf


class Network:
    def __init__(self):
        graph = tf.Graph()
        self.session = tf.Session(graph=graph)

    def construct(self, args):
        with self.session.graph.as_default():
            self.points = tf.placeholder(tf.float32, [None, 2], name="points")
            self.labels = tf.placeholder(tf.int64, [None], name="labels")
            weights = tf.get_variable("weights", [2, 3], initializer=tf.ones_initializer())
            logits = tf.matmul(self.points, weights)
            loss = tf.losses.sparse_softmax_cross_entropy(self.labels, logits, scope="loss")
            self.predictions = tf.argmax(logits, axis=1)
            global_step = tf.train.create_global_step()
            self.step = tf.assign_add(global_step, 1)
            self.accuracy = tf.reduce_mean(tf.cast(tf.equal(self.labels, self.predictions), tf.float32))

            summary_writer = tf.contrib.summary.create_file_writer(os.path.join(args.logdir, "run"), flush_millis=10 * 1000)
            self.summaries = {}
            with summary_writer.as_default(), tf.contrib.summary.record_summaries_every_n_global_steps(args.every):
                self.summaries["train"] = [tf.contrib.summary.scalar("train/loss", loss),
                                           tf.contrib.summary.scalar("train/accuracy", self.accuracy),
                                           tf.contrib.summary.histogram("train/logits", logits)]
            with summary_writer.as_default(), tf.contrib.summary.always_record_summaries():
                self.given = tf.placeholder(tf.float32, [], name="given")
                for dataset in ["dev", "test"]:
                    self.summaries[dataset] = [tf.contrib.summary.scalar(dataset + "/loss", self.given),
                                               tf.contrib.summary.scalar(dataset + "/accuracy", self.accuracy)]

            self.session.run(tf.global_variables_initializer())
            with summary_writer.as_default():
                tf.contrib.summary.initialize(session=self.session, graph=self.session.graph)
            self.close = summary_writer.close()

    def train(self, points, labels):
        self.session.run([self.predictions, self.summaries["train"]], {self.points: points, self.labels: labels})
        self.session.run(self.step)

    def evaluate(self, dataset, points, labels, loss):
        return self.session.run([self.accuracy, self.summaries[dataset]],
                                {self.points: points, self.labels: labels, self.given: loss})[0]


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("logdir")
    parser.add_argument("--every", default=2, type=int)
    args = parser.parse_args()

    network = Network()
    network.construct(args)
    points = np.arange(8, dtype=np.float32).reshape([4, 2])
    labels = np.array([0, 0, 1, 0])
    for epoch in range(5):
        network.train(points + epoch, labels)
        print(network.evaluate("dev", points, labels, 0.5 * epoch))
    network.evaluate("test", points, labels, 0.25)
    network.session.run(network.close)
