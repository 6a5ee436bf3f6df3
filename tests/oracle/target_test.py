#!/usr/bin/env python3
"""The targets together with tf_upgrade_v2, in both orders, on real TensorFlow: the events stay those of the original on 1.15.

usage: target_test.py TOOL [PROGRAM]...     skips when TensorFlow is missing (fails under SUMMARY_UPGRADE_REQUIRE_ORACLE=1)

  ours      the tool with --target TARGET, run as it is (compat: on 1.15 and, the import swapped, on 2.21)
  first     the tool, then tf_upgrade_v2: it must leave the summary parts alone, and the result runs on 2.21
  behind    tf_upgrade_v2, then the tool: what the script leaves behind is recognised as v1, and the result runs on 2.21
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent import futures

import oracle
import run

PROGRAMS = ["module_loop", "families", "helpers_in_scopes"]
# Several files in one process, as importing TensorFlow is what takes the time.
SCRIPT = """
import os, sys
from tensorflow.tools.compatibility import tf_upgrade_v2_main
for path in sys.argv[1:]:
    child = os.fork()
    if child == 0:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        sys.argv = ["tf_upgrade_v2", "--infile", path, "--inplace", "--reportfile", path + ".report"]
        tf_upgrade_v2_main.main()
        os._exit(0)
    if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]):
        sys.exit("tf_upgrade_v2 fails on " + path)
"""


def upgrade_script(python, paths):
    """tf_upgrade_v2 on each file, and what it asks people to add: its result is not eager."""
    environment = dict(os.environ, TF_CPP_MIN_LOG_LEVEL="3")
    subprocess.run([python, "-c", SCRIPT, *paths], check=True, env=environment, stderr=subprocess.DEVNULL)
    for path in paths:
        os.remove(path + ".report")
        text = run.read_text(path)
        run.write_text(path, re.sub(r"^import tensorflow as tf$", "import tensorflow as tf\ntf.compat.v1.disable_v2_behavior()", text, count=1, flags=re.M))


def summary_parts(text):
    """The v2 calls of a migrated file. The script may name a module's prefix otherwise, but nothing else."""
    return re.findall(r"(?:tf\.|tf\.compat\.v2\.)(summary\.(?:create_file_writer|scalar|histogram|image|text|write|experimental\.\w+)\(.*)", text)


def main():
    tool, only = os.path.abspath(sys.argv[1]), sys.argv[2:]
    scratch = tempfile.mkdtemp(prefix="summary-upgrade-targets-")
    runner = run.Runner(scratch, tool)
    python = oracle.find_environments()["tf2"]
    failures, jobs = [], []

    def migrate(directory, main, *options):
        done = subprocess.run([tool, "-q", *options, main], cwd=directory, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True)
        if done.returncode:
            raise run.Failure(f"exit code {done.returncode}: {done.stdout}")

    for name in only or PROGRAMS:
        case = next(c for c in run.corpus_cases(os.path.join(oracle.ROOT, "corpus"), [name]))
        for order, target in [("ours", "compat"), ("first", "auto"), ("first", "compat"), ("behind", "auto"), ("behind", "tf2"), ("behind", "compat")]:
            directory = os.path.join(scratch, name, order + "-" + target, "after")
            shutil.copytree(case.directory, directory)
            jobs.append((case, order, target, directory))
    try:
        upgrade_script(python, [os.path.join(d, case.main) for case, order, _, d in jobs if order == "behind"])
        for case, order, target, directory in jobs:
            migrate(directory, case.main, "--target", target)
        before = {d: run.read_text(os.path.join(d, case.main)) for case, order, _, d in jobs if order == "first"}
        upgrade_script(python, [os.path.join(d, case.main) for case, order, _, d in jobs if order == "first"])
    except run.Failure as failure:
        print(failure)
        return 1

    def check(job):
        case, order, target, directory = job
        path = os.path.join(directory, case.main)
        text = run.read_text(path)
        if order == "first" and summary_parts(before[directory]) != summary_parts(text):
            return f"tf_upgrade_v2 changed the summary parts:\n{before[directory]}\n{text}"
        if order == "behind" and target != "auto" and ("tf.compat.v2.summary" in text) != (target == "compat"):
            return f"not in the spelling of --target {target}:\n{text}"
        case = run.Case(case.name, case.directory, dict(case.settings))
        case.target = "a" if order == "ours" else "b"
        try:
            return "; ".join(runner.after(case, directory, case.expected, False))
        except run.Failure as failure:
            return f"{failure}\n{text}"

    with futures.ThreadPoolExecutor(2) as pool:
        for (case, order, target, _), outcome in zip(jobs, pool.map(check, jobs)):
            good = outcome.startswith("EQUAL")
            if not good:
                failures.append(case.name)
            print(f"{'ok   ' if good else 'FAIL '} {case.name} {order} --target {target}: {outcome}", flush=True)
    runner.oracle.close()
    shutil.rmtree(scratch, ignore_errors=True)
    print(f"{len(jobs)} results: {len(jobs) - len(failures)} as they must be, {len(failures)} failed")
    return 1 if failures or not jobs else 0


if __name__ == "__main__":
    sys.exit(main())
