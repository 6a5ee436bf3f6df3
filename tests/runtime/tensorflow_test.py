"""The same calls on TensorFlow 2.21 and on the runtime: equal records, byte for byte except the wall time, equal answers,
and exceptions of the same type.

Run in the TensorFlow 2 environment, with PYTHONPATH and SUMMARY_V2_LIBRARY set for summary_v2."""
import contextlib
import glob
import os
import re
import tempfile
import unittest
import warnings

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import numpy as np
import tensorflow as tf
from tensorflow.python.ops import summary_ops_v2

import streams
import summary_v2

tf.get_logger().setLevel("ERROR")
Value = tf.compat.v1.Summary.Value
nan, inf = float("nan"), float("inf")
rng = np.random.default_rng(7)


class TensorFlow:
    """tf.summary under the names of the package."""

    name_scope = staticmethod(tf.name_scope)
    import_event = staticmethod(lambda event: (summary_ops_v2.import_event(event), True)[1])

    def __getattr__(self, name):
        return getattr(tf.summary, name)


SIDES = (TensorFlow(), summary_v2)


def plain(answer):
    """TensorFlow answers with tensors."""
    answer = answer.numpy() if hasattr(answer, "numpy") else answer
    return bool(answer) if isinstance(answer, (bool, np.bool_)) else answer


def outcome(call, side):
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return plain(call(side))
    except UnicodeEncodeError:
        return "ValueError"  # it is one
    except Exception as error:
        return type(error).__name__


def without_time(record):
    """Everything but the wall time, which must be there and come first."""
    assert record[:1] == b"\x09", record
    return record[9:]


def normal(record):
    """The record without its time, in a form that equal contents share: TensorFlow writes the attributes of a node in no
    fixed order, and compresses noise with another release of zlib."""
    record = without_time(record)
    event = tf.compat.v1.Event.FromString(record)
    if event.graph_def:
        return tf.compat.v1.GraphDef.FromString(event.graph_def).SerializeToString(deterministic=True)
    for value in event.summary.value:
        if value.metadata.plugin_data.plugin_name == "images":
            strings = value.tensor.string_val
            images = [tf.image.decode_png(png).numpy() for png in strings[2:]]
            if sum(image.size for image in images) > 20000:
                del strings[2:]
                return event.SerializeToString(), [(image.shape, image.tobytes()) for image in images]
    return record


def run(call, side, **writer_options):
    """(what the call returned or raised, the records of its file without their times)"""
    with tempfile.TemporaryDirectory() as directory:
        writer = side.create_file_writer(directory, **writer_options)
        with writer.as_default():
            answer = outcome(call, side)
        writer.close()
        return answer, [normal(r) for r in streams.records(streams.event_file(directory))]


def each(values, form):
    """One call a value."""
    return [(repr(value)[:60], lambda s, value=value: form(s, value)) for value in values]


