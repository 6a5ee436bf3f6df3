#!/usr/bin/env python3
"""The command line of `summary-upgrade events`: exit codes, streams, following a live file. Standard library only. usage: cli.py SUMMARY-UPGRADE"""
import json
import os
import signal
import struct
import subprocess
import sys
import tempfile
import time
import unittest

TOOL = sys.argv[1]


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


VERSION = record(b"\x09" + struct.pack("<d", 1) + field(3, b"brain.Event:2"))


def scalar(step, tag, value):
    inner = field(1, tag.encode()) + b"\x15" + struct.pack("<f", value)
    return record(b"\x09" + struct.pack("<d", 2) + bytes([0x10, step]) + field(5, field(1, inner)))


class Events(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.work = holder.name

    def put(self, name, *records):
        path = os.path.join(self.work, name, "events.out.tfevents.1")
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(b"".join(records))
        return os.path.join(self.work, name)

    def run_tool(self, *arguments, code):
        done = subprocess.run([TOOL, "events", *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")
        self.assertEqual(done.returncode, code, done)
        return done.stdout, done.stderr

    def test_usage(self):
        for arguments, words in [
            ((), "wants one of show, diff, check, convert"),
            (("shwo",), "not `shwo`"),
            (("show",), "wants one directory"),
            (("diff", "a"), "wants two directories"),
            (("show", "--jsno", "a"), "did you mean `--json`?"),
            (("check", "--tag", "x", "a"), "has no option `--tag`"),
            (("diff", "--rtol", "much", "a", "b"), "`much` is no value"),
            (("diff", "--rtol"), "wants a value"),
            (("show", "--json=1", "a"), "takes no value"),
            (("show", "--tag", "[", "a"), "`--tag`"),
            (("show", os.path.join(self.work, "none")), "none: No such file"),
        ]:
            out, error = self.run_tool(*arguments, code=2)
            self.assertIn(words, error)
            self.assertEqual(out, "")
        self.assertIn("Exit codes:", self.run_tool("--help", code=0)[0])

    def test_show(self):
        logs = self.put("a", VERSION, scalar(1, "loss", 0.5), scalar(2, "loss", 0.25), scalar(2, "acc\x1b[2J", 1))
        out, error = self.run_tool("show", logs, code=0)
        self.assertEqual(out.splitlines()[1:], [
            ".    acc\\x1b[2J  scalars  1       2      1      1",
            ".    loss        scalars  2       1..2   0.5    0.25",
            "1 file, 4 events, 2 tags, 3 values",
        ])
        rows = json.loads(self.run_tool("show", "--json", "--tag", "l*", logs, code=0)[0])["tags"]
        self.assertEqual([(row["tag"], row["count"], row["last"]["value"]) for row in rows], [("loss", 2, 0.25)])
        self.run_tool("show", os.path.dirname(self.put("empty/none")), code=0)
        os.mkdir(os.path.join(self.work, "bare"))
        self.run_tool("show", os.path.join(self.work, "bare"), code=1)

    def test_diff(self):
        before = self.put("before", VERSION, scalar(1, "loss", 0.5), scalar(2, "loss", 0.25))
        late = self.put("late", VERSION, scalar(2, "loss", 0.5), scalar(3, "loss", 0.25))
        nothing = self.put("nothing", VERSION)
        damaged = self.put("damaged", VERSION, scalar(1, "loss", 0.5), scalar(2, "loss", 0.25), scalar(3, "x", 1)[:-1] + b"?")
        torn = self.put("torn", VERSION, scalar(1, "loss", 0.5), scalar(2, "loss", 0.25), scalar(3, "x", 1)[:-1])
        self.assertIn("EQUAL: 2 values before", self.run_tool("diff", before, before, code=0)[0])
        out, _ = self.run_tool("diff", before, late, code=1)
        self.assertIn("run .\n  `loss` (scalars) moved in step: 2 values, each by +1\n    step 1 -> 2: 0.5\n", out)
        self.assertIn("proves nothing", self.run_tool("diff", nothing, nothing, code=2)[1])
        self.run_tool("diff", "--expect-empty", nothing, nothing, code=0)
        self.run_tool("diff", before, nothing, code=1)
        self.assertIn("what is lost may have differed", self.run_tool("diff", before, damaged, code=2)[1])
        self.run_tool("diff", late, damaged, code=1)
        self.assertIn("is cut off", self.run_tool("diff", before, torn, code=0)[1])
        report = json.loads(self.run_tool("diff", "--json", before, late, code=1)[0])
        self.assertEqual((report["verdict"], report["unmatched"], report["differences"][0]["delta"]), ("different", 4, 1))

    def test_check(self):
        self.assertEqual(self.run_tool("check", self.put("good", VERSION, scalar(1, "x", 1)), code=0)[0], "1 file, 2 events, 1 value, 0 problems\n")
        bad = self.put("bad", VERSION, scalar(1, "x", 1)[:-4] + b"oops", scalar(2, "x", 1)[:20])
        out, _ = self.run_tool("check", bad, code=1)
        first, second = len(VERSION), len(VERSION) + len(scalar(1, "x", 1))
        lines = out.splitlines()
        self.assertTrue(lines[0].endswith(f"tfevents.1:{first}: the checksum of a record is wrong; it is skipped"), lines)
        self.assertTrue(lines[1].endswith(f"tfevents.1:{second}: the last record is cut off: 20 bytes of {len(scalar(2, 'x', 1))}"), lines)
        kinds = [problem["kind"] for problem in json.loads(self.run_tool("check", "--json", bad, code=1)[0])["problems"]]
        self.assertEqual(kinds, ["bad-data-crc", "torn-tail"])

    def test_convert(self):
        logs, to = self.put("v1", VERSION, scalar(1, "x", 1)), os.path.join(self.work, "v2")
        self.assertEqual(self.run_tool("convert", logs, to, code=0)[0], "1 file, 2 events, 1 value converted\n")
        self.assertEqual(os.listdir(to), ["events.out.tfevents.1.v2"])
        self.assertIn("is there already", self.run_tool("convert", logs, to, code=2)[1])
        self.assertEqual(self.run_tool("convert", "--force", "--quiet", logs, to, code=0)[0], "")
        self.run_tool("diff", logs, to, code=0)
        self.assertIn("one log directory", self.run_tool("convert", logs, os.path.join(logs, "v2"), code=2)[1])
        self.assertEqual(os.listdir(logs), ["events.out.tfevents.1"])

    def test_tail(self):
        logs = self.put("live", VERSION, scalar(1, "x", 1))
        child = subprocess.Popen([TOOL, "events", "show", "--tail", logs], stdout=subprocess.PIPE, encoding="utf-8")
        self.addCleanup(child.stdout.close)
        for _ in range(3):
            line = child.stdout.readline()
        self.assertIn("1 file, 2 events", line)
        new = scalar(7, "x", 3)
        with open(os.path.join(logs, "events.out.tfevents.1"), "ab") as file:
            file.write(new[:10])
            file.flush()
            time.sleep(0.5)
            file.write(new[10:])
        self.assertEqual(child.stdout.readline(), ".  x  step 7  3\n")
        child.send_signal(signal.SIGINT)
        self.assertEqual(child.wait(timeout=30), 130)


unittest.main(argv=sys.argv[:1])
