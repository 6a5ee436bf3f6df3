"""What the runtime wrote, as TensorBoard's own readers see it: the event accumulator and the data provider."""
import os
import tempfile
import unittest

import numpy as np
from tensorboard import context
from tensorboard.backend.event_processing import data_provider, event_accumulator, plugin_event_multiplexer
from tensorboard.compat.proto import event_pb2, summary_pb2
from tensorboard.data import provider
from tensorboard.data_compat import migrate_event
from tensorboard.util import tensor_util

import streams
import summary_v2

STEPS = 20


def write(directory):
    writer = summary_v2.create_file_writer(directory)
    with writer.as_default():
        for step in range(STEPS):
            summary_v2.scalar("loss", 1.0 / (1 + step), step=step, description="*d*")
            summary_v2.histogram("weights", np.arange(100.0) * step, step=step)
        summary_v2.image("picture", np.full((2, 4, 5, 3), 77, "uint8"), step=1)
        summary_v2.audio("sound", np.zeros((1, 100, 1), "float32"), 8000, step=1)
        summary_v2.text("words", ["a", "b"], step=1)
        summary_v2.write("tensor", [[1, 2]], step=1)
        summary_v2.graph(b"\x22\x03\x08\xaa\x13")
    writer.close()


class Readers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.directory = cls.temporary.name
        write(os.path.join(cls.directory, "run"))

    @classmethod
    def tearDownClass(cls):
        cls.temporary.cleanup()

    def test_accumulator(self):
        accumulator = event_accumulator.EventAccumulator(os.path.join(self.directory, "run"), {"tensors": 0})
        accumulator.Reload()
        self.assertEqual(
            sorted(accumulator.Tags()["tensors"]), ["loss", "picture", "sound", "tensor", "weights", "words"]
        )
        losses = [(e.step, tensor_util.make_ndarray(e.tensor_proto).item()) for e in accumulator.Tensors("loss")]
        self.assertEqual(losses, [(step, np.float32(1.0 / (1 + step))) for step in range(STEPS)])
        self.assertEqual(accumulator.SummaryMetadata("loss").summary_description, "*d*")
        self.assertTrue(accumulator.Tags()["graph"])

    def test_data_provider(self):
        multiplexer = plugin_event_multiplexer.EventMultiplexer()
        multiplexer.AddRunsFromDirectory(self.directory)
        multiplexer.Reload()
        source = data_provider.MultiplexerDataProvider(multiplexer, self.directory)
        ctx = context.RequestContext()
        scalars = source.list_scalars(ctx, experiment_id="", plugin_name="scalars")
        self.assertEqual(list(scalars["run"]), ["loss"])
        self.assertEqual(scalars["run"]["loss"].max_step, STEPS - 1)
        values = source.read_scalars(ctx, experiment_id="", plugin_name="scalars", downsample=1000)["run"]["loss"]
        self.assertEqual([(v.step, v.value) for v in values], [(s, np.float32(1.0 / (1 + s))) for s in range(STEPS)])
        self.assertEqual(
            list(source.list_tensors(ctx, experiment_id="", plugin_name="histograms")["run"]), ["weights"]
        )
        self.assertEqual(list(source.list_tensors(ctx, experiment_id="", plugin_name="text")["run"]), ["words"])
        for plugin, tag in (("images", "picture"), ("audio", "sound")):
            found = source.list_blob_sequences(ctx, experiment_id="", plugin_name=plugin)
            self.assertEqual(list(found["run"]), [tag])
            only = provider.RunTagFilter(runs=["run"], tags=[tag])
            read = source.read_blob_sequences(
                ctx, experiment_id="", plugin_name=plugin, run_tag_filter=only, downsample=10
            )
            blobs = [source.read_blob(ctx, blob_key=v.blob_key) for v in read["run"][tag][0].values]
            if plugin == "images":
                self.assertEqual(blobs[:2], [b"5", b"4"])
                self.assertTrue(all(blob.startswith(b"\x89PNG") for blob in blobs[2:]))
                self.assertEqual(len(blobs), 4)
            else:
                self.assertTrue(blobs[0].startswith(b"RIFF"))


class ImportToV2(unittest.TestCase):
    """import_event(to_v2=True) makes what TensorBoard's data_compat makes."""

    def migrated(self, event):
        with tempfile.TemporaryDirectory() as directory:
            writer = summary_v2.create_file_writer(directory)
            with writer.as_default():
                self.assertTrue(summary_v2.import_event(event, to_v2=True))
            writer.close()
            records = streams.records(streams.event_file(directory))
        self.assertEqual(len(records), 2)
        return event_pb2.Event.FromString(records[1])

    @staticmethod
    def readable(event):
        """Tensors as arrays: one array has several serialized forms."""
        values = []
        for value in event.summary.value:
            array = tensor_util.make_ndarray(value.tensor) if value.HasField("tensor") else None
            values.append(
                (value.tag, value.metadata.SerializeToString(deterministic=True), str(getattr(array, "dtype", None)))
                + (getattr(array, "shape", None), None if array is None else array.tolist())
            )
        return event.wall_time, event.step, values

    def test_values(self):
        Value, Summary = summary_pb2.Summary.Value, summary_pb2.Summary
        metadata = summary_pb2.SummaryMetadata(display_name="shown", summary_description="about")
        big = 1.7976931348623157e308
        values = [
            Value(tag="s", simple_value=1.5),
            Value(tag="zero", simple_value=0.0),
            Value(tag="m", simple_value=2.0, metadata=metadata),
            Value(tag="i", image=Summary.Image(height=3, width=4, encoded_image_string=b"png")),
            Value(tag="u", audio=Summary.Audio(sample_rate=8000, encoded_audio_string=b"wav")),
            Value(tag="t", tensor=tensor_util.make_tensor_proto(3.0), metadata=metadata),
        ]
        for limits, counts in (
            ([1.0, 2.0, 3.0], [4.0, 5.0, 6.0]),
            ([-big, 0.0, 1.0, 2.0, big], [0.0, 0.0, 3.0, 4.0, 0.0]),
            ([-1.0, big], [2.0, 7.0]),
            ([1.0, 2.0], [0.0, 0.0]),
            ([], []),
            ([5.0], [1.0]),
        ):
            histo = summary_pb2.HistogramProto(min=-0.5, max=2.5, num=9, bucket_limit=limits, bucket=counts)
            values.append(Value(tag="h%d" % len(values), histo=histo))
        events = [event_pb2.Event(wall_time=12.5, step=7, summary=Summary(value=[value])) for value in values]
        events.append(event_pb2.Event(wall_time=1.0, step=-3, summary=Summary(value=values)))
        for event in events:
            with self.subTest(event.summary.value[0].tag):
                wanted, got = migrate_event(event), self.migrated(event.SerializeToString())
                self.assertEqual(self.readable(wanted), self.readable(got))

    def test_no_v2_form(self):
        writer = summary_v2.create_file_writer(tempfile.mkdtemp(dir=tempfile.gettempdir()))
        with writer.as_default():
            log = event_pb2.Event(session_log=event_pb2.SessionLog(status=1))
            with self.assertRaises(summary_v2.errors.UnimplementedError):
                summary_v2.import_event(log, to_v2=True)
            self.assertTrue(summary_v2.import_event(log))


if __name__ == "__main__":
    unittest.main()
