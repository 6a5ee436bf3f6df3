"""Microseconds a scalar of one Python writer, passed and spent by all threads; prints both as JSON, each the best of two rounds. usage: python_writers.py KIND DIRECTORY

KIND: package, tf2-eager, tf1-add-summary, tensorboardx, tensorboard"""
import json
import os
import sys
import time

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"


def package(directory):
    import summary_v2

    writer = summary_v2.create_file_writer(directory)
    scope = writer.as_default()
    scope.__enter__()
    return 300000, lambda step: summary_v2.scalar("loss", 0.5, step=step), lambda: scope.__exit__(None, None, None)


def tf2_eager(directory):
    import tensorflow as tf

    writer = tf.summary.create_file_writer(directory)
    scope = writer.as_default()
    scope.__enter__()
    return 5000, lambda step: tf.summary.scalar("loss", 0.5, step=step), lambda: scope.__exit__(None, None, None)


def tf1_add_summary(directory):
    import warnings

    warnings.simplefilter("ignore")
    import tensorflow as tf

    writer = tf.compat.v1.summary.FileWriter(directory)
    Summary = tf.compat.v1.Summary

    def write(step):
        writer.add_summary(Summary(value=[Summary.Value(tag="loss", simple_value=0.5)]), step)

    return 50000, write, writer.close


def tensorboardx(directory):
    import tensorboardX

    writer = tensorboardX.SummaryWriter(directory)
    return 20000, lambda step: writer.add_scalar("loss", 0.5, step), writer.close


def tensorboard(directory):
    from tensorboard.summary import Writer

    writer = Writer(directory)
    return 20000, lambda step: writer.add_scalar("loss", 0.5, step), writer.close


def main():
    kind, directory = sys.argv[1:3]
    best = [1e9, 1e9]
    for round_ in range(2):
        count, write, end = globals()[kind.replace("-", "_")](os.path.join(directory, "%s%d" % (kind, round_)))
        for step in range(100):
            write(step)
        start = time.perf_counter(), time.process_time()
        for step in range(count):
            write(step)
        end()
        stop = time.perf_counter(), time.process_time()
        best = [min(old, (b - a) / count * 1e6) for old, a, b in zip(best, start, stop)]
    print(json.dumps(best))


if __name__ == "__main__":
    main()
