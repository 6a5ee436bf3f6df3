#!/usr/bin/env python3
"""`summary-upgrade verify` and `--verify` on real TensorFlow: programs of corpus/, seeded wrong migrations, long and random programs.

usage: verify_test.py TOOL [TEST]...     skips when TensorFlow is missing (fails under SUMMARY_UPGRADE_REQUIRE_ORACLE=1)
verify_sweep.py does the same to all programs.
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

import oracle
import seeded
import verify_sweep

CORPUS = os.path.join(oracle.ROOT, "corpus")

TRAINING = """\
import sys
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 3])
w = tf.Variable(tf.random_normal([3, 1]))
loss = tf.reduce_mean(tf.square(tf.matmul(x, w) - 1))
train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
tf.summary.scalar('loss', loss)
merged = tf.summary.merge_all()
with tf.Session() as sess:
    writer = tf.summary.FileWriter(sys.argv[1])
    sess.run(tf.global_variables_initializer())
    for step in range(100000000):
        summary, _ = sess.run([merged, train], feed_dict={x: [[1, 2, step % 3]]})
        writer.add_summary(summary, step)
    writer.close()
"""

# The second scalar tells from the program's own text that it was migrated, so its run differs; the first does not.
TWO_COMPONENTS = """\
import sys
import tensorflow as tf

x = tf.placeholder(tf.float32, [])
good = tf.summary.scalar('good', x * 2)
bad = tf.summary.scalar('bad', x * open(__file__).read().count("v2.summary.scalar('bad'"))
with tf.Session() as sess:
    one = tf.summary.FileWriter(sys.argv[1] + '/one')
    two = tf.summary.FileWriter(sys.argv[1] + '/two')
    for step in range(3):
        one.add_summary(sess.run(good, {x: step}), step)
        two.add_summary(sess.run(bad, {x: step}), step)
    one.close()
    two.close()
"""


class VerifyTest(unittest.TestCase):
    def setUp(self):
        self.directory = os.path.realpath(tempfile.mkdtemp(prefix="summary-upgrade-verify-test-"))
        self.addCleanup(shutil.rmtree, self.directory)

    def write(self, name, text):
        with open(os.path.join(self.directory, name), "w") as file:
            file.write(text)

    def read(self, name):
        with open(os.path.join(self.directory, name)) as file:
            return file.read()

    def files(self):
        return sorted(os.path.join(folder, name) for folder, _, names in os.walk(self.directory) for name in names)

    def verify(self, *arguments, **options):
        return verify(*arguments, cwd=self.directory, **options)

    def test_program_of_two_files(self):
        shutil.copytree(os.path.join(CORPUS, "two_files"), os.path.join(self.directory, "program"))
        before = self.files()
        report = self.verify("program/train.py", "--", os.path.join(self.directory, "absent", "logs"))
        self.assertEqual((report["verdict"], report["values_proven"]), ("equal", 36))
        places = {tag["tag"]: tag["place"] for tag in report["tags"]}
        self.assertEqual(places["balance/interest"], "program/model.py:13")
        self.assertEqual(places["balance/mean_1"], "program/model.py:12", "v1 numbered the tag `mean`")
        self.assertEqual({tag["run"] for tag in report["tags"]}, {os.path.join(self.directory, "absent", "logs", "year")})
        self.assertEqual(self.files(), before)

    def test_on_both_generations(self):
        report = self.verify(os.path.join(CORPUS, "two_files", "train.py"), "--", "logs", after="tf2")
        self.assertEqual(report["verdict"], "equal")
        self.assertTrue(report["after"]["import_swapped"])
        self.assertFalse(report["before"][0]["import_swapped"])

    def test_seeded_wrong_migrations(self):
        for name in ("two_files", "never_closed"):
            with open(os.path.join(CORPUS, name, "expect.json")) as file:
                alarm, caught, missed = seeded.sweep(verify, os.path.join(CORPUS, name), json.load(file))
            self.assertIsNone(alarm)
            kinds = len(seeded.KINDS) + seeded.draws_histograms(os.path.join(CORPUS, name))
            self.assertEqual((caught, missed), (kinds, []))

    def test_long_training_is_stopped_on_both_sides(self):
        self.write("train.py", TRAINING)
        report = self.verify("--max-session-runs", "8", "train.py", "--", "logs")
        # One run initialises the variables.
        self.assertEqual((report["verdict"], report["values_proven"]), ("equal", 7))
        for side in report["before"] + [report["after"]]:
            self.assertEqual((side["session_runs"], side["stopped"]), (8, True))
        report = self.verify("--timeout", "6", "train.py", "--", "logs")
        self.assertEqual((report["verdict"], report["reason"].split("\n")[0]), ("nothing-proven", "the original did not end in time"))

    def test_random_ops_on_another_generation(self):
        self.write("train.py", TRAINING.replace("100000000", "4").replace("x = tf.p", "tf.set_random_seed(7)\nx = tf.p", 1))
        self.assertEqual(self.verify("train.py", "--", "logs", after="tf2")["verdict"], "equal")
        # TensorFlow's own seeds depend on how many ops the graph has, which differs between the generations, migrated or not.
        report = self.verify("--own-seeds", "train.py", "--", "logs", after="tf2")
        self.assertEqual(report["verdict"], "nothing-proven")
        self.assertIn("random ops", report["reason"])

    def test_directory_that_only_the_run_knows(self):
        # An absolute directory in a placeholder: no Python function sees it.
        shutil.copytree(os.path.join(CORPUS, "late_log_dir"), os.path.join(self.directory, "program"))
        outside = os.path.join(self.directory, "outside")
        main = [file for file in os.listdir(os.path.join(self.directory, "program")) if file.endswith(".py")][0]
        report = self.verify(os.path.join("program", main), "--", outside)
        self.assertEqual(report["verdict"], "equal")
        self.assertFalse(os.path.exists(outside))
        self.assertTrue(all(tag["run"].startswith(outside) for tag in report["tags"]), report["tags"])

    def migrate(self, *arguments):
        return subprocess.run([verify.tool, "--before-python", verify.pythons["tf1"], *arguments], cwd=self.directory, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, universal_newlines=True)

    def test_only_what_is_borne_out_is_written(self):
        self.write("train.py", TWO_COMPONENTS)
        done = self.migrate("--verify", "train.py", "train.py", "--", "logs")
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("not written, because its run differs", done.stderr)
        text = self.read("train.py")
        self.assertIn("compat.v2.summary.scalar('good'", text)
        self.assertIn("= tf.summary.scalar('bad'", text)
        self.assertEqual(os.listdir(self.directory), ["train.py"])

    def test_nothing_proven_writes_nothing(self):
        self.write("train.py", TRAINING.replace("range(100000000)", "range(0)"))
        before = self.read("train.py")
        done = self.migrate("--verify", "train.py", "--", "logs")
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn("nothing is proven", done.stderr)
        self.assertEqual(self.read("train.py"), before)

    def test_equal_is_written(self):
        self.write("train.py", TRAINING.replace("100000000", "3"))
        done = self.migrate("--verify=train.py", ".", "--", "logs")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("EQUAL: 3 values of 1 tag", done.stderr)
        self.assertIn("compat.v2.summary.scalar", self.read("train.py"))


if __name__ == "__main__":
    verify = verify_sweep.Verify(sys.argv.pop(1), oracle.find_environments())
    unittest.main()
