#!/usr/bin/env python3
"""What a program wrote: reads the event files of a log directory and says whether two directories hold the same stream.

Two streams are EQUAL when every run directory holds the same multiset of (step, tag, plugin, value). Order within a file is no part of
it: one Session.run writes its ops in any order. Everything first goes through TensorBoard's own data_compat, which turns what v1 wrote into
the form that v2 writes, so that the same thing compares as the same thing. Numbers compare as float32 with a tolerance, images by
pixels with one grey level of rounding. What TensorFlow itself changed between the generations is folded away:
  histograms  the total count and the range are compared, the edges of the buckets between are not
  metadata    `tagged_run_metadata` and a summary of the plugin graph_run_metadata are the same thing; timings are not compared
  images      `x/image/0`, `x/image/1` and one `x` with two pictures are the same thing; so are audio clips
A graph that one side wrote and the other did not is a difference; other events (meta graph, session log) are not compared.

usage: streams.py BEFORE AFTER       0 equal, 1 different, 2 could not compare
       streams.py --dump DIR         the stream as JSON, as corpus/*/expect.json holds it
       streams.py --serve            JSON requests on standard input, one answer a line (run.py uses it)
A file EXPECT.json may stand in place of either directory. Needs TensorBoard and Pillow, not TensorFlow.
"""
import collections
import glob
import hashlib
import io
import json
import math
import os
import re
import struct
import sys

import numpy as np
from tensorboard import data_compat
from tensorboard.compat.proto import event_pb2
from tensorboard.util import tensor_util

RTOL, ATOL = 1e-5, 1e-7

# One value as it is compared. kind: number, histogram (count, low, high), text, image, bytes; data: what is compared.
Value = collections.namedtuple("Value", "run step tag plugin kind data")
Stream = collections.namedtuple("Stream", "values graphs")  # graphs: the run directories that hold a graph


def event_payloads(path):
    """The records of one event file. The last one may be torn when the program died; it ends the file."""
    with open(path, "rb") as file:
        while True:
            header = file.read(12)
            if len(header) < 12:
                return
            (length,) = struct.unpack_from("<Q", header)
            payload = file.read(length)
            if len(payload) < length or len(file.read(4)) < 4:
                return
            yield payload


def decode_pixels(encoded):
    from PIL import Image
    picture = Image.open(io.BytesIO(encoded))
    return np.asarray(picture).astype(np.int16)


def histogram_summary(buckets):
    """[k, 3] of left edge, right edge, count -> (count, low, high) of the data."""
    if not buckets.size:
        return 0.0, 0.0, 0.0
    count = float(buckets[:, 2].sum())
    if not count:
        return 0.0, 0.0, 0.0
    low, high = float(buckets[0, 0]), float(buckets[-1, 1])
    filled = buckets[buckets[:, 2] > 0]
    # All values the same: 1.15's v2 form pads half a unit on both sides, 2.x and v1 do not.
    if len(buckets) == 1 and abs(high - low - 1.0) < 1e-3:
        low = high = (low + high) / 2
    elif len(filled) == 1 and low == high:
        low = high = float(filled[0, 0])
    return count, low, high


def compared(tag, plugin, tensor_proto):
    """(tag, kind, data) items of one value in v2 form."""
    array = tensor_util.make_ndarray(tensor_proto)
    if plugin == "histograms":
        return [(tag, "histogram", histogram_summary(np.asarray(array, np.float64)))]
    if plugin in ("images", "audio"):
        raw = [bytes(item) for item in np.asarray(array, object).reshape(-1).tolist()]
        match = re.fullmatch(r"(.*)/(?:image|audio)(?:/(\d+))?", tag)
        base, first = (match.group(1), int(match.group(2) or 0)) if match else (tag, 0)
        if plugin == "images":
            # width, height, then one encoded picture each
            return [(f"{base}#{first + i}", "image", decode_pixels(one)) for i, one in enumerate(raw[2:])]
        clips = raw if array.ndim < 2 else raw[::2]  # [k, 2] holds a label beside each clip
        return [(f"{base}#{first + i}", "bytes", (one,)) for i, one in enumerate(clips)]
    if array.dtype == object or array.dtype.kind in "SU":
        parts = np.asarray(array, object).reshape(-1).tolist()
        return [(tag, "bytes", tuple(p if isinstance(p, bytes) else str(p).encode() for p in parts))]
    return [(tag, "number", np.asarray(array, np.float32))]


