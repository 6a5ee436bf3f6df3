"""The package with nothing but Python: without numpy (whether installed or not), threads, forks, kills."""
import glob
import os
import signal
import subprocess
import sys
import tempfile
import textwrap
import threading
import unittest

import streams
import summary_v2


def child(program, *arguments, **options):
    return subprocess.Popen([sys.executable, "-c", textwrap.dedent(program)] + list(arguments), **options)


class Plain(unittest.TestCase):
    def setUp(self):
        self.directory = tempfile.mkdtemp()

    def tearDown(self):
        subprocess.call(["rm", "-rf", self.directory])

    def records(self):
        return streams.records(streams.event_file(self.directory))

    def test_needs_no_numpy(self):
        program = """
            import sys
            import summary_v2
            writer = summary_v2.create_file_writer(sys.argv[1])
            with writer.as_default(step=1):
                summary_v2.scalar("a", 1)
                summary_v2.histogram("h", [1.0, 2.0, 3.5])
                summary_v2.image("i", [[[[0.0], [1.0]]]])
                summary_v2.audio("u", [[[0.0], [1.0]]], 8000)
                summary_v2.text("t", ["a", "b"])
                summary_v2.write("w", [[1, 2], [3, 4]])
                summary_v2.write("c", 1 + 2j)
                summary_v2.write("b", [True, False])
            assert "numpy" not in sys.modules
            """
        self.assertEqual(child(program, self.directory).wait(), 0)
        self.assertEqual(len(self.records()), 9)

    def test_threads_lose_nothing(self):
        writer = summary_v2.create_file_writer(self.directory)
        count, each = 8, 5000

        def work(number):
            with writer.as_default():
                for step in range(each):
                    summary_v2.scalar("t%d" % number, float(step), step=step)

        threads = [threading.Thread(target=work, args=(number,)) for number in range(count)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        writer.close()
        records = self.records()[1:]
        self.assertEqual(len(records), count * each)
        self.assertEqual(len({record[9:] for record in records}), count * each)

    def test_a_thread_starts_without_defaults(self):
        writer = summary_v2.create_file_writer(self.directory)
        seen = []
        with writer.as_default(step=1):
            thread = threading.Thread(target=lambda: seen.append(summary_v2.scalar("a", 1.0)))
            thread.start()
            thread.join()
        self.assertEqual(seen, [False])

    def test_never_closed(self):
        program = """
            import sys, summary_v2
            summary_v2.create_file_writer(sys.argv[1]).set_as_default()
            for step in range(5):
                summary_v2.scalar("a", 1.0, step=step)
            """
        self.assertEqual(child(program, self.directory).wait(), 0)
        self.assertEqual(len(self.records()), 6)

    def test_kill(self):
        program = """
            import sys, summary_v2
            summary_v2.create_file_writer(sys.argv[1], flush_millis=1).set_as_default()
            step = 0
            while True:
                summary_v2.scalar("a", float(step), step=step)
                step += 1
                if step == 5000:
                    print("go", flush=True)
            """
        process = child(program, self.directory, stdout=subprocess.PIPE)
        process.stdout.readline()
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        # `records` fails on anything but a whole prefix and a torn tail.
        self.assertGreater(len(self.records()), 1)

    @unittest.skipUnless(hasattr(os, "fork"), "needs fork")
    def test_fork(self):
        writer = summary_v2.create_file_writer(self.directory)
        with writer.as_default():
            summary_v2.scalar("parent", 1.0, step=1)
            pid = os.fork()
            if pid == 0:
                code = 1
                try:
                    summary_v2.scalar("child", 1.0, step=1)
                except summary_v2.errors.FailedPreconditionError:
                    code = 0
                os._exit(code)
            self.assertEqual(os.waitpid(pid, 0)[1], 0)
        writer.close()
        self.assertEqual(len(self.records()), 2)

    def test_what_is_dropped_is_closed(self):
        writer = summary_v2.create_file_writer(self.directory)
        with writer.as_default():
            summary_v2.scalar("a", 1.0, step=1)
        before = len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else None
        del writer
        if before is not None:
            self.assertEqual(len(os.listdir("/proc/self/fd")), before - 1)

    def test_paths(self):
        import pathlib

        for logdir in (self.directory + "/a", os.fsencode(self.directory + "/ü"), pathlib.Path(self.directory, "p")):
            writer = summary_v2.create_file_writer(logdir)
            self.assertEqual(writer.path, glob.glob(os.path.join(glob.escape(os.fsdecode(logdir)), "*"))[0])
        with self.assertRaises(ValueError):
            summary_v2.create_file_writer("a\0b")

    def test_errors_say_where(self):
        path = os.path.join(self.directory, "file")
        open(path, "w").close()
        with self.assertRaises(summary_v2.errors.FailedPreconditionError) as caught:
            summary_v2.create_file_writer(path)
        self.assertIn(path, str(caught.exception))


if __name__ == "__main__":
    unittest.main()
