"""Writes what event files hold: scalars, how many pictures of which size, and what a second reader finds."""
import os
import tensorflow as tf
from tensorboard.backend.event_processing import event_accumulator
from tensorboard.backend.event_processing import event_multiplexer


class Log(object):
    def __init__(self, folder):
        self.events = event_accumulator.EventAccumulator(folder, size_guidance={event_accumulator.SCALARS: 4})
        self.events.Reload()

    def scalars(self):
        for tag in sorted(self.events.Tags()['scalars']):
            for event in self.events.Scalars(tag):
                yield tag, event.step, event.value

    def pictures(self):
        for tag in sorted(self.events.Tags()[event_accumulator.IMAGES]):
            for event in self.events.Images(tag):
                yield tag, event.step, event.width * 100 + event.height


def lowest(folders, tag):
    runs = event_multiplexer.EventMultiplexer(dict((os.path.basename(folder), folder) for folder in folders))
    runs.Reload()
    for run in sorted(runs.Runs()):
        if tag in runs.GetAccumulator(run).Tags()['scalars']:
            yield min(event.value for event in runs.Scalars(run, tag))


def write(folders, target):
    writer = tf.summary.FileWriter(target)
    for folder in folders:
        log = Log(folder)
        for tag, step, value in list(log.scalars()) + list(log.pictures()):
            writer.add_summary(tf.Summary(value=[tf.Summary.Value(tag=tag, simple_value=value)]), step)
    for tag in ['climb/metres', 'dive/metres', 'nothing']:
        for value in lowest(folders, tag):
            writer.add_summary(tf.Summary(value=[tf.Summary.Value(tag='lowest ' + tag, simple_value=value)]), 0)
    writer.close()