SCALARS = each(
    [0, 1, -1, 1.5, 0.1, -0.0, 1e-45, 2**24 + 1, 2**31, 2**40 + 1, 2**62 + 1, 2**63 - 1, 2**63, 2**64, 2**70, -(2**63)]
    + [1e38, 3.4028235e38, 3.4028236e38, 1e39, 1e40, -1e39, nan, inf, -inf, True, False, None, "3", b"3", [1.0], [[1]]]
    + [np.float64(1e300), np.float64(0.1), np.float32(0.1), np.float16(0.1), np.int8(-3), np.uint8(200), np.bool_(True)]
    + [np.int64(2**62 + 1), np.uint64(2**63 + 2**39 + 1), np.uint64(3), np.array(2.5), np.array([1.0]), np.zeros((0,))]
    + [np.float64(1e-40), np.float64(-1e-40), np.float32(1e-40), np.float64(1e-38)]
    + [tf.constant(2.5), tf.constant(7, tf.int64), tf.Variable(3.0), tf.constant(1.5, tf.bfloat16), 1j, object(), {}],
    lambda s, v: s.scalar("a", v, step=1),
)
STEPS = each(
    [None, 0, 1, -1, 127, 128, 2**40, 2**63 - 1, -(2**63), 2**63, -(2**63) - 1, True, 1.0, "7", b"7", nan, [1], (1,)]
    + [[1, 2], [1.0], np.int32(5), np.float32(5.7), np.float64(-5.7), np.uint8(9), np.uint64(2**63), np.array([6])]
    + [np.array([6, 7]), np.array([[6]]), np.bool_(True), tf.constant(1), tf.constant(1, tf.int64), tf.constant(1.0)]
    + [tf.Variable(4, dtype=tf.int64), tf.Variable(4)],
    lambda s, v: s.scalar("a", 1.0, step=v),
)
TAGS = each(
    ["a", "", None, "a b/ü%", "/x/", "a\0b", "t" * 300, b"x", 1, "\ud800"],
    lambda s, v: [s.scalar(v, 1.0, step=1), s.histogram(v, [1.0], step=1), s.text(v, "x", step=1)][0],
) + each(["a", "", None, "ü", b"x", 1, "\ud800", tf.constant("t")], lambda s, v: s.write(v, 1.0, step=1))
SMALL = [np.array([0, 1, 3]), np.array(0), np.zeros((2, 0, 3)), np.arange(6).reshape(2, 3).T]
TENSORS = each(
    [a.astype(d) for a in SMALL for d in ("bool float16 float32 float64 int8 int16 int32 int64").split()]
    + [a.astype(d) for a in SMALL for d in ("uint8 uint16 uint32 uint64 complex64 complex128").split()]
    + [np.arange(3, dtype=">i4"), np.arange(10)[::2], np.array(["a", "ü"]), np.array([b"x", b"\xff"], object)]
    + [np.array([b"ab", b"c"]), np.array(["2020"], "M8"), np.array([None]), np.zeros(3, np.longdouble)]
    + [tf.constant([1.0, 2.0], tf.bfloat16), tf.constant(["x", "yz"]), tf.zeros([2, 2]), tf.Variable([1, 2])]
    + [1, 2**31, 2**63, 1.5, 1e40, True, "ü", b"\xff", 1j, None, object(), [], [[]], [[], []], [1, 2], [2**31, 1]]
    + [[1, 2.5], [[1, 2], [3, 4]], [[1, 2], [3]], [[1], 2], [1, [2]], [1, "a"], ["a", b"b"], [True, False]]
    + [(1, 2), range(3), [1e40], [2**64], [np.float64(1)], [np.float32(1), np.float32(2)], [None], [object()]]
    + [[np.zeros(2), np.ones(2)], [np.zeros(2), np.ones(3)], [tf.constant(1.0), tf.constant(2.0)], {1: 2}]
    + [[np.ones(2, d)] for d in "bool uint8 int64 uint64 float16 float32 float64 complex64".split()]
    + [[np.uint8(1), 2], [np.float16(1), 2.5], [np.float32(1), np.float64(2)], [1.5, np.float64(1)], [1, np.float64(1)]]
    + [[np.array(["a"])], [np.str_("a")], [tf.constant(1, tf.uint8)]]
    + [[tf.constant(1.0), 2], [True, 1], [1, True], [True, 1.5], [1.5, True], [1, 1j], [1j, 1], [np.array(1), 2]]
    + [bytearray(b"ab"), memoryview(b"ab"), [np.uint64(2**63)], [np.int64(2**40)]]
    + [np.float64(1.5), np.float32(2), np.int64(3), np.bool_(True), np.str_("x")],
    lambda s, v: s.write("w", v, step=1),
)
WRITES = [
    ("callable", lambda s: s.write("w", lambda: 2.0, step=1)),
    ("metadata", lambda s: s.write("w", 2.0, step=1, metadata=b"\n\x03\n\x01x")),
    ("metadata str", lambda s: s.write("w", 2.0, step=1, metadata="")),
    ("metadata int", lambda s: s.write("w", 2.0, step=1, metadata=1)),
    ("metadata proto", lambda s: s.write("w", 2.0, 1, tf.compat.v1.SummaryMetadata(display_name="d", data_class=1))),
    ("order of arguments", lambda s: s.write("w", 2.0, 5, None, "name")),
]
HISTOGRAMS = each(
    [[], [1.0], [1.0, 1.0], [-0.0, -0.0], [1.0, 2.0, 3.0], [5], [1, 2, 3], [True, False], 3.5, [[1, 2], [3, 4]], "a", None]
    + [[nan], [1, nan, 2], [1, inf, 2], [-inf, 1.0], [inf], [-inf, inf], [nan, inf], [1e38, -1e38], [1j, 2], [0.1] * 7]
    + [np.array([1e308, -1e308]), np.array([1e-320, 0]), np.array([1e-40, 0, 1], "f"), np.array([3e-308, 2.5e-308, 1e-308]), np.array([1.0, np.nextafter(1, 2)]), np.array([1e16, 1e16 + 2])]
    + [rng.normal(size=size).astype(t) for size in (2, 31, 1000) for t in ("float16", "float32", "float64")]
    + [rng.uniform(-1e-3, 1e5, 997), rng.integers(-100, 100, 500), rng.integers(0, 255, 99).astype("uint8")]
    + [np.arange(31.0), np.arange(61) / 3.0, tf.constant([1.0, 4.0], tf.bfloat16), np.zeros((0, 3))],
    lambda s, v: s.histogram("h", v, step=1),
) + each(
    [None, 0, 1, 2, 3, 7, 64, 1000, -1, 1.5, [2], "a", np.int32(3), np.int64(3), 2**31, True],
    lambda s, v: [s.histogram("h", d, step=1, buckets=v) for d in ([], [1.0], np.arange(50) * 0.7)][-1],
)


