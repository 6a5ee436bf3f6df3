#!/usr/bin/env python3
"""Reads an event file of scalars, tags, steps and values kept, with lib/events and with its peers in turn, and prints times and ratios.

usage: bench/events/run.py [--build DIR] [--events N] [--rounds N]
Needs targets bench_events_read and summary_v2 in the build (default build/release), whose runtime writes the file, and the environments of
scripts/oracle-setup for the peers: TensorBoard's Rust data server (its own measure of one load cycle, all samples kept, checksums left out as is its
default; lib/events checks them) and summary_iterator of TensorFlow 2. Start-up is in none of the times; each is the best of its rounds."""
import argparse
import json
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))


def environments():
    done = subprocess.run([os.path.join(ROOT, "scripts", "oracle-setup"), "--print"], stdout=subprocess.PIPE, universal_newlines=True)
    return dict(line.split(" ", 1) for line in done.stdout.splitlines())


def write(directory, events):
    """The file with the runtime: step and value count up."""
    import summary_v2

    writer = summary_v2.create_file_writer(directory)
    with writer.as_default():
        for step in range(events):
            summary_v2.scalar("loss", float(step), step=step)
    writer.close()


def data_server(server, directory):
    """(seconds of the load cycle, processor time of the process)"""
    with tempfile.TemporaryDirectory() as scratch:
        port = os.path.join(scratch, "port")
        command = [server, "--logdir", directory, "--port", "0", "--port-file", port, "--die-after-stdin", "--reload", "once", "-v", "--samples-per-plugin", "scalars=all"]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, universal_newlines=True)
        for line in process.stderr:
            found = re.search(r"Finished load cycle \(([0-9.]+)(ms|s)\)", line)
            if found:
                break
        else:
            raise RuntimeError("the data server never finished its load cycle")
        with open("/proc/%d/stat" % process.pid) as file:
            fields = file.read().rsplit(")", 1)[1].split()
        process.stdin.close()
        process.wait()
        process.stderr.close()
        return float(found.group(1)) / (1000 if found.group(2) == "ms" else 1), sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", default=os.path.join(ROOT, "build", "release"))
    parser.add_argument("--events", type=int, default=1000000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    os.environ["SUMMARY_V2_LIBRARY"] = os.path.join(options.build, "lib", "runtime", "libsummary_v2.so")
    sys.path.insert(0, os.path.join(ROOT, "lib", "runtime", "python"))
    python = environments().get("tf2")
    server = python and subprocess.check_output(
        [python, "-c", "import tensorboard_data_server as s; print(s.server_binary())"], universal_newlines=True).strip()
    expected = sum(float(step) for step in range(options.events))
    best = {}

    def note(name, passed, spent):
        old = best.get(name, (1e9, 1e9))
        best[name] = min(old[0], passed), min(old[1], spent)

    with tempfile.TemporaryDirectory() as directory:
        write(os.path.join(directory, "run"), options.events)
        for _ in range(options.rounds):
            contestants = {"lib/events": [os.path.join(options.build, "bin", "bench_events_read"), directory]}
            if python:
                contestants["summary_iterator"] = [python, os.path.join(HERE, "python_reader.py"), directory]
            for name, command in contestants.items():
                got = json.loads(subprocess.check_output(command, stderr=subprocess.DEVNULL, universal_newlines=True))
                if (got["values"], got["sum"]) != (options.events, expected):
                    raise RuntimeError("%s read something else: %s" % (name, got))
                note(name, got["passed"], got["spent"])
            if server:
                note("data server", *data_server(server, directory))
    print("%d events, best of %d rounds      elapsed       CPU" % (options.events, options.rounds))
    for name, (passed, spent) in best.items():
        print("  %-26s %9.3f s %9.3f s" % (name, passed, spent))
    if not python:
        print("left out: the peers (scripts/oracle-setup)")
    for name, aim in (("data server", 8), ("summary_iterator", 20)):
        if name in best:
            passed, spent = (theirs / ours for theirs, ours in zip(best[name], best["lib/events"]))
            print("%s takes %.1f times as long (CPU: %.1f); the aim is %d" % (name, passed, spent, aim))


if __name__ == "__main__":
    main()
