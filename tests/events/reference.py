"""The definition of equal streams, written as plainly as it can be over TensorBoard, numpy and Pillow: what `events diff` is held to."""
import glob
import io
import os
import re
import struct

import numpy as np
from PIL import Image
from tensorboard import data_compat
from tensorboard.compat.proto import event_pb2
from tensorboard.util import tensor_util


# An event of its own kind in TensorFlow 1. It holds timings: not compared.
RUN_METADATA = "graph_run_metadata"


def records(path):
    with open(path, "rb") as file:
        data = file.read()
    at = 0
    while at + 12 <= len(data):
        (size,) = struct.unpack_from("<Q", data, at)
        if at + size + 16 > len(data):
            return
        yield data[at + 12:at + 12 + size]
        at += size + 16


def pixels(encoded):
    return np.asarray(Image.open(io.BytesIO(encoded))).astype(int)


def comparable(value, plugin):
    if value.WhichOneof("value") != "tensor":
        return "raw", value.SerializeToString()
    array = tensor_util.make_ndarray(value.tensor)
    if array.dtype != object:
        return "numbers", np.asarray(array.real, np.float32)
    parts = [x if isinstance(x, bytes) else str(x).encode() for x in array.reshape(-1).tolist()]
    if plugin == "images":
        return "image", [*parts[:2], *map(pixels, parts[2:])]
    return "bytes", parts


def folded(tag, plugin, kind, value):
    if plugin in ("images", "audio") and kind in ("image", "bytes"):
        match = re.fullmatch(r"(.*)/(?:image|audio)(?:/(\d+))?", tag)
        name, first = (match[1], int(match[2] or 0)) if match else (tag, 0)
        parts = value[2:] if kind == "image" else value[::2]
        return [(f"{name}#{first + i}", kind, [part]) for i, part in enumerate(parts)]
    if plugin == "histograms" and kind == "numbers" and value.size:
        return [(tag, "histogram", value)]
    if plugin == RUN_METADATA and kind == "bytes":
        return [(tag, kind, [any(value)])]
    return [(tag, kind, value)]


def stream(directory, documented):
    out = {}
    for path in sorted(glob.glob(os.path.join(directory, "**", "*tfevents*"), recursive=True)):
        run, plugins = os.path.relpath(os.path.dirname(path), directory), {}
        for payload in records(path):
            event = data_compat.migrate_event(event_pb2.Event.FromString(payload))
            if documented and event.WhichOneof("what") == "tagged_run_metadata":
                item = event.step, event.tagged_run_metadata.tag, RUN_METADATA
                out.setdefault(run, []).append((item, "bytes", [bool(event.tagged_run_metadata.run_metadata)]))
            for value in event.summary.value:
                plugin = value.metadata.plugin_data.plugin_name or plugins.get(value.tag, "")
                plugins[value.tag] = plugin
                kind, content = comparable(value, plugin)
                items = folded(value.tag, plugin, kind, content) if documented else [(value.tag, kind, content)]
                for tag, kind, content in items:
                    out.setdefault(run, []).append(((event.step, tag, plugin), kind, content))
    return out


def within(x, y, rtol, extent=0.0):
    return abs(x - y) <= 1e-7 + max(rtol, 2.5e-7) * max(abs(x), abs(y)) + 1e-9 * extent


def same_histogram(a, b, rtol):
    """Whether one set of data can have both: at no place has one more below it than the other can have."""
    a, b = np.asarray(a, float), np.asarray(b, float)
    if a.shape == b.shape and np.allclose(np.float32(a), np.float32(b), rtol=rtol, atol=1e-7, equal_nan=True):
        return True
    around = [len(rows) == 1 and rows[0][2] and within(rows[0][1] - rows[0][0], 1, 1e-6) for rows in (a, b)]
    a, b = (rows[rows[:, 2] != 0] for rows in (a, b))
    if not np.isclose(np.float32(a[:, 2].sum()), np.float32(b[:, 2].sum()), rtol=rtol, atol=1e-7):
        return False
    if not len(a) or not len(b):
        return len(a) == len(b)
    for rows in (a, b):
        if not np.isfinite(rows).all() or (rows[:, 2] < 0).any() or (rows[:, 0] > rows[:, 1]).any() or (np.diff(rows[:, 0]) < 0).any():
            return False
    for one, other, is_around in ((a, b, around[0]), (b, a, around[1])):
        if is_around and other[0][0] == other[-1][1]:
            one[0][:2] = one[0][:2].mean()
            break
    extent = max(a[-1][1] - a[0][0], b[-1][1] - b[0][0])
    if not within(a[0][0], b[0][0], rtol, extent) or not within(a[-1][1], b[-1][1], rtol, extent):
        return False
    total, slack = a[:, 2].sum(), lambda edge: 1e-7 + max(rtol, 2.5e-7) * abs(edge) + 1e-9 * extent
    for one, other in ((a, b), (b, a)):
        for edge in one[:, 1]:
            must = one[one[:, 1] <= edge, 2].sum()
            may = sum(count for left, _, count in other if left <= edge + slack(edge) + slack(left))
            if must > may + 1e-6 + max(rtol, 1e-6) * total:
                return False
    return True


def same(a, b, rtol):
    if isinstance(a, (bytes, bool)) or isinstance(b, (bytes, bool)):
        return a == b
    if isinstance(a, list):
        return len(a) == len(b) and all(same(x, y, rtol) for x, y in zip(a, b))
    if a.dtype == int:  # pixels
        return a.shape == b.shape and np.abs(a - b).max(initial=0) <= 1
    return a.shape == b.shape and np.allclose(a, b, rtol=rtol, atol=1e-7, equal_nan=True)


def compare(before, after, rtol=1e-5, tags_only=False, documented=False):
    """(values before, values after, values without a partner)"""
    left, right = stream(before, documented), stream(after, documented)
    alone = 0
    for run in set(left) | set(right):
        rest = list(right.get(run, []))
        for key, kind, value in left.get(run, []):
            for at, (other, other_kind, content) in enumerate(rest):
                if other == key and (tags_only or (kind == other_kind and (same_histogram if kind == "histogram" else same)(value, content, rtol))):
                    del rest[at]
                    break
            else:
                alone += 1
        alone += len(rest)
    return sum(map(len, left.values())), sum(map(len, right.values())), alone