def noise(*shape):
    return rng.uniform(-0.2, 1.3, shape)


def smooth(height, width, channels):
    y, x = np.mgrid[0:height, 0:width]
    return np.stack([(x * 3 + y * (c + 1)) % 256 for c in range(channels)], -1)[None].astype("uint8")


IMAGES = each(
    [noise(2, 3, 4, c).astype(t) for c in (1, 2, 3, 4) for t in ("float16", "float32", "float64")]
    + [rng.integers(0, 256, (1, h, w, c)).astype("uint8") for h, w, c in [(1, 1, 1), (1, 9, 3), (9, 1, 4), (5, 7, 2)]]
    + [rng.integers(0, 256, (1, h, w, 3)).astype("uint8") for h, w in [(64, 64), (100, 180)]]
    + [smooth(h, w, c) for h, w, c in [(16, 16, 1), (40, 60, 3), (3, 500, 4), (200, 300, 3), (85, 64, 3), (2, 127, 1)]]
    + [np.zeros((1, h, w, 3), "uint8") for h, w in [(2, 2), (70, 70), (300, 300)]]
    + [np.linspace(-200, 300, 48).reshape(1, 4, 4, 3).astype(t) for t in ("int16", "int32", "int64")]
    + [np.linspace(-128, 127, 48).reshape(1, 4, 4, 3).astype("int8"), np.full((1, 1, 1, 1), 2**31 - 1, "int32")]
    + [np.linspace(0, 65535, 48).reshape(1, 4, 4, 3).astype("uint16"), np.full((1, 1, 1, 1), 2**62, "int64")]
    + [np.full((1, 1, 1, 1), -(2**31), "int32")]
    + [np.array([inf, -inf, 1e30, -1e30]).reshape(1, 2, 2, 1), np.array([0.0, 0.5, 1, 0.9999]).reshape(1, 2, 2, 1)]
    + [np.zeros((2, 2, 3)), np.zeros((1, 2, 2, 5)), np.zeros((1, 2, 2, 0)), np.zeros((0, 2, 2, 1)), "a", None]
    + [np.zeros((1, 2, 2, 1), bool), np.zeros((1, 2, 2, 1), complex), [[[[0.5], [1.0]]]], [[[[1], [2]]]]]
    + [[smooth(2, 3, 3)[0], smooth(2, 3, 3)[0]], tf.zeros([1, 2, 2, 3], tf.bfloat16) + 0.3],
    lambda s, v: s.image("i", v, step=1),
) + each([0, 1, 2, 5, -1, 1.5, "a"], lambda s, v: s.image("i", noise(4, 2, 2, 1) * 0 + 0.4, step=1, max_outputs=v))
CLIP = rng.uniform(-1.2, 1.2, (4, 9, 2)).astype("float32")
AUDIOS = each(
    [CLIP, CLIP[:1, :, :1], CLIP[:, :0], CLIP[:0], CLIP[0], CLIP.astype("float64"), CLIP.astype("int16"), CLIP[:, :, :0]]
    + [np.array([1, -1, 0.99999, 32767 / 32768, 0.5 / 32768, 1.5 / 32768, -0.5 / 32768], "f").reshape(1, 7, 1)]
    + [np.array([inf, -inf], "f").reshape(1, 2, 1), np.zeros((1, 1, 70000), "f"), "a", None],
    lambda s, v: s.audio("a", v, 8000, step=1),
) + each([1, 44100, 0, -5, 8000.0, 2**31 - 1, 2**31, "a", np.int32(5)], lambda s, v: s.audio("a", CLIP, v, step=1))
AUDIOS += each([0, 1, 9, -1], lambda s, v: s.audio("a", CLIP, 8000, step=1, max_outputs=v))
AUDIOS += each([None, "wav", "mp3"], lambda s, v: s.audio("a", CLIP, 8000, step=1, encoding=v))
TEXTS = each(
    ["x", "", "ü", b"\xff", ["a", ""], [["a", "b"], ["c", "d"]], np.array(["a", "ü"]), [], 1, 1.5, [1], None]
    + [tf.constant(["q"]), tf.constant([], tf.string), "l" * 5000],
    lambda s, v: s.text("t", v, step=1),
)
DESCRIPTIONS = each(
    [None, "", "*d* ü", b"q", 3],
    lambda s, v: [
        s.scalar("a", 1.0, step=1, description=v),
        s.histogram("h", [1.0, 2.0], step=1, description=v),
        s.image("i", np.zeros((1, 1, 1, 1)), step=1, description=v),
        s.audio("u", CLIP, 8000, step=1, description=v),
        s.text("t", "x", step=1, description=v),
    ][0],
)
SUMMARY = tf.compat.v1.Summary(value=[Value(tag="x", simple_value=1.0), Value(tag="y", simple_value=2.0)])
EVENT = tf.compat.v1.Event(wall_time=5.0, step=9, summary=SUMMARY)


