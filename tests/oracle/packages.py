#!/usr/bin/env python3
"""Migrates libraries from PyPI in place and runs them with the same seeds before and after, on TensorFlow 1.15.

usage: packages.py --tool build/release/bin/summary-upgrade [--keep DIR] [NAME]...

Each package is brought by pip, together with what it needs (pinned below), and driven by packages/NAME.py, which takes a log directory.
The event files of both runs are compared by `summary-upgrade events diff`. Run metadata is set aside: TensorFlow 1 stores it as an event of
its own kind, TensorFlow 2 as a summary of the graph plugin. A program whose original differs from one run to the next is run up to five times
on both sides: it is equal when one run of the result is one of the original. Needs pip's network and some minutes, so it is no part of the test run.
Exit code: 0 all equal, 1 a difference, 77 no TensorFlow here.
"""
import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile

import oracle

HERE = os.path.dirname(os.path.abspath(__file__))
PACKAGES = {
    "stable_baselines": {
        "package": "stable-baselines==2.10.2",
        "needs": ["gym==0.17.3", "cloudpickle==1.6.0", "future==0.18.3", "joblib==1.1.0", "opencv-python-headless==4.5.5.64", "pandas==1.1.5",
                  "matplotlib==3.3.4", "pytz==2022.7", "python-dateutil==2.8.2", "kiwisolver==1.4.4", "cycler==0.11.0", "pyparsing==3.0.9",
                  "pillow==9.5.0", "scipy==1.5.4"],
        "runs": ["PPO2", "A2C", "DQN", "ACKTR"],
    },
    "keras": {
        "package": "keras==2.2.5",
        "needs": ["keras_applications==1.0.8", "keras_preprocessing==1.1.2", "pyyaml==5.4.1", "scipy==1.5.4"],
        "runs": ["TensorBoard"],
    },
}


def differences(tool, before, after):
    """(number of values before, what differs), the run metadata set aside."""
    done = subprocess.run([tool, "events", "diff", "--json", before, after], stdout=subprocess.PIPE, stderr=subprocess.PIPE, universal_newlines=True)
    if done.returncode not in (0, 1):
        sys.exit(f"packages: events diff: {done.stderr.strip()}")
    report = json.loads(done.stdout)
    found = [d for d in report["differences"] if not (d["plugin"] == "graph_run_metadata" and d["kind"] == "extra")]
    return report["before"], found + report["problems"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tool", required=True)
    parser.add_argument("--keep", help="work here, and leave it")
    parser.add_argument("names", nargs="*", metavar="NAME")
    arguments = parser.parse_args()
    tool = os.path.abspath(arguments.tool)
    python = oracle.find_environments()["tf1"]
    scratch = os.path.abspath(arguments.keep) if arguments.keep else tempfile.mkdtemp(prefix="summary-upgrade-packages-")
    bad = 0
    for name in arguments.names or PACKAGES:
        what, place = PACKAGES[name], os.path.join(scratch, name)
        needs, before, after = (os.path.join(place, part) for part in ("needs", "before", "after"))
        pip = [python, "-m", "pip", "--quiet", "--disable-pip-version-check", "install", "--no-deps", "--target"]
        subprocess.run([*pip, needs, *what["needs"]], check=True)
        subprocess.run([*pip, before, what["package"]], check=True)
        shutil.copytree(before, after)
        done = subprocess.run([tool, "--output-format", "concise", "--output-file", os.path.join(place, "findings"), after], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, universal_newlines=True)
        print(f"{name}: {what['package']}: {done.stderr.strip().splitlines()[-1]}", flush=True)
        bad |= done.returncode == 2
        for run in what["runs"]:
            logs = {"before": [], "after": []}

            def train(side, code):
                logs[side].append(os.path.join(place, "logs", run, f"{side}{len(logs[side])}"))
                environment = dict(os.environ, PYTHONPATH=os.pathsep.join([code, needs]), PYTHONHASHSEED="0", TF_CPP_MIN_LOG_LEVEL="3",
                                   CUDA_VISIBLE_DEVICES="", MPLBACKEND="agg")
                ran = subprocess.run([python, "-W", "ignore", os.path.join(HERE, "packages", name + ".py"), run, logs[side][-1]], env=environment,
                                     stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True)
                if ran.returncode:
                    sys.exit(f"packages: {name}: {run}: {side}: exit code {ran.returncode}: {ran.stdout.strip().splitlines()[-1]}")

            train("before", before)
            train("after", after)
            values, found = differences(tool, logs["before"][0], logs["after"][0])
            noise = ""
            while found and len(logs["before"]) < 5:
                train("before", before)
                train("after", after)
                if differences(tool, logs["before"][0], logs["before"][-1])[1]:
                    noise = "; the original differs from itself, too"
                for one in logs["before"]:
                    for other in logs["after"]:
                        found = found and differences(tool, one, other)[1]
            bad |= bool(found) or not values
            print(f"  {run}: {'DIFFERENT: ' + json.dumps(found[0]) if found else 'EQUAL'}, {values} values{noise}", flush=True)
    if not arguments.keep:
        shutil.rmtree(scratch)
    return int(bad)


if __name__ == "__main__":
    sys.exit(main())
