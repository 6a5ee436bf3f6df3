"""`verify` with programs that write event files by themselves, under a Python that only claims to have TensorFlow: what is run, how long, where it
may write, and what the report says. Real TensorFlow is in tests/oracle/verify_test.py."""
import json
import os
import signal
import stat
import subprocess
import sys
import time

from command import SIMPLE, CommandTest
import command

BY_HAND = '''\
import os, struct

def crc(data):
    value = 0xFFFFFFFF
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = (value >> 1) ^ (0x82F63B78 if value & 1 else 0)
    value ^= 0xFFFFFFFF
    return struct.pack("<I", ((value >> 15 | value << 17) + 0xA282EAD8) & 0xFFFFFFFF)

def record(payload):
    size = struct.pack("<Q", len(payload))
    return size + crc(size) + payload + crc(payload)

def field(number, data):
    return bytes([number << 3 | 2, len(data)]) + data

def log(directory, *rows):
    if not os.path.exists(directory):
        os.makedirs(directory)
    with open(os.path.join(directory, "events.out.tfevents.1"), "wb") as file:
        file.write(record(b"\\x09" + struct.pack("<d", 1) + field(3, b"brain.Event:2")))
        for step, tag, value in rows:
            inner = field(1, tag.encode()) + b"\\x15" + struct.pack("<f", value)
            file.write(record(b"\\x09" + struct.pack("<d", 2) + bytes([0x10, step]) + field(5, field(1, inner))))
'''