def a_graph():
    graph = tf.Graph()
    with graph.as_default():
        tf.constant(1, name="c")
    return graph


PROTOS = each(
    [SUMMARY.SerializeToString(), b"", [b"", SUMMARY.SerializeToString(), SUMMARY.SerializeToString()], b"\xff\xff", "x", 1]
    + [None, b"\x0a\x05abc", b"\x0a\x03\x0a\x01", b"\x0a\x04\x22\x02\x08\x80"],
    lambda s, v: s.experimental.write_raw_pb(v, step=3),
) + [
    ("raw without step", lambda s: s.experimental.write_raw_pb(b"")),
    ("event", lambda s: s.import_event(EVENT.SerializeToString())),
    ("bad event", lambda s: s.import_event(b"\xff\xff")),
    ("event not recorded", lambda s: within(s.record_if(False), lambda: s.import_event(EVENT.SerializeToString()))),
    ("graph", lambda s: s.graph(a_graph())),
    ("graph def", lambda s: s.graph(a_graph().as_graph_def())),
    ("no graph", lambda s: s.graph(3)),
]


def within(context, call):
    with context:
        return call()


def scoped(*names):
    def call(s):
        with contextlib.ExitStack() as stack:
            for name in names:
                stack.enter_context(s.name_scope(name))
            s.scalar("a", 1.0, step=1)
            s.write("w", 1.0, step=1)
            with s.experimental.summary_scope("q r", "dd") as (tag, scope):
                s.scalar("in", 1.0, step=1)
            return tag, scope

    return call


