#!/usr/bin/env python3
"""Writes scalars with the runtime and its peers, in turn, round by round, and prints the times and their ratios.

usage: bench/runtime/run.py [--build DIR] [--events N] [--rounds N]
Needs targets bench_runtime_writers and summary_v2 in the build (default build/release) and, for the peers, the environments of scripts/oracle-setup;
a peer that is missing is left out and named (tensorboardX is not part of the environments: PYTHONPATH may name a
place that has it). Ratios depend on the machine less than times do; the aims are the issue's."""
import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))


def environments():
    command = [os.path.join(ROOT, "scripts", "oracle-setup"), "--print"]
    done = subprocess.run(command, stdout=subprocess.PIPE, universal_newlines=True)
    return dict(line.split(" ", 1) for line in done.stdout.splitlines())


PEERS = {"package": None, "tf2-eager": "tf2", "tf1-add-summary": "tf1", "tensorboard": "tf2", "tensorboardx": "tf2"}


def measure(options, environment, directory, found):
    """{name: (microseconds passed, spent)} of one round."""
    os.mkdir(directory)
    program = os.path.join(options.build, "bin", "bench_runtime_writers")
    output = subprocess.check_output([program, directory, str(options.events)], universal_newlines=True)
    costs = {name: [nanoseconds / 1000 for nanoseconds in cost] for name, cost in json.loads(output).items()}
    for kind, wanted in PEERS.items():
        interpreter = found.get(wanted) if wanted else sys.executable
        command = [interpreter, os.path.join(HERE, "python_writers.py"), kind, directory]
        done = interpreter and subprocess.run(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, universal_newlines=True)
        if done and done.returncode == 0:
            costs[kind] = json.loads(done.stdout)
    shutil.rmtree(directory)
    return costs


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", default=os.path.join(ROOT, "build", "release"))
    parser.add_argument("--events", type=int, default=1000000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    library = os.path.join(options.build, "lib", "runtime", "libsummary_v2.so")
    paths = [os.path.join(ROOT, "lib", "runtime", "python"), os.environ.get("PYTHONPATH")]
    environment = dict(os.environ, SUMMARY_V2_LIBRARY=library, PYTHONPATH=os.pathsep.join(filter(None, paths)))
    found = environments()
    best = {}
    with tempfile.TemporaryDirectory() as directory:
        for number in range(options.rounds):
            for name, cost in measure(options, environment, os.path.join(directory, str(number)), found).items():
                best[name] = [min(pair) for pair in zip(best.get(name, cost), cost)]
    print("microseconds a scalar    passed  spent by all threads")
    for name, (passed, spent) in best.items():
        print("  %-16s %11.3f %11.3f" % (name, passed, spent))
    for name in PEERS:
        if name not in best:
            print("left out: %s" % name)
    print("ratios                           passed     spent")
    for label, upper, lower, aim in (
        ("C++ to the floor", "default", "floor", "at most 2"),
        ("TF 2 eager to C++", "tf2-eager", "default", "at least 500"),
        ("TF 1 add_summary to C++", "tf1-add-summary", "default", "at least 50"),
        ("TF 2 eager to Python", "tf2-eager", "package", "at least 20"),
        ("tensorboardX to Python", "tensorboardx", "package", "at least 5"),
        ("tensorboard.summary to Python", "tensorboard", "package", ""),
    ):
        if upper in best and lower in best:
            print("  %-30s %9.2f %9.2f  %s" % ((label,) + tuple(a / b for a, b in zip(best[upper], best[lower])) + (aim,)))


if __name__ == "__main__":
    main()