def run_metadata(run, step, tag, encoded):
    """Two runs never take the same time: that both sides hold some metadata of a run is all that is compared."""
    from tensorboard.compat.proto import config_pb2
    devices = len(config_pb2.RunMetadata.FromString(encoded).step_stats.dev_stats)
    return Value(run, step, tag, "graph_run_metadata", "run metadata", (devices > 0,))


def read(directory):
    """The Stream under a log directory, or that of an expect.json."""
    if os.path.isfile(directory):
        with open(directory) as file:
            return from_json(json.load(file)["stream"])
    if not os.path.isdir(directory):
        raise FileNotFoundError(f"no log directory: {directory}")
    values, graphs = [], set()
    for path in sorted(glob.glob(os.path.join(glob.escape(directory), "**", "*tfevents*"), recursive=True)):
        run = os.path.relpath(os.path.dirname(path), directory)
        plugin_of = {}  # metadata is only promised with the first value of a tag
        for payload in event_payloads(path):
            event = event_pb2.Event.FromString(payload)
            kind = event.WhichOneof("what")
            if kind == "graph_def":
                graphs.add(run)
            if kind == "tagged_run_metadata":
                values.append(run_metadata(run, event.step, event.tagged_run_metadata.tag, event.tagged_run_metadata.run_metadata))
            if kind != "summary":
                continue
            for one in event.summary.value:
                single = event_pb2.Event(step=event.step, wall_time=event.wall_time)
                single.summary.value.add().CopyFrom(one)
                value = data_compat.migrate_event(single).summary.value[0]
                plugin = plugin_of.setdefault(value.tag, "") or value.metadata.plugin_data.plugin_name
                plugin_of[value.tag] = plugin
                what = value.WhichOneof("value")
                if plugin == "graph_run_metadata":
                    values.append(run_metadata(run, event.step, value.tag, tensor_util.make_ndarray(value.tensor).item()))
                    continue
                if what == "tensor":
                    items = compared(value.tag, plugin, value.tensor)
                else:
                    items = [(value.tag, str(what), (value.SerializeToString(),))]
                values += [Value(run, event.step, tag, plugin, form, data) for tag, form, data in items]
    return Stream(values, graphs)


def near(a, b, scale=0.0):
    if math.isnan(a) or math.isnan(b):
        return math.isnan(a) and math.isnan(b)
    return a == b or abs(a - b) <= ATOL + RTOL * max(abs(a), abs(b), scale)


def same_data(kind, a, b):
    if kind == "number":
        return a.shape == b.shape and bool(np.allclose(a, b, rtol=RTOL, atol=ATOL, equal_nan=True))
    if kind == "histogram":
        if a[0] == 0 or b[0] == 0:
            return a[0] == b[0]
        scale = max(abs(a[1]), abs(a[2]))
        return near(a[0], b[0]) and near(a[1], b[1], scale) and near(a[2], b[2], scale)
    if kind == "image":
        return a.shape == b.shape and (not a.size or int(np.abs(a - b).max()) <= 1)
    if kind == "bytes" and any(isinstance(part, Digest) for part in a + b):
        return tuple(map(digest, a)) == tuple(map(digest, b))
    return a == b


class Digest(str):
    """Stands for long bytes in an expect.json."""


def digest(part):
    return part if isinstance(part, Digest) else Digest(hashlib.sha256(part).hexdigest())


def differences(before, after, tags_only=False):
    """(sign, Value or text) of everything that only one side has."""
    groups = collections.defaultdict(lambda: ([], []))
    for side, stream in enumerate((before, after)):
        for value in stream.values:
            groups[value.run, value.step, value.tag, value.plugin, value.kind][side].append(value)
    for key in sorted(groups):
        left, right = groups[key][0], list(groups[key][1])
        for value in left:
            twin = next((i for i, other in enumerate(right) if tags_only or same_data(value.kind, value.data, other.data)), None)
            if twin is None:
                yield "-", value
            else:
                del right[twin]
        for value in right:
            yield "+", value
    for run in sorted(before.graphs ^ after.graphs):
        yield ("-" if run in before.graphs else "+"), f"{run}: the graph"


def shown(sign, value):
    if isinstance(value, str):
        return f"{sign} {value}"
    data = value.data
    text = f"{data.tolist()}" if value.kind == "number" and data.size < 8 else f"{data}" if value.kind == "histogram" else value.kind
    return f"{sign} {value.run} step={value.step} tag={value.tag!r} plugin={value.plugin} {text}"


