"""Writers that are migrated mention the places of the project that read event files."""
import json

from command import SIMPLE, CommandTest

ITERATOR = """import tensorflow as tf
for event in tf.train.summary_iterator('log'):
    for value in event.summary.value:
        print(value.simple_value)
"""
ASKS = ITERATOR.replace("print(value.simple_value)", "print(value.WhichOneof('value'))")
ACCUMULATOR = """from tensorboard.backend.event_processing import event_accumulator
events = event_accumulator.EventAccumulator('log')
events.Reload()
print(events.Scalars('loss'))
"""


class Readers(CommandTest):
    def mentioned(self, *arguments):
        """(file and line, what is said of it) of each reader, by writer."""
        result = {}
        for finding in json.loads(self.tool("--check", "--output-format=json", *arguments).stdout):
            if finding["code"] == "SU603":
                self.assertEqual(finding["severity"], "notice")
                result[finding["path"]] = [("%s:%d" % (place["path"], place["range"]["start"]["line"]), place["label"]) for place in finding["related"]]
        return result

    def test_each_kind_and_what_becomes_of_it(self):
        self.write("train.py", SIMPLE)
        self.assertEqual(self.mentioned("."), {})
        self.write("show.py", ITERATOR)
        self.write("asks.py", ASKS)
        self.write("plot.py", ACCUMULATOR)
        self.write("bars.py", ACCUMULATOR.replace("Scalars", "Histograms"))
        self.write("late.py", ACCUMULATOR.replace("from tensorboard", "from tensorflow.tensorboard"))
        self.write("tags.py", ACCUMULATOR.replace("Scalars('loss')", "Tags()['scalars']"))
        self.write("own.py", ITERATOR.replace("import", "# summary-upgrade: ignore-file[SU601]\nimport", 1))
        self.assertEqual(self.mentioned("."), {"./train.py": [
            ("./asks.py:2", "reads events with `summary_iterator`: it must read both forms (SU601), and stays as it is"),
            ("./bars.py:4", "reads events with `Histograms`: it must read both forms (SU602)"),
            ("./late.py:4", "reads events with `Scalars`: it must read both forms (SU602), and stays as it is"),
            ("./own.py:3", "reads events with `summary_iterator`: it must read both forms (SU601), and stays as it is"),
            ("./plot.py:4", "reads events with `Scalars`: it is made to find both forms (SU602)"),
            ("./show.py:2", "reads events with `summary_iterator`: it is made to read both forms (SU601)"),
            ("./tags.py:4", "reads events with `Tags`: it is made to find both forms (SU602)")]})
        # In the same run: the one is rewritten, the other is left and said.
        said = self.tool(".").stdout
        self.assertIn("tf.make_ndarray(value.tensor)", self.read("show.py").decode())
        self.assertIn("events = reading_both(event_accumulator.EventAccumulator('log'))", self.read("plot.py").decode())
        self.assertNotIn("reading_both", self.read("bars.py").decode())
        self.assertIn("SU603 [notice] this project reads event files", said)
        self.assertIn("reads events with `Scalars`", said)

    def test_what_keeps_it_quiet(self):
        self.write("show.py", ITERATOR)
        self.write("train.py", SIMPLE)
        self.assertEqual(list(self.mentioned(".")), ["./train.py"])
        # Bridged, it writes what TensorFlow 1 wrote; left alone, too.
        self.assertEqual(self.mentioned(".", "--strategy=bridge"), {})
        self.assertEqual(self.mentioned(".", "--ignore=SU101"), {})
        self.assertEqual(self.mentioned(".", "--ignore=SU603"), {})
        self.write("train.py", "# summary-upgrade: ignore-file[SU603]\n" + SIMPLE)
        self.assertEqual(self.mentioned("."), {})

    def test_pytorch_beside_tensorflow(self):
        self.write("plot.py", "import torch\n" + ACCUMULATOR)
        self.assertEqual(self.tool("--check", ".", exit_code=0).stdout, "")
        # A file that has nothing to do with it by its imports may write what it reads.
        self.write("train.py", SIMPLE)
        self.assertEqual(self.mentioned("."), {"./train.py": [("./plot.py:5", "reads events with `Scalars`: it is made to find both forms (SU602)")]})

    def test_images_of_the_host_keep_the_form_that_readers_know(self):
        self.write("log.py", "import tensorflow as tf\nwriter = tf.summary.FileWriter('log')\nimage = tf.Summary.Image(encoded_image_string=open('x.png', 'rb').read())\n"
                             "writer.add_summary(tf.Summary(value=[tf.Summary.Value(tag='x', image=image)]), 0)\nwriter.close()\n")
        self.assertIn("+    write_image('x', ", self.tool("--diff", ".").stdout)
        self.write("show.py", ACCUMULATOR.replace("Scalars('loss')", "Images('x')"))
        self.assertIn("+    tf.summary.experimental.write_raw_pb(", self.tool("--diff", ".").stdout)

    def test_in_sarif(self):
        self.write("show.py", ITERATOR)
        self.write("train.py", SIMPLE)
        results = json.loads(self.tool("--check", "--output-format=sarif", ".").stdout)["runs"][0]["results"]
        related = [result["relatedLocations"] for result in results if result["ruleId"] == "SU603"]
        self.assertEqual([place["message"]["text"] for places in related for place in places],
                         ["reads events with `summary_iterator`: it is made to read both forms (SU601)"])
