#!/usr/bin/env python3
"""Writes scalars with the runtime and its peers, in turn on this machine, and prints the times and their ratios.

usage: bench/runtime/run.py [--build DIR] [--events N]
Needs targets bench_runtime_writers and summary_v2 in the build (default build/release) and, for the peers, the environments of scripts/oracle-setup;
a peer that is missing is left out and named (tensorboardX is not part of the environments: PYTHONPATH may name a
place that has it). Ratios depend on the machine less than times do; the aims are the issue's."""
import argparse
import json
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))


def environments():
    command = [os.path.join(ROOT, "scripts", "oracle-setup"), "--print"]
    done = subprocess.run(command, stdout=subprocess.PIPE, universal_newlines=True)
    return dict(line.split(" ", 1) for line in done.stdout.splitlines())


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", default=os.path.join(ROOT, "build", "release"))
    parser.add_argument("--events", type=int, default=1000000)
    options = parser.parse_args()
    library = os.path.join(options.build, "lib", "runtime", "libsummary_v2.so")
    paths = [os.path.join(ROOT, "lib", "runtime", "python"), os.environ.get("PYTHONPATH")]
    environment = dict(os.environ, SUMMARY_V2_LIBRARY=library, PYTHONPATH=os.pathsep.join(filter(None, paths)))
    found = environments()
    tf1, tf2 = found.get("tf1"), found.get("tf2")
    with tempfile.TemporaryDirectory() as directory:
        program = os.path.join(options.build, "bin", "bench_runtime_writers")
        output = subprocess.check_output([program, directory, str(options.events)], universal_newlines=True)
        measured = json.loads(output)
        native = {name: passed / 1000 for name, (passed, _) in measured.items()}
        spent = {name: cpu / 1000 for name, (_, cpu) in measured.items()}
        python = {}
        for kind, interpreter in (
            ("package", sys.executable),
            ("tf2-eager", tf2),
            ("tf1-add-summary", tf1),
            ("tensorboard", tf2),
            ("tensorboardx", tf2 or sys.executable),
        ):
            command = [interpreter, os.path.join(HERE, "python_writers.py"), kind, directory]
            done = interpreter and subprocess.run(
                command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, universal_newlines=True
            )
            if done and done.returncode == 0:
                python[kind] = float(done.stdout)
            else:
                print("left out: %s" % kind)

    print("microseconds a scalar")
    for name, value in list(native.items()) + list(python.items()):
        print("  %-16s %9.3f" % (name, value))
    print("processor time of all threads")
    for name, value in spent.items():
        print("  %-16s %9.3f" % (name, value))
    print("ratios")
    for label, upper, lower, aim in (
        ("C++ to the floor", native["default"], native["floor"], "at most 2"),
        ("the same in processor time", spent["default"], spent["floor"], ""),
        ("TF 2 eager to C++", python.get("tf2-eager"), native["default"], "at least 500"),
        ("TF 1 add_summary to C++", python.get("tf1-add-summary"), native["default"], "at least 50"),
        ("TF 2 eager to Python", python.get("tf2-eager"), python.get("package"), "at least 20"),
        ("tensorboardX to Python", python.get("tensorboardx"), python.get("package"), "at least 5"),
        ("tensorboard.summary to Python", python.get("tensorboard"), python.get("package"), ""),
    ):
        if upper and lower:
            print("  %-30s %9.2f   %s" % (label, upper / lower, aim))


if __name__ == "__main__":
    main()
