"""Writes small log directories with real TensorFlow: the one it is run with, 1.15 or 2.x. usage: write_logs.py DIR"""
import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
import warnings
warnings.filterwarnings("ignore")
import numpy as np
import tensorflow as tf


def data(step):
    random = np.random.RandomState(step)
    return {
        "values": random.randn(50).astype(np.float32) * (step + 1),
        "grey": random.randint(0, 256, (2, 6, 5, 1)).astype(np.uint8),
        "rgb": random.randint(0, 256, (1, 4, 4, 3)).astype(np.uint8),
        "rgba": random.randint(0, 256, (1, 3, 2, 4)).astype(np.uint8),
        "sound": (random.rand(2, 40, 1).astype(np.float32) * 2 - 1),
        "loss": np.float32(1.0 / (step + 1)),
    }


def write_v1(directory):
    v1 = tf.compat.v1
    with tf.Graph().as_default():
        feeds = {name: v1.placeholder(tf.as_dtype(value.dtype), value.shape) for name, value in data(0).items()}
        with tf.name_scope("train"):
            v1.summary.scalar("loss", feeds["loss"], family="f")
        v1.summary.histogram("values", feeds["values"])
        v1.summary.histogram("constant", tf.zeros([7]))
        v1.summary.image("grey", feeds["grey"])
        v1.summary.image("rgb", feeds["rgb"], max_outputs=1)
        v1.summary.image("rgba", feeds["rgba"])
        v1.summary.audio("sound", feeds["sound"], 8000)
        v1.summary.text("note", tf.constant(["a", "b \u00e9"]))
        v1.summary.tensor_summary("tensor", feeds["values"])
        merged = v1.summary.merge_all()
        with v1.Session() as session:
            for run in ("train", "eval/deep"):
                writer = v1.summary.FileWriter(os.path.join(directory, run), session.graph)
                for step in range(0, 12, 3):
                    merged_bytes = session.run(merged, {feeds[name]: value for name, value in data(step).items()})
                    writer.add_summary(merged_bytes, step)
                hand_made = v1.Summary(value=[v1.Summary.Value(tag="hand made", simple_value=float("nan")),
                                              v1.Summary.Value(tag="hand made 2", simple_value=float("inf"))])
                writer.add_summary(hand_made, 2**40)
                writer.add_session_log(v1.SessionLog(status=v1.SessionLog.START), 12)
                writer.add_run_metadata(v1.RunMetadata(), "meta", 12)
                traced = v1.RunMetadata()
                traced.step_stats.dev_stats.add(device="cpu")
                writer.add_run_metadata(traced, "traced", 12)
                writer.close()


def write_v2(directory):
    for run in ("train", "eval/deep"):
        with tf.summary.create_file_writer(os.path.join(directory, run)).as_default():
            for step in range(0, 12, 3):
                values = data(step)
                tf.summary.scalar("f/train/f/loss", values["loss"], step=step)
                tf.summary.histogram("values", values["values"], step=step, buckets=9)
                tf.summary.histogram("constant", tf.zeros([7]), step=step)
                tf.summary.image("grey", values["grey"], step=step)
                tf.summary.image("rgb", values["rgb"], step=step, max_outputs=1)
                tf.summary.image("rgba", values["rgba"], step=step)
                tf.summary.audio("sound", values["sound"], 8000, step=step)
                tf.summary.text("note", ["a", "b \u00e9"], step=step)
                metadata = tf.compat.v1.SummaryMetadata()
                metadata.plugin_data.plugin_name = "graph_run_metadata"
                tf.summary.write("traced" if step == 3 else "meta%d" % step, b"" if step == 6 else b"timings", step=12, metadata=metadata)
                for dtype in ("float16", "float64", "int8", "int32", "int64", "uint16", "uint32", "bool", "complex64"):
                    tf.summary.write("as_" + dtype, tf.cast(values["values"][:3], dtype), step=step)


def main():
    directory = sys.argv[1]
    write_v1(os.path.join(directory, "v1"))
    if not tf.__version__.startswith("1."):
        write_v2(os.path.join(directory, "v2"))


main()
