"""Files that cannot be read, parsed or written, and runs that are stopped: a clear message, exit code 2, nothing lost."""
import fcntl
import os
import resource
import signal
import subprocess
import time

import command
from command import MODEL, SIMPLE, SYNTAX_ERROR, TRAIN, CommandTest


class BadInput(CommandTest):
    def test_files_that_cannot_be_parsed(self):
        for name, content, message in [
            ("bad.py", SYNTAX_ERROR, "bad.py:2:18: error: '(' was never closed"),
            ("utf8.py", b"import tensorflow as tf\nx = '\xff'\ntf.summary.scalar('a', 1)\n", "utf8.py: error: line 2: invalid UTF-8: byte 0xFF"),
            ("cookie.py", "# -*- coding: klingon -*-\nimport tensorflow as tf\ntf.summary.scalar('a', 1)\n",
             "cookie.py: error: line 1: unknown encoding 'klingon'"),
            ("nul.py", b"import tensorflow as tf\ntf.summary.scalar('a\0', 1)\n", "nul.py: error: line 2: "),
        ]:
            with self.subTest(name=name):
                self.write(name, content)
                before = self.files()
                for mode in ([], ["--diff"], ["--check"]):
                    run = self.tool(*mode, name, exit_code=2)
                    self.assertTrue(run.stderr.startswith(message), run.stderr)
                    self.assertEqual(run.stdout, "")
                self.assertUntouched(before)

    def test_standard_input_that_cannot_be_parsed_is_given_back(self):
        run = self.tool("-", input=SYNTAX_ERROR, exit_code=2)
        self.assertEqual(run.stdout, SYNTAX_ERROR)
        self.assertTrue(run.stderr.startswith("<stdin>:2:18: error: "))
        raw = b"import tensorflow as tf\nx = '\xff'\ntf.summary.scalar('a', 1)\n"
        run = self.tool("-", input=raw.decode("utf-8", "surrogateescape"), exit_code=2)
        self.assertEqual(run.stdout.encode("utf-8", "surrogateescape"), raw)
        self.assertTrue(run.stderr.startswith("<stdin>: error: line 2: invalid UTF-8"))
        self.assertEqual(self.tool("--diff", "-", input=SYNTAX_ERROR, exit_code=2).stdout, "")

    def test_an_unparsable_file_without_summaries_is_no_error(self):
        self.write("old.py", "print 'hello'\n")
        self.write("train.py", SIMPLE)
        self.tool(".", exit_code=0)

    def test_the_rest_is_still_processed(self):
        self.write("a_bad.py", SYNTAX_ERROR)
        self.write("b_train.py", SIMPLE)
        self.write("c_cookie.py", "# coding: klingon\nimport tensorflow as tf\ntf.summary.scalar('a', 1)\n")
        run = self.tool(".", "missing.py", exit_code=2)
        for message in ("a_bad.py:2:18: error: ", "c_cookie.py: error: ", "missing.py: error: no such file or directory"):
            self.assertIn(message, run.stderr)
        self.assertIn("5 uses migrated", run.stderr)
        self.assertNotIn(b"add_summary", self.read("b_train.py"))
        self.assertEqual(self.read("a_bad.py").decode(), SYNTAX_ERROR)

    def test_paths_that_are_no_files(self):
        os.mkdir(self.path("empty"))
        os.mkdir(self.path("folder.py"))
        os.mkfifo(self.path("fifo.py"))
        os.symlink("nowhere", self.path("dangling.py"))
        os.symlink("loop.py", self.path("loop.py"))
        for path, code, message in [
            ("missing.py", 2, "missing.py: error: no such file or directory"),
            ("dangling.py", 2, "dangling.py: error: no such file or directory"),
            ("loop.py", 2, "loop.py: error: "),
            ("fifo.py", 2, "fifo.py: error: not a regular file"),
            ("/dev/null", 2, "/dev/null: error: not a regular file"),
            ("empty", 0, "0 files: 0 uses migrated"),
            ("folder.py", 0, "0 files: 0 uses migrated"),
        ]:
            with self.subTest(path=path):
                run = self.tool(path, exit_code=code)
                self.assertTrue(run.stderr.startswith(message), run.stderr)
                self.assertEqual(run.stdout, "")

    def test_a_folder_with_special_files(self):
        self.write("train.py", SIMPLE)
        os.mkdir(self.path("folder.py"))
        os.mkfifo(self.path("fifo.py"))
        os.symlink("user@host.1234:1", self.path(".#train.py"))  # the lock of an editor
        os.symlink("..", self.path("up"))
        run = self.tool(".")
        self.assertNotIn(b"add_summary", self.read("train.py"))
        self.assertNotIn(".#train.py", run.stderr)

    def test_nothing_to_do(self):
        for text in ("", "\n", "x = 1", "# tf.summary.scalar\n", "import tensorflow as tf\nprint(tf.__version__)\n",
                     "import tensorflow as tf\ntf.summary.FileWriterCache\n"):
            self.write("a.py", text)
            before = self.files()
            for mode in ([], ["--diff"], ["--check"]):
                run = self.tool(*mode, "a.py", exit_code=0)
                self.assertEqual(run.stdout, "")
                self.assertIn("1 file: 0 uses ", run.stderr)
            self.assertUntouched(before)

    def test_read_only_file(self):
        self.write("train.py", SIMPLE)
        os.chmod(self.path("train.py"), 0o444)
        before = self.files()
        run = self.tool("train.py", exit_code=2)
        self.assertUntouched(before)
        self.assertEqual(run.stderr.splitlines(), ["summary-upgrade: error: train.py: the file is read-only",
                                                   "1 file: 0 uses migrated, 5 not written"])
        self.assertNotIn("rewrote", run.stdout)

    def test_read_only_file_keeps_its_component_together(self):
        self.write("model.py", MODEL)
        self.write("train.py", TRAIN)
        self.write("alone.py", SIMPLE)
        os.chmod(self.path("model.py"), 0o444)
        run = self.tool(".", exit_code=2)
        self.assertEqual((self.read("model.py").decode(), self.read("train.py").decode()), (MODEL, TRAIN))
        self.assertNotIn(b"add_summary", self.read("alone.py"))
        self.assertEqual(sorted(self.files()), ["alone.py", "model.py", "train.py"])
        self.assertIn("5 uses migrated, 5 not written", run.stderr)

    def test_hard_link(self):
        self.write("train.py", SIMPLE)
        os.link(self.path("train.py"), self.path("again.txt"))
        before = self.files()
        run = self.tool("train.py", exit_code=2)
        self.assertUntouched(before)
        self.assertIn("train.py: ", run.stderr)

    def test_no_room(self):
        self.write("model.py", MODEL)
        self.write("train.py", TRAIN)
        before = self.files()
        # A file size limit fails a write as a full disk does.
        for limit in (0, 100):
            run = self.tool(".", exit_code=2, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
            self.assertUntouched(before)
            self.assertIn("summary-upgrade: error: ", run.stderr)
            self.assertIn("0 uses migrated, 5 not written", run.stderr)
        self.tool(".", exit_code=0)

    def test_pending_change_is_only_reported_by_check(self):
        self.write("model.py", MODEL)
        self.write("train.py", TRAIN)
        old = self.files()
        for call in range(1, 400):
            for name, content in old.items():
                self.write(name, content)
            if self.tool("-q", ".", environment={"SUMMARY_UPGRADE_FAILPOINT": str(call)}).returncode != 77:
                self.fail("no journal was left at any call")
            if any("journal" in name for name in self.files()):
                break
            self.tool("-q", ".", exit_code=0)
        before = self.files()
        for mode in ("--check", "--diff"):
            run = self.tool(mode, ".")
            self.assertIn("an earlier run was interrupted", run.stderr)
            self.assertUntouched(before)

    def waits_for_the_lock(self):
        """Starts the tool while the directory is locked, so that it stands between reading and writing."""
        lock = os.open(self.directory, os.O_RDONLY)
        self.addCleanup(os.close, lock)
        fcntl.flock(lock, fcntl.LOCK_EX)
        child = subprocess.Popen([command.TOOL, "."], cwd=self.directory, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.addCleanup(child.kill)
        time.sleep(0.5)
        self.assertIsNone(child.poll(), "the tool did not wait for the lock")
        return lock, child

    def test_interrupted(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            self.write("model.py", MODEL)
            self.write("train.py", TRAIN)
            before = self.files()
            lock, child = self.waits_for_the_lock()
            child.send_signal(number)
            output, errors = child.communicate(timeout=30)
            fcntl.flock(lock, fcntl.LOCK_UN)
            self.assertEqual(child.returncode, 130, errors)
            self.assertIn("interrupted", errors.lower())
            self.assertIn("5 not written", errors)
            self.assertNotIn("rewrote", output)
            self.assertUntouched(before)

    def test_changed_meanwhile(self):
        self.write("train.py", SIMPLE)
        lock, child = self.waits_for_the_lock()
        self.write("train.py", SIMPLE + "# more\n")
        fcntl.flock(lock, fcntl.LOCK_UN)
        output, errors = child.communicate(timeout=30)
        self.assertEqual(child.returncode, 2, errors)
        self.assertIn("train.py", errors)
        self.assertEqual(self.files(), {"train.py": (SIMPLE + "# more\n").encode()})

    def test_vanished_meanwhile(self):
        self.write("train.py", SIMPLE)
        lock, child = self.waits_for_the_lock()
        os.unlink(self.path("train.py"))
        fcntl.flock(lock, fcntl.LOCK_UN)
        output, errors = child.communicate(timeout=30)
        self.assertEqual(child.returncode, 2, errors)
        self.assertIn("train.py", errors)
        self.assertEqual(self.files(), {})
