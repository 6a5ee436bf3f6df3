"""Whole projects: which files are taken in, and that neither their order nor the number of threads matters."""
import os
import random
import stat

from command import MODEL, SIMPLE, TRAIN, CommandTest


class Projects(CommandTest):
    def changed(self, *arguments):
        """Names of the files that the tool would change."""
        run = self.tool("--diff", *arguments)
        return sorted(line[6:] for line in run.stdout.splitlines() if line.startswith("+++ b/")), run.stderr

    def test_folders_that_are_not_the_projects_own(self):
        for folder in ("venv/lib", "myenv", "node_modules/a", "build/lib", "pkg.egg-info", "__pycache__", ".tox/a", "site-packages"):
            self.write(folder + "/a.py", SIMPLE)
        self.write("myenv/pyvenv.cfg", "home = /usr\n")
        self.write("env/a.py", SIMPLE)  # an environment of reinforcement learning
        self.write("env/build/__init__.py", SIMPLE)
        self.write("dist/__init__.py", SIMPLE)
        changed, said = self.changed(".")
        self.assertEqual(changed, ["dist/__init__.py", "env/a.py", "env/build/__init__.py"])
        for folder, why in (("venv", "a virtual environment"), ("myenv", "a virtual environment"), ("node_modules", "other people's code"),
                            ("build", "the output of a build"), ("pkg.egg-info", "made by Python"), ("site-packages", "other people's code")):
            self.assertIn("%s: note: not looked into (%s)\n" % (folder, why), said)
        self.assertNotIn(".tox", said)
        self.assertEqual(said.count("note: not looked into"), 6)
        self.assertNotIn("note:", self.tool("--diff", "-q", ".").stderr)
        # A file that is named is meant.
        self.assertEqual(self.changed("venv/lib/a.py")[0], ["venv/lib/a.py"])

    def test_gitignore(self):
        os.mkdir(self.path(".git"))
        self.write(".gitignore", "runs/\n*.old.py\n/top.py\n!keep.old.py\n")
        self.write("pkg/.gitignore", "local.py\n")
        for name in ("runs/a.py", "pkg/runs/a.py", "x.old.py", "keep.old.py", "top.py", "pkg/top.py", "pkg/local.py", "local.py", "pkg/a.py"):
            self.write(name, SIMPLE)
        expected = ["keep.old.py", "local.py", "pkg/a.py", "pkg/top.py"]
        changed, said = self.changed(".")
        self.assertEqual(changed, expected)
        self.assertIn("runs: note: not looked into (ignored by .gitignore)\n", said)
        # The rules of the folders above hold too.
        self.assertEqual(self.changed("pkg")[0], ["pkg/a.py", "pkg/top.py"])

    def test_loops_of_links_and_files_that_are_no_text(self):
        self.write("a/train.py", SIMPLE)
        os.symlink("..", self.path("a/up"))
        os.symlink("a", self.path("b"))
        self.write("a/model.py", b"\x80\x02summary\x00\xff" * 1000)  # a pickle by mistake
        self.write("a/data.py", b"DATA = [\n" + b"1.5, 2.5, 3.5, 4.5,\n" * 200000 + b"]\n")
        run = self.tool("--diff", ".")
        self.assertEqual([line for line in run.stdout.splitlines() if line.startswith("+++")], ["+++ b/a/train.py"])

    def test_a_link_to_a_file_is_that_file(self):
        self.write("shared/model.py", MODEL)
        self.write("here/train.py", TRAIN)
        os.symlink(os.path.join("..", "shared", "model.py"), self.path("here/model.py"))
        for arguments in ((".",), ("here",)):
            changed, said = self.changed(*arguments)
            self.assertEqual(len(changed), 2, said)
            self.assertIn("2 files: 5 uses can be migrated", said)
        self.assertEqual(self.tool(".").returncode, 0)
        self.assertTrue(os.path.islink(self.path("here/model.py")))
        self.assertNotIn(b" tf.summary.scalar", self.read("shared/model.py"))

    def project(self):
        files = {"model.py": MODEL, "train.py": TRAIN, "util/__init__.py": "from .names import *\n", "util/names.py": "import tensorflow as tf\nSTEP = 0\n"}
        for i in range(12):
            files["other%d.py" % i] = SIMPLE.replace("'loss'", "'loss%d'" % i)
        files["uses.py"] = "from util import tf\nimport other3\ntf.summary.scalar('lost', 1.0)\n"
        for name, text in files.items():
            self.write(name, text)
        return sorted(files)

    def test_order_and_threads_change_nothing(self):
        names = self.project()
        expected = self.tool("--diff", "--output-format=json", "-j1", *names)
        self.assertIn("+++ b/model.py", expected.stdout)
        self.assertIn("+++ b/train.py", expected.stdout)
        shuffle = random.Random(3)
        for jobs in (1, 2, 8):
            for _ in range(3):
                shuffle.shuffle(names)
                run = self.tool("--diff", "--output-format=json", "-j%d" % jobs, *names)
                self.assertEqual((run.stdout, run.stderr, run.returncode), (expected.stdout, expected.stderr, expected.returncode), names)

    def test_a_component_over_two_files_is_written_whole_or_not_at_all(self):
        self.write("model.py", MODEL)
        self.write("train.py", TRAIN)
        before = self.files()
        os.chmod(self.path("train.py"), stat.S_IRUSR)
        run = self.tool(".", exit_code=2) if os.geteuid() else None
        if run:
            self.assertUntouched(before)
        os.chmod(self.path("train.py"), 0o644)
        os.link(self.path("train.py"), self.path("second_name"))  # a write would part them
        run = self.tool(".", exit_code=2)
        self.assertIn("train.py", run.stderr)
        os.unlink(self.path("second_name"))
        self.assertUntouched(before)
        self.tool(".", exit_code=0)
        self.assertNotIn(b"add_summary", self.read("train.py"))
        self.assertNotIn(b"merge_all", self.read("model.py"))

    def test_a_part_outside_paths_is_named(self):
        self.write("model.py", MODEL)
        self.write("train.py", TRAIN)
        before = self.files()
        run = self.tool("--output-format=concise", "--strategy=native", "train.py", exit_code=1)
        self.assertIn("model.py", run.stderr + run.stdout)
        self.assertUntouched(before)