def steps(s):
    s.experimental.set_step(4)
    try:
        s.scalar("a", 1.0)
        s.scalar("b", 1.0, step=6)
        writer = s.create_file_writer(tempfile.mkdtemp())
        with writer.as_default(step=7):
            seven = s.experimental.get_step()
        s.experimental.set_step(tf.Variable(11, dtype=tf.int64))
        s.text("t", "x")
        return seven, int(s.experimental.get_step())
    finally:
        s.experimental.set_step(None)


def nested_conditions(s):
    answers = []
    with s.record_if(False):
        answers.append(plain(s.scalar("off", 1.0, step=1)))
        with s.record_if(lambda: True):
            answers.append(plain(s.scalar("on", 1.0, step=1)))
        answers.append(plain(s.should_record_summaries()))
    answers.append(plain(s.scalar("on again", 1.0, step=1)))
    return answers


CONTEXT = (
    each([(), ("x",), ("x", "y/"), ("x", "y"), ("x", "/"), ("x", ""), ("a b", "c"), ("x/y", "z")], lambda s, v: scoped(*v)(s))
    + each(
        [None, True, False, 0, 1, "", "a", [], 1.0, np.bool_(True), np.bool_(False), tf.constant(True)]
        + [lambda: True, lambda: False, lambda: None, lambda: 1, lambda: np.bool_(False), lambda: tf.constant(True)],
        lambda s, v: within(s.record_if(v), lambda: [plain(s.should_record_summaries()), plain(s.scalar("a", 1.0, step=1))]),
    )
    + [
        ("steps", steps),
        ("conditions", nested_conditions),
        ("no step", lambda s: s.scalar("a", 1.0)),
        ("no step, not recorded", lambda s: within(s.record_if(False), lambda: s.scalar("a", 1.0))),
        ("bad value, not recorded", lambda s: within(s.record_if(False), lambda: s.scalar("a", [1.0], step=1))),
        ("bad image, not recorded", lambda s: within(s.record_if(False), lambda: s.image("a", 3, step=1))),
        ("graph, not recorded", lambda s: within(s.record_if(False), lambda: s.graph(a_graph()))),
        ("raw, not recorded, no step", lambda s: within(s.record_if(False), lambda: s.experimental.write_raw_pb(b""))),
        ("flush of something", lambda s: s.flush(3)),
    ]
)



class SameCalls(unittest.TestCase):
    maxDiff = 2000

    def compare(self, calls):
        for name, call in calls:
            with self.subTest(name):
                wanted, got = run(call, SIDES[0]), run(call, SIDES[1])
                self.assertEqual(wanted, got)

    def test_tables(self):
        count = 0
        for name, table in sorted(globals().items()):
            if name.isupper() and isinstance(table, list) and table and isinstance(table[0], tuple):
                with self.subTest(name):
                    self.compare(table)
                    count += len(table)
        self.assertGreater(count, 300)


