"""Write, --diff, --check, standard input, formats and streams."""
import json
import os
import subprocess

from command import ESCAPES, MODEL, SIMPLE, TRAIN, CommandTest

PLACES = [("SU101", 6), ("SU111", 7), ("SU201", 9), ("SU202", 12), ("SU205", 13)]


class Modes(CommandTest):
    def migrated(self, name, text):
        """What the tool makes of the text, read from standard input."""
        return self.tool("-q", "--stdin-filename", name, "-", input=text).stdout

    def test_write_in_place(self):
        self.write("train.py", SIMPLE)
        os.chmod(self.path("train.py"), 0o750)
        run = self.tool("train.py", exit_code=0)
        self.assertIn("rewrote train.py\n", run.stdout)
        self.assertEqual(run.stderr, "1 file: 5 uses migrated\n")
        text = self.read("train.py").decode()
        self.assertNotIn("add_summary", text)
        self.assertIn("tf.compat.v2.summary.create_file_writer(sys.argv[1])", text)
        self.assertEqual(list(self.files()), ["train.py"])
        self.assertEqual(os.stat(self.path("train.py")).st_mode & 0o777, 0o750)

    def test_second_run_changes_nothing(self):
        self.write("train.py", SIMPLE)
        self.tool("train.py", exit_code=0)
        before = self.files()
        run = self.tool("train.py", exit_code=0)
        self.assertEqual((run.stdout, run.stderr), ("", "1 file: 0 uses migrated\n"))
        self.assertUntouched(before)
        self.tool("--check", "train.py", exit_code=0)
        self.assertEqual(self.tool("--diff", "train.py", exit_code=0).stdout, "")

    def test_standard_input(self):
        run = self.tool("-", input=SIMPLE, exit_code=0)
        self.assertEqual(run.stderr, "1 file: 5 uses migrated\n")
        self.write("train.py", SIMPLE)
        self.tool("train.py")
        self.assertEqual(run.stdout, self.read("train.py").decode())
        self.assertEqual(self.migrated("train.py", run.stdout), run.stdout)

    def test_standard_input_that_needs_nothing_is_printed(self):
        for text in ("", "x = 1", "import tensorflow as tf\r\nprint(tf)\r\n"):
            self.assertEqual(self.tool("-", input=text, exit_code=0).stdout, text)

    def test_standard_input_declined(self):
        run = self.tool("--stdin-filename", "buffer.py", "--output-format", "concise", "-", input=ESCAPES, exit_code=1)
        self.assertEqual(run.stdout, ESCAPES)
        self.assertRegex(run.stderr, r"\Abuffer\.py:\d+:\d+: SU\d+ ")
        self.assertIn("1 declined (buffer.py:", run.stderr)

    def test_standard_input_diff_and_check(self):
        run = self.tool("--diff", "--stdin-filename", "buffer.py", "-", input=SIMPLE, exit_code=1)
        self.assertTrue(run.stdout.startswith("--- a/buffer.py\n+++ b/buffer.py\n@@ "))
        run = self.tool("--check", "--output-format=concise", "-", input=SIMPLE, exit_code=1)
        self.assertTrue(run.stdout.startswith("<stdin>:6:1: SU101 [safe] "))
        self.assertEqual(self.tool("--check", "-", input="x = 1\n", exit_code=0).stdout, "")

    def test_diff_is_a_patch(self):
        self.write("pkg/model.py", MODEL)
        self.write("pkg/train.py", TRAIN)
        before = self.files()
        run = self.tool("--diff", ".", exit_code=1)
        self.assertUntouched(before)
        self.assertIn("2 files: 5 uses can be migrated\n", run.stderr)
        patch = subprocess.run(["patch", "-p1", "--fuzz=0"], cwd=self.directory, input=run.stdout, capture_output=True, encoding="utf-8")
        self.assertEqual(patch.returncode, 0, patch.stdout + patch.stderr)
        patched = self.files()
        self.write("pkg/model.py", MODEL)
        self.write("pkg/train.py", TRAIN)
        self.tool(".", exit_code=0)
        self.assertEqual(patched, self.files())

    def test_diff_of_a_last_line_without_newline_and_of_crlf(self):
        for text in (SIMPLE.rstrip("\n"), SIMPLE.replace("\n", "\r\n")):
            self.write("train.py", text)
            run = self.tool("--diff", "-q", "train.py", exit_code=1)
            self.assertEqual(run.stderr, "")
            patch = subprocess.run(["patch", "-p1", "--fuzz=0", "--binary"], cwd=self.directory, input=run.stdout.encode(), capture_output=True)
            self.assertEqual(patch.returncode, 0, patch.stdout + patch.stderr)
            patched = self.read("train.py")
            self.write("train.py", text)
            self.tool("train.py", exit_code=0)
            self.assertEqual(patched, self.read("train.py"))

    def test_check(self):
        self.write("train.py", SIMPLE)
        before = self.files()
        run = self.tool("--check", "--output-format", "concise", "train.py", exit_code=1)
        self.assertUntouched(before)
        found = [tuple(line.split(": ")[:2]) for line in run.stdout.splitlines() if "[notice]" not in line]
        self.assertEqual([(code.split()[0], int(place.split(":")[1])) for place, code in found], PLACES)
        self.assertEqual(run.stderr, "1 file: 5 uses can be migrated\n")

    def test_full_format_shows_the_line(self):
        self.write("train.py", SIMPLE)
        run = self.tool("--check", "train.py", exit_code=1)
        self.assertIn("train.py:12:9: SU202 [safe] ", run.stdout)
        self.assertIn("\n12 |         writer.add_summary(summary, step)\n   |         ^^^^^^^^^^", run.stdout)

    def test_json_format(self):
        self.write("train.py", SIMPLE)
        run = self.tool("--check", "--output-format", "json", "train.py", exit_code=1)
        self.assertEqual(run.stderr, "")
        findings = [f for f in json.loads(run.stdout) if f["severity"] != "notice"]
        self.assertEqual([(f["code"], f["range"]["start"]["line"]) for f in findings], PLACES)
        self.assertEqual({(f["path"], f["applicability"], f["component"]) for f in findings}, {("train.py", "safe", 0)})
        self.assertEqual(json.loads(self.tool("--output-format", "json", "train.py", exit_code=0).stdout), [])
        self.assertNotIn(b"add_summary", self.read("train.py"))

    def test_quiet(self):
        self.write("train.py", SIMPLE)
        self.write("other.py", ESCAPES)
        run = self.tool("-q", "--diff", ".", exit_code=1)
        self.assertEqual(run.stderr, "")
        self.assertTrue(run.stdout.startswith("--- a/train.py\n"))
        run = self.tool("--quiet", "--check", "--output-format", "json", ".", exit_code=1)
        self.assertEqual(run.stderr, "")
        self.assertTrue(json.loads(run.stdout))
        run = self.tool("--quiet", ".", exit_code=1)
        self.assertEqual((run.stdout, run.stderr), ("", ""))
        self.assertNotIn(b"add_summary", self.read("train.py"))
        self.assertEqual(self.read("other.py").decode(), ESCAPES)

    def test_color(self):
        self.write("train.py", SIMPLE)
        check = lambda *flags, **more: self.tool("--check", *flags, "train.py", exit_code=1, **more).stdout
        plain = check("--color", "never")
        self.assertNotIn("\x1b", plain)
        self.assertEqual(check("--color", "auto"), plain)
        colored = check("--color=always")
        self.assertIn("\x1b[1m", colored)
        import re
        self.assertEqual(re.sub("\x1b\\[[0-9;]*m", "", colored), plain)
        self.assertIn("\x1b", check("--color=always", environment={"NO_COLOR": "1"}))

    def test_number_of_jobs_changes_nothing(self):
        for i in range(12):
            self.write("p%d/model.py" % i, MODEL)
            self.write("p%d/train.py" % i, TRAIN)
            self.write("p%d/alone.py" % i, SIMPLE if i % 2 else ESCAPES)
        one, two = (self.tool("-j%d" % jobs, "--diff", ".", exit_code=1) for jobs in (1, 2))
        self.assertEqual((one.stdout, one.stderr), (two.stdout, two.stderr))
        one, two = (self.tool("--jobs", str(jobs), "--check", ".", exit_code=1) for jobs in (1, 7))
        self.assertEqual((one.stdout, one.stderr), (two.stdout, two.stderr))

    def test_statistics(self):
        self.write("train.py", SIMPLE)
        run = self.tool("--check", "--statistics", "--output-format=concise", "train.py", exit_code=1)
        for code, _ in PLACES:
            self.assertRegex(run.stdout, r"(?m)^ +1  %s  v1-" % code)

    def test_select_and_ignore_veto_the_whole_component(self):
        self.write("train.py", SIMPLE)
        before = self.files()
        run = self.tool("--ignore", "SU205", "--output-format=concise", "train.py", exit_code=1)
        self.assertIn("train.py:13:5: SU205 ", run.stdout)
        run = self.tool("--select", "SU101,SU111", "--output-format=concise", "train.py", exit_code=1)
        self.assertUntouched(before)
        self.tool("--select", "SU1,SU2", "train.py", exit_code=0)
        self.assertNotIn(b"add_summary", self.read("train.py"))

    def test_a_list_of_all_ops_keeps_v2_ops_out_of_the_graph(self):
        """What a v1 writer adds to the graph natively, a run of all contrib ops would run as well."""
        self.write("train.py", SIMPLE.replace("summary.scalar", "summary.histogram") + "    tf.contrib.summary.scalar('new', 1.0, step=1)\n    sess.run(tf.contrib.summary.all_summary_ops())\n")
        self.assertIn("would run what a v2 writer adds to the graph as well", self.tool("--check", "--strategy", "native", "train.py").stdout)
        self.tool("-q", "--strategy", "native", "train.py")
        text = self.read("train.py").decode()
        self.assertIn("all_v2_summary_ops()", text)
        self.assertIn("tf.summary.FileWriter", text)
        self.tool("train.py", exit_code=0)
        text = self.read("train.py").decode()
        self.assertIn("with tf.Graph().as_default():", text)
        self.assertNotIn("add_summary", text)

    def test_target(self):
        self.assertIn("tf.compat.v2.summary.scalar(", self.tool("--target=compat", "-", input=SIMPLE).stdout)
        self.assertIn("    tf.summary.create_file_writer(", self.tool("--target=tf2", "-", input=SIMPLE).stdout.replace("writer = ", "    "))

    def test_unsafe_fixes(self):
        taken = SIMPLE.replace("x * 2", "tf.identity(x, name='loss')")
        self.write("train.py", taken)
        before = self.files()
        run = self.tool("--tags=plain", "train.py", "--output-format=concise", exit_code=1)
        self.assertUntouched(before)
        self.assertIn("train.py:6:1: SU101 [unsafe] `tf.summary.scalar` is a TensorFlow 1 summary op; with `--tags plain` it gets another tag\n", run.stdout)
        self.assertEqual(run.stderr, "1 file: 0 uses migrated, 5 need --unsafe-fixes\n")
        self.assertIn("its component needs --unsafe-fixes", self.tool("--tags=plain", "--check", "train.py", exit_code=1).stdout)
        self.assertIn("needs --unsafe-fixes, train.py:6: ", self.tool("--tags=plain", "--explain-component", "train.py:6").stdout)
        run = self.tool("--tags=plain", "--unsafe-fixes", "train.py", exit_code=0)
        self.assertEqual(run.stderr, "1 file: 5 uses migrated\n")
        self.assertIn(b"scalar('loss', tf.identity", self.read("train.py"))
        # Where the plain name is v1's tag, nothing is unsafe.
        self.assertIn("scalar('loss', x * 2", self.tool("--tags=plain", "-", input=SIMPLE, exit_code=0).stdout)
        self.assertIn("scalar('loss_1', tf.identity", self.tool("-", input=taken, exit_code=0).stdout)

    def test_the_same_file_named_twice(self):
        self.write("train.py", SIMPLE)
        os.symlink("train.py", self.path("link.py"))
        run = self.tool("train.py", self.path("train.py"), "./train.py", ".", exit_code=0)
        self.assertIn("5 uses migrated\n", run.stderr)
        self.assertTrue(os.path.islink(self.path("link.py")))
        self.assertEqual(self.read("train.py").decode(), self.tool("-", input=SIMPLE).stdout)

    def test_symbolic_link_stays(self):
        self.write("real/train.py", SIMPLE)
        os.symlink("real/train.py", self.path("train.py"))
        self.tool("train.py", exit_code=0)
        self.assertEqual(os.readlink(self.path("train.py")), "real/train.py")
        self.assertNotIn(b"add_summary", self.read("real/train.py"))

    def test_component_over_two_files(self):
        self.write("model.py", MODEL)
        self.write("train.py", TRAIN)
        before = self.files()
        run = self.tool("--output-format=concise", "train.py", exit_code=1)
        self.assertUntouched(before)
        self.assertIn("also needs model.py", run.stdout)
        self.assertIn("1 declined (train.py:", run.stderr)
        run = self.tool("train.py", "model.py", exit_code=0)
        self.assertIn("rewrote model.py\nrewrote train.py\n", run.stdout)
        self.assertIn(b"all_v2_summary_ops()", self.read("model.py"))
        after = self.files()
        self.tool(".", exit_code=0)
        self.assertUntouched(after)

    def test_one_component_migrated_one_declined(self):
        self.write("both/one.py", SIMPLE)
        self.write("both/two.py", ESCAPES)
        run = self.tool("both", exit_code=1)
        self.assertIn("5 uses migrated, 1 declined (two.py:", run.stderr)
        self.assertNotIn(b"add_summary", self.read("both/one.py"))
        self.assertEqual(self.read("both/two.py").decode(), ESCAPES)

    def test_one_component_migrated_one_declined_in_a_file(self):
        # Two functions with a graph each.
        def program(name, extra=""):
            return ("def %s(logdir, keep):\n    with tf.Graph().as_default():\n        x = tf.placeholder(tf.float32, [])\n"
                    "        loss = tf.summary.scalar('loss', x * 2)\n        writer = tf.summary.FileWriter(logdir)\n%s"
                    "        with tf.Session() as sess:\n            for step in range(3):\n"
                    "                writer.add_summary(sess.run(loss, {x: step}), step)\n        writer.close()\n" % (name, extra))
        head, good, bad = "import tensorflow as tf\n\n\n", program("first"), program("second", "        keep.send(writer)\n")
        run = self.tool("--output-format=concise", "-", input=head + good + "\n\n" + bad, exit_code=1)
        self.assertTrue(run.stdout.endswith("\n\n" + bad))
        self.assertNotIn("add_summary", run.stdout[:-len(bad)])
        self.assertIn("1 declined (<stdin>:", run.stderr)


