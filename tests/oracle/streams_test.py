#!/usr/bin/env python3
"""Tests of the comparer: pairs of small event files that must, or must not, come out equal. Runs in the tf2 environment, without TensorFlow."""
import io
import os
import struct
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import numpy as np
import streams
from tensorboard.compat.proto import event_pb2, summary_pb2
from tensorboard.plugins.histogram import metadata as histogram_metadata
from tensorboard.plugins.scalar import metadata as scalar_metadata
from tensorboard.util import tensor_util


def v1_scalar(tag, step, number):
    return event_pb2.Event(step=step, summary=summary_pb2.Summary(value=[summary_pb2.Summary.Value(tag=tag, simple_value=number)]))


def v2_scalar(tag, step, number):
    value = summary_pb2.Summary.Value(tag=tag, tensor=tensor_util.make_tensor_proto(np.float32(number)),
                                      metadata=scalar_metadata.create_summary_metadata("", ""))
    return event_pb2.Event(step=step, summary=summary_pb2.Summary(value=[value]))


def v1_histogram(tag, step, low, high, limits, counts):
    proto = summary_pb2.HistogramProto(min=low, max=high, num=sum(counts), bucket_limit=limits, bucket=counts)
    return event_pb2.Event(step=step, summary=summary_pb2.Summary(value=[summary_pb2.Summary.Value(tag=tag, histo=proto)]))


def v2_histogram(tag, step, buckets):
    value = summary_pb2.Summary.Value(tag=tag, tensor=tensor_util.make_tensor_proto(np.array(buckets, np.float64)),
                                      metadata=histogram_metadata.create_summary_metadata("", ""))
    return event_pb2.Event(step=step, summary=summary_pb2.Summary(value=[value]))


def plugin_value(tag, plugin, array):
    value = summary_pb2.Summary.Value(tag=tag, tensor=tensor_util.make_tensor_proto(array))
    value.metadata.plugin_data.plugin_name = plugin
    return event_pb2.Event(step=1, summary=summary_pb2.Summary(value=[value]))


def picture(grey):
    from PIL import Image
    data = io.BytesIO()
    Image.new("L", (2, 1), grey).save(data, "PNG")
    return plugin_value("p", "images", np.array([b"2", b"1", data.getvalue()], object))


GRAPH = event_pb2.Event(graph_def=b"x")
A, B = v1_scalar("a", 1, 0.5), v1_scalar("b", 1, 2.0)
V1H = v1_histogram("h", 0, 1.0, 3.0, [1.5, 3.5], [1.0, 3.0])
NOTHING = event_pb2.Event(file_version="brain.Event:2")

# name, before {run: events}, after {run: events}, equal
CASES = [
    ("the same", {".": [A, B]}, {".": [A, B]}, True),
    ("another order", {".": [A, B]}, {".": [B, A]}, True),
    ("v1 and v2 form", {".": [A]}, {".": [v2_scalar("a", 1, 0.5)]}, True),
    ("rounding", {".": [v1_scalar("a", 1, 0.1)]}, {".": [v2_scalar("a", 1, 0.1 + 1e-8)]}, True),
    ("not a number", {".": [v1_scalar("a", 1, float("nan"))]}, {".": [v2_scalar("a", 1, float("nan"))]}, True),
    ("another value", {".": [A]}, {".": [v2_scalar("a", 1, 0.501)]}, False),
    ("another step", {".": [A]}, {".": [v2_scalar("a", 2, 0.5)]}, False),
    ("another tag", {".": [A]}, {".": [v2_scalar("a_1", 1, 0.5)]}, False),
    ("another case", {".": [A]}, {".": [v2_scalar("A", 1, 0.5)]}, False),
    ("another run", {"train": [A]}, {"test": [A]}, False),
    ("one lost", {".": [A, B]}, {".": [A]}, False),
    ("one twice", {".": [A]}, {".": [A, A]}, False),
    ("both twice", {".": [A, A]}, {".": [v2_scalar("a", 1, 0.5), A]}, True),
    ("swapped over the tags", {".": [A, B]}, {".": [v2_scalar("a", 1, 2.0), v2_scalar("b", 1, 0.5)]}, False),
    ("nothing was written", {".": [NOTHING]}, {".": [NOTHING]}, False),
    ("the graph is lost", {".": [A, GRAPH]}, {".": [A]}, False),
    ("the graph is kept", {".": [A, GRAPH]}, {".": [GRAPH, A]}, True),
    ("histogram with other buckets", {".": [V1H]}, {".": [v2_histogram("h", 0, [[1, 2, 2], [2, 3, 2]])]}, True),
    ("histogram with another count", {".": [V1H]}, {".": [v2_histogram("h", 0, [[1, 2, 2], [2, 3, 3]])]}, False),
    ("histogram of other data", {".": [V1H]}, {".": [v2_histogram("h", 0, [[0, 2, 2], [2, 3, 2]])]}, False),
    ("text", {".": [plugin_value("t", "text", np.array([b"a", "\u00e4".encode()], object))]},
     {".": [plugin_value("t", "text", np.array([b"a", "\u00e4".encode()], object))]}, True),
    ("another text", {".": [plugin_value("t", "text", np.array([b"a", b"b"], object))]},
     {".": [plugin_value("t", "text", np.array([b"a", b"c"], object))]}, False),
    ("another clip", {".": [plugin_value("c", "audio", np.array([b"RIFF1"], object))]},
     {".": [plugin_value("c", "audio", np.array([b"RIFF2"], object))]}, False),
    ("a tensor", {".": [plugin_value("m", "", np.eye(2, dtype=np.float32))]}, {".": [plugin_value("m", "", np.eye(2, dtype=np.float32))]}, True),
    ("a tensor of another shape", {".": [plugin_value("m", "", np.ones([1, 2], np.float32))]},
     {".": [plugin_value("m", "", np.ones([2, 1], np.float32))]}, False),
    ("pictures, one level apart", {".": [picture(7)]}, {".": [picture(8)]}, True),
    ("another picture", {".": [picture(7)]}, {".": [picture(10)]}, False),
    ("histogram of one value", {".": [v1_histogram("h", 0, 2.0, 2.0, [2.1], [4.0])]}, {".": [v2_histogram("h", 0, [[1.5, 2.5, 4]])]}, True),
]


def write(directory, runs):
    for run, events in runs.items():
        os.makedirs(os.path.join(directory, run), exist_ok=True)
        with open(os.path.join(directory, run, "events.out.tfevents.1.test"), "wb") as file:
            for event in [NOTHING] + events:
                data = event.SerializeToString()
                file.write(struct.pack("<QI", len(data), 0) + data + struct.pack("<I", 0))
            file.write(b"\x07\0\0")  # torn: must be ignored


def main():
    failed = 0
    for name, before, after, equal in CASES:
        with tempfile.TemporaryDirectory() as scratch:
            sides = [os.path.join(scratch, side) for side in ("before", "after")]
            for side, runs in zip(sides, (before, after)):
                write(side, runs)
            left, right = map(streams.read, sides)
            result = streams.compare(left, right)
            if result["equal"] != equal:
                failed += 1
                print(f"{name}: {'EQUAL' if result['equal'] else 'DIFFERENT'}, which is wrong", *result["lines"], sep="\n  ")
            again = streams.from_json(streams.to_json(left)) if left.values else left
            if left.values and not streams.compare(left, again)["equal"]:
                failed += 1
                print(f"{name}: expect.json does not hold the same stream")
    print(f"{len(CASES)} cases, {failed} failures")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