class Verify(CommandTest):
    def setUp(self):
        super().setUp()
        self.write("pythons/one", "#!/bin/sh\n[ \"$1\" = -c ] && { echo summary-upgrade 3.7.0 1.15.0; exit 0; }\nexec %s \"$@\"\n" % sys.executable)
        self.write("pythons/none", "#!/bin/sh\necho summary-upgrade 3.9.1\n")
        for name in ("one", "none"):
            os.chmod(self.path("pythons/" + name), 0o755)
        self.write("scratch/keep", "")

    def pair(self, before, after, *options, arguments=(), exit_code=None):
        for side, text in (("before", before), ("after", after)):
            self.write(side + "/train.py", "import sys\nfrom by_hand import log\n" + text)
            self.write(side + "/by_hand.py", BY_HAND)
        run = self.verify(*options, "--output-format", "json", "--pair", "before", "after", *(["--"] + list(arguments) if arguments else []),
                          exit_code=exit_code)
        return json.loads(run.stdout)

    def verify(self, *arguments, exit_code=None):
        # The scratch directories of a test stand in its own directory, where what is left of them would be seen.
        run = self.tool("verify", "--before-python", self.path("pythons/one"), *arguments, exit_code=exit_code,
                        environment={"TMPDIR": self.path("scratch")})
        if "--keep" not in arguments:
            self.assertEqual(os.listdir(self.path("scratch")), ["keep"])
        return run

    def test_usage(self):
        for arguments, words in [
            ((), "wants one script"), (("--pair", "a"), "wants two programs"), (("--runs", "0", "a.py"), "`0` is no value"),
            (("--timeuot", "1", "a.py"), "did you mean `--timeout`?"), (("--keep=1", "a.py"), "takes no value"), (("--runs",), "wants a value"),
            (("--script", "x", "a.py"), "goes with `--pair`"), (("a.py", "b.py"), "wants one script"),
        ]:
            run = self.tool("verify", *arguments, exit_code=2)
            self.assertIn(words, run.stderr)
            self.assertEqual(run.stdout, "")
        self.assertIn("Exit codes:", self.tool("verify", "--help", exit_code=0).stdout)

    def test_equal_and_different(self):
        report = self.pair("log('logs/a', (1, 'x', 0.5), (2, 'x', 1))", "log('logs/a', (2, 'x', 1.000001), (1, 'x', 0.5))", exit_code=0)
        self.assertEqual(report["verdict"], "equal")
        self.assertEqual([(tag["run"], tag["tag"], tag["before"], tag["after"], tag["verdict"]) for tag in report["tags"]],
                         [("logs/a", "x", 2, 2, "within tolerance")])
        self.assertEqual(report["differences"], [])
        report = self.pair("log('logs', (1, 'x', 0.5), (1, 'y', 1), (1, 'z', 1))", "log('logs', (2, 'x', 0.5), (1, 'y', 1), (1, 'w', 7))", exit_code=1)
        self.assertEqual({tag["tag"]: tag["verdict"] for tag in report["tags"]},
                         {"x": "different", "y": "equal", "z": "only before", "w": "only after"})
        self.assertIn(("moved in step", "x"), [(one["kind"].replace("-", " "), one["tag"]) for one in report["differences"]])

    def test_nothing_proven(self):
        for before, after, reason in [
            ("", "", "neither wrote any summary"),
            ("log('l', (1, 'x', 1)); sys.exit('broken')", "log('l', (1, 'x', 1))", "the original ended with exit code 1\n    broken"),
            ("log('l', (1, 'x', 1))\nimport time; time.sleep(60)", "", "the original did not end in time"),
        ]:
            report = self.pair(before, after, "--timeout", "2", exit_code=2)
            self.assertEqual(report["verdict"], "nothing-proven")
            self.assertIn(reason, report["reason"])

    def test_result_that_fails(self):
        report = self.pair("log('l', (1, 'x', 1))", "raise SystemExit(3)", exit_code=1)
        self.assertEqual((report["verdict"], report["reason"]), ("different", "the result ended with exit code 3"))
        # On another interpreter, where the original fails too, the failure is not the migration's.
        self.write("pythons/two", "#!/bin/sh\n[ \"$1\" = -c ] && { echo summary-upgrade 3.11.0 2.9.0; exit 0; }\nexit 9\n")
        os.chmod(self.path("pythons/two"), 0o755)
        report = self.pair("log('l', (1, 'x', 1))", "log('l', (1, 'x', 1))", "--after-python", self.path("pythons/two"), exit_code=2)
        self.assertIn("The original fails there too", report["reason"])

    def test_interpreters(self):
        for python, words in [("pythons/none", "is Python 3.9.1 without TensorFlow"), ("pythons/absent", "does not run as a Python")]:
            report = self.pair("", "", "--after-python", self.path(python), exit_code=2)
            self.assertIn(words, report["reason"])

    def test_noise_is_no_difference(self):
        noisy = "import time; log('l', (1, 'loss', 1), (1, 'speed', time.time() % 1000))"
        report = self.pair(noisy, noisy, exit_code=0)
        self.assertEqual({tag["tag"]: tag["verdict"] for tag in report["tags"]}, {"loss": "equal", "speed": "steps equal"})
        self.assertEqual(len(report["before"]), 2)
        # A real difference beside the noise, in the steps of the noisy tag, or a value that two runs of the original agree on.
        for wrong in ("log('l', (1, 'loss', 2), (1, 'speed', time.time() % 1000))", "log('l', (1, 'loss', 1), (2, 'speed', time.time() % 1000))"):
            report = self.pair(noisy, "import time; " + wrong, "--runs", "2", exit_code=1)
        report = self.pair("import time; log('l', (int(time.time() * 50) % 100, 'x', 1))", "log('l', (101, 'x', 1))", "--runs", "3", exit_code=2)
        self.assertIn("no tag comes out alike", report["reason"])

    def test_directories_named_after_the_time(self):
        timed = "import time; time.sleep(.01); log('logs/' + repr(time.time()).replace('.', '-')[:16], (1, 'x', 1))"
        report = self.pair(timed, timed, exit_code=0)
        self.assertTrue(any("digits of a time" in note for note in report["notes"]))
        self.pair("log('logs/run1', (1, 'x', 1))", "log('logs/run2', (1, 'x', 1))", exit_code=1)

    def test_nothing_of_the_user_is_touched(self):
        outside = self.path("outside")
        self.write("outside/old/events.out.tfevents.9", "old")
        self.write("before/data.bin", b"\0" * (2 << 20))
        self.write("after/data.bin", b"\0" * (2 << 20))
        self.write("before/logs/events.out.tfevents.7", "torn")
        program = ("import os, shutil\nshutil.rmtree(sys.argv[1] + '/old')\nassert not os.path.exists(sys.argv[1] + '/old')\nlog(sys.argv[1] + '/new', (1, 'x', 1))\n"
                   "log('logs', (1, 'y', 1))\nassert len(open('data.bin', 'rb').read()) == 2 << 20\nopen('data.bin', 'w').write('short')\n"
                   "assert open('data.bin').read() == 'short'\nassert os.listdir(sys.argv[1]) == ['new'], os.listdir(sys.argv[1])\n")
        self.pair(program, program, arguments=[outside], exit_code=0)
        before = self.files()
        report = json.loads(self.verify("--output-format", "json", "--pair", "before", "after", "--", outside, exit_code=0).stdout)
        self.assertUntouched(before)
        self.assertIn((outside + "/new", "x"), [(tag["run"], tag["tag"]) for tag in report["tags"]])
        self.assertIn(outside + "/new", report["before"][0]["redirected"])

    def test_kernel_keeps_programs_in(self):
        if not has_landlock():
            self.skipTest("this kernel has no Landlock")
        # os.system knows nothing of our Python.
        program = "import os; os.system('echo x > %s'); log('l', (1, 'x', 1))" % self.path("escaped")
        report = self.pair(program, program, exit_code=0)
        self.assertTrue(report["before"][0]["guarded"])
        self.assertFalse(os.path.exists(self.path("escaped")))

    def test_nothing_goes_on_after_it(self):
        # A child in a session of its own, which outlives the program.
        program = ("import subprocess, os\nchild = subprocess.Popen(['sleep', '977'], start_new_session=True)\n"
                   "print(child.pid, flush=True)\nlog('l', (1, 'x', child.pid * 0))")
        report = self.pair(program, program, exit_code=0)
        for side in report["before"] + [report["after"]]:
            self.assertFalse(os.path.exists("/proc/%s" % side["last_lines"][0]))

    def test_interrupt(self):
        self.pair("log('l', (1, 'x', 1))", "", exit_code=1)
        self.write("before/train.py", "import time, os\nprint(os.getpid(), flush=True)\ntime.sleep(60)\n")
        child = subprocess.Popen([command.TOOL, "verify", "--before-python", self.path("pythons/one"), "--pair", "before", "after"], cwd=self.directory,
                                 env=dict(os.environ, TMPDIR=self.path("scratch")), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        pid = self.await_output()
        child.send_signal(signal.SIGINT)
        child.communicate(timeout=30)
        self.assertEqual(child.returncode, 130)
        self.assertEqual(os.listdir(self.path("scratch")), ["keep"])
        self.assertFalse(os.path.exists("/proc/%d" % pid))

    def await_output(self):
        """The process id that the running program printed."""
        for _ in range(600):
            for folder in os.listdir(self.path("scratch")):
                path = self.path("scratch/%s/run/output" % folder)
                if os.path.exists(path):
                    with open(path) as file:
                        text = file.read()
                    if text.endswith("\n"):
                        return int(text)
            time.sleep(0.05)
        self.fail("the program did not start")

    def test_keep(self):
        report = self.pair("log('l', (1, 'x', 1))", "log('l', (1, 'x', 1))", "--keep", exit_code=0)
        self.assertEqual(sorted(os.listdir(report["kept"])), ["after", "before-1", "probe.out", "shim"])
        self.assertTrue(os.path.exists(os.path.join(report["kept"], "after/files/work/l/events.out.tfevents.1")))
        self.assertEqual(stat.S_IMODE(os.stat(report["kept"]).st_mode), 0o700)

    def test_nothing_to_migrate(self):
        self.write("plain.py", "print(1)\n")
        run = self.verify("plain.py", exit_code=2)
        self.assertIn("NOTHING PROVEN: there is nothing to migrate in plain.py", run.stdout)
        self.write("declined.py", SIMPLE.replace("    writer.close()", "    keep.send(writer)"))
        run = self.verify("declined.py", exit_code=2)
        self.assertRegex(run.stdout, r"NOTHING PROVEN: nothing of it is migrated: declined\.py:\d+: SU\d+ ")

    def test_text(self):
        self.pair("log('l', (1, 'x', 1))", "log('l', (2, 'x', 1))", exit_code=1)
        text = self.verify("--pair", "before", "after", exit_code=1).stdout
        self.assertIn("RUN  TAG  PLUGIN   BEFORE  AFTER  VERDICT    WHERE\nl    x    scalars  1       1      different\n", text)
        self.assertIn("`x` (scalars) moved in step: 1 value, each by +1", text)
        self.assertTrue(text.endswith("DIFFERENT: 1 of 1 tag\n"), text)
        self.assertEqual(self.verify("--output-format", "concise", "--pair", "before", "after", exit_code=1).stdout, "DIFFERENT: 1 of 1 tag\n")


def has_landlock():
    import ctypes
    return ctypes.CDLL(None).syscall(444, None, 0, 1) > 0