class Explain(CommandTest):
    def test_text(self):
        self.write("train.py", SIMPLE)
        run = self.tool("--explain-component", "train.py:12", "train.py", exit_code=0)
        lines = run.stdout.splitlines()
        self.assertEqual(lines[0], "component 0: migrated")
        for start in ("  op scalar    train.py:6:1  tf.summary.scalar('loss', x * 2)", "  merge_all    train.py:7:10", "  run          train.py:11:19",
                      "  write        train.py:12:9", "  writer       train.py:9:14", "  writer call  train.py:13:5"):
            self.assertTrue(any(line.startswith(start) for line in lines), start)
        self.assertIn("               step step, from the run at train.py:11:19", lines)
        self.assertEqual(run.stderr, "")
        self.assertEqual(self.tool("--explain-component", "train.py:12", exit_code=0).stdout, run.stdout)
        self.assertEqual(self.read("train.py").decode(), SIMPLE)

    def test_json(self):
        self.write("train.py", SIMPLE)
        found = json.loads(self.tool("--explain-component=train.py:6", "--output-format=json", ".", exit_code=0).stdout)
        self.assertEqual(len(found), 1)
        self.assertTrue(found[0]["migrated"])
        self.assertEqual(sorted(part["role"] for part in found[0]["parts"]),
                         ["merge_all", "op scalar", "run", "write", "writer", "writer call"])

    def test_declined(self):
        self.write("log.py", ESCAPES)
        run = self.tool("--explain-component", "log.py:8", ".", exit_code=0)
        self.assertRegex(run.stdout, r"\Acomponent 0: declined at log\.py:\d+: SU\d+ ")
        found = json.loads(self.tool("--explain-component", "log.py:8", ".", "--output-format", "json", exit_code=0).stdout)
        self.assertFalse(found[0]["migrated"])
        self.assertRegex(found[0]["code"], r"\ASU\d+\Z")
        self.assertTrue(found[0]["reason"])

    def test_nothing_there(self):
        self.write("train.py", SIMPLE)
        run = self.tool("--explain-component", "train.py:1", ".", exit_code=1)
        self.assertEqual((run.stdout, run.stderr), ("", "summary-upgrade: no summary component has a part at train.py:1\n"))
        self.assertEqual(json.loads(self.tool("--explain-component", "train.py:1", ".", "--output-format=json", exit_code=1).stdout), [])