class Lifecycle(unittest.TestCase):
    def both(self, call):
        wanted, got = (outcome(call, side) for side in SIDES)
        self.assertEqual(wanted, got)
        return got

    def test_without_a_writer(self):
        for call in (
            lambda s: s.scalar("a", 1.0),
            lambda s: s.scalar("a", 1.0, step="x"),
            lambda s: s.scalar("a", [1.0]),
            lambda s: s.image("a", 3),
            lambda s: s.write("a", None),
            lambda s: s.experimental.write_raw_pb(b"\xff"),
            lambda s: s.graph(a_graph()),
            lambda s: s.should_record_summaries(),
            lambda s: s.flush(),
            lambda s: s.experimental.get_step(),
        ):
            self.both(call)

    def test_writers(self):
        with tempfile.TemporaryDirectory() as directory:
            file = os.path.join(directory, "file")
            open(file, "w").close()
            for index, arguments in enumerate(
                (
                    dict(logdir=None),
                    dict(logdir=3),
                    dict(logdir=file),
                    dict(logdir=file + "/x"),
                    dict(logdir="/proc/nope/x"),
                    dict(logdir=directory, max_queue="a"),
                    dict(logdir=directory, max_queue=1.5),
                    dict(logdir=directory, flush_millis="a"),
                )
            ):
                with self.subTest(index):
                    self.assertIsInstance(self.both(lambda s: s.create_file_writer(**arguments)), str)

    def test_closed(self):
        with tempfile.TemporaryDirectory() as directory:
            for number, side in enumerate(SIDES):
                writer = side.create_file_writer(directory)
                answers = []
                with writer.as_default():
                    writer.close()
                    calls = (
                        lambda s: s.scalar("a", 1.0, step=1),
                        lambda s: s.scalar("a", 1, step=1),
                        lambda s: s.graph(a_graph()),
                        lambda s: s.flush(),
                        lambda s: writer.flush(),
                        lambda s: writer.close(),
                        lambda s: writer.init(),
                        lambda s: writer.as_default(),
                        lambda s: writer.set_as_default(),
                    )
                    answers.append([outcome(call, side) for call in calls])
                if number == 0:
                    wanted = answers
            self.assertEqual(wanted, answers)

    def test_noop(self):
        for side in SIDES:
            with tempfile.TemporaryDirectory() as directory:
                writer = side.create_file_writer(directory)
                with writer.as_default(), side.create_noop_writer().as_default() as inner:
                    self.assertIsNone(inner)
                    self.assertTrue(plain(side.scalar("a", 1.0, step=1)))
                with side.create_noop_writer().as_default():
                    self.assertFalse(plain(side.scalar("a", 1.0, step=1)))

    def test_file_names(self):
        shapes = []
        for side in SIDES:
            for suffix in (None, "", ".own", "x"):
                with tempfile.TemporaryDirectory() as directory:
                    side.create_file_writer(os.path.join(directory, "a", "b"), filename_suffix=suffix)
                    (path,) = glob.glob(os.path.join(directory, "a", "b", "*"))
                    name = os.path.basename(path)
                    # The time and the number of the writer differ.
                    shapes.append(re.sub(r"\.tfevents\.\d{10}\.(.*)\.\d+(?=\.[^.]*$)", r".tfevents.T.\1.N", name))
        self.assertEqual(shapes[:4], shapes[4:])
        self.assertIn(".%d." % os.getpid(), shapes[0])

    def test_the_file_is_there_at_once(self):
        for side in SIDES:
            with tempfile.TemporaryDirectory() as directory:
                writer = side.create_file_writer(directory)
                (version,) = streams.records(streams.event_file(directory))
                self.assertEqual(tf.compat.v1.Event.FromString(version).file_version, "brain.Event:2")
                del writer

    def test_errors_have_tensorflows_codes(self):
        for name in dir(summary_v2.errors):
            theirs = getattr(tf.errors, name, None)
            ours = getattr(summary_v2.errors, name)
            if isinstance(ours, type) and name != "OpError":
                self.assertEqual(theirs(None, None, "m").error_code, ours("m").error_code, name)
                self.assertTrue(issubclass(ours, summary_v2.errors.OpError))


if __name__ == "__main__":
    unittest.main()