def compare(before, after, tags_only=False, limit=12):
    """{"equal", "before", "after", "lines"}; an empty original proves nothing and is not equal. tags_only leaves the values out."""
    found = list(differences(before, after, tags_only))
    lines = [shown(*one) for one in found[:limit]]
    if len(found) > limit:
        lines.append(f"and {len(found) - limit} more differences")
    if not before.values:
        lines.append("the original wrote nothing: an empty stream proves nothing")
    return {"equal": not found and bool(before.values), "before": len(before.values), "after": len(after.values), "lines": lines}


def rounded(number):
    """The shortest decimal that is the same float32."""
    if math.isnan(number) or math.isinf(number):
        return str(number)
    for digits in range(1, 10):
        short = float(f"{number:.{digits}g}")
        if np.float32(short) == np.float32(number):
            return int(short) if short == int(short) and abs(short) < 1e9 else short
    return number


def item_of(value):
    """One value as expect.json holds it: a scalar is a number, everything else an object."""
    if value.kind == "number":
        if value.plugin == "scalars" and value.data.shape == ():
            return rounded(float(value.data))
        return {"plugin": value.plugin, "numbers": np.vectorize(rounded, [object])(value.data.astype(np.float64)).tolist()}
    if value.kind == "histogram":
        return {"histogram": [rounded(float(x)) for x in value.data]}
    if value.kind == "run metadata":
        return {"run metadata": value.data[0]}
    if value.kind == "image" and value.data.size <= 64:
        return {"plugin": value.plugin, "pixels": value.data.tolist()}
    if value.kind == "bytes":
        if value.plugin == "text":
            return {"plugin": value.plugin, "text": [part.decode() for part in value.data]}
        return {"plugin": value.plugin, "sha256": [digest(part) for part in value.data]}
    raise ValueError(f"{value.tag}: expect.json holds no {value.kind} of this size")


def value_of(run, step, tag, item):
    if not isinstance(item, dict):
        return Value(run, step, tag, "scalars", "number", np.asarray(float(item), np.float32))
    if "run metadata" in item:
        return Value(run, step, tag, "graph_run_metadata", "run metadata", (item["run metadata"],))
    if "histogram" in item:
        return Value(run, step, tag, "histograms", "histogram", tuple(map(float, item["histogram"])))
    if "numbers" in item:
        return Value(run, step, tag, item["plugin"], "number", np.asarray(item["numbers"], np.float32))
    if "pixels" in item:
        return Value(run, step, tag, item["plugin"], "image", np.asarray(item["pixels"], np.int16))
    if "text" in item:
        return Value(run, step, tag, item["plugin"], "bytes", tuple(part.encode() for part in item["text"]))
    return Value(run, step, tag, item["plugin"], "bytes", tuple(map(Digest, item["sha256"])))


def to_json(stream):
    """{"runs": {run: {tag: [[step, value], …]}}, "graphs": the runs with a graph}"""
    runs = {}
    for value in stream.values:
        data = item_of(value)
        runs.setdefault(value.run, {}).setdefault(value.tag, []).append([value.step, data])
    for tags in runs.values():
        for rows in tags.values():
            rows.sort(key=lambda row: (row[0], json.dumps(row[1])))
    return {"runs": {run: dict(sorted(tags.items())) for run, tags in sorted(runs.items())}, "graphs": sorted(stream.graphs)}


def from_json(data):
    values = [value_of(run, step, tag, item) for run, tags in data["runs"].items() for tag, rows in tags.items() for step, item in rows]
    return Stream(values, set(data["graphs"]))


def serve():
    for line in sys.stdin:
        request = json.loads(line)
        try:
            if "dump" in request:
                answer = {"stream": to_json(read(request["dump"]))}
            else:
                answer = compare(read(request["before"]), read(request["after"]), request.get("tags_only", False))
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


def main():
    arguments = sys.argv[1:]
    if arguments == ["--serve"]:
        serve()
        return 0
    if len(arguments) != 2 or arguments[0] in ("-h", "--help"):
        print(__doc__)
        return 2
    try:
        if arguments[0] == "--dump":
            print(json.dumps(to_json(read(arguments[1])), indent=1))
            return 0
        before, after = map(read, arguments)
    except (OSError, ValueError) as error:
        print(f"streams: {error}", file=sys.stderr)
        return 2
    result = compare(before, after)
    print("\n".join(result["lines"] + [f"{'EQUAL' if result['equal'] else 'DIFFERENT'}: {result['before']} values before, {result['after']} after"]))
    return 0 if result["equal"] else 1 if before.values else 2


if __name__ == "__main__":
    sys.exit(main())
