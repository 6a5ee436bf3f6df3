#!/usr/bin/env python3
"""A table of what becomes of the programs in a directory: migrated natively, bridged or declined, and whether the event files came out equal.

usage: cases.py --tool build/release/bin/summary-upgrade DIRECTORY [NAME]...

DIRECTORY holds a folder a case with the program in before.py, which takes its log directory as its first argument. A line a case:

  NAME  native|bridged|declined CODE:LINE REASON|unsafe CODE:LINE|no summaries  EQUAL on 1.15.5, … | DIFFERENT … | the original fails

A result that differs on 2.21 is compared with what the original itself writes there, too: newer libraries may take other values than old ones.

An original that never closes its writer loses what it wrote; then the comparison says so. Exit code: 0; 1 when something is different, when
a result fails where its original did not, or when the tool crashes; 77 without TensorFlow.
"""
import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile

import oracle
import run


def migrate(tool, directory):
    """(what became of it, the reason, whether it became an eager program) of before.py in the directory, which is rewritten."""
    path = os.path.join(directory, "before.py")
    check = subprocess.run([tool, "--check", "--output-format", "json", path], stdout=subprocess.PIPE, stderr=subprocess.PIPE, universal_newlines=True)
    if check.returncode not in (0, 1):
        return "CRASHED", check.stderr.strip(), False
    findings = json.loads(check.stdout)
    declined = [f for f in findings if f["severity"] != "notice" and f["applicability"] == "none"]
    codes = {f["code"] for f in findings}
    before = run.read_text(path)
    done = subprocess.run([tool, path], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True)
    if done.returncode not in (0, 1):
        return "CRASHED", done.stdout.strip(), False
    text = run.read_text(path)
    if text == before:
        unsafe = [f for f in findings if f["applicability"] == "unsafe"]
        if not declined and unsafe:
            return "unsafe", f"{unsafe[0]['code']}:{unsafe[0]['range']['start']['line']} needs --unsafe-fixes", False
        if not declined:
            return "no summaries", "", False
        first, others = declined[0], len(declined) - 1
        return "declined", f"{first['code']}:{first['range']['start']['line']} {first['message']}" + (f" (and {others} more)" if others else ""), False
    # SU235 and SU237 say that something is bridged, SU402 that the result needs TensorFlow 2.
    return "bridged" if codes & {"SU235", "SU237"} else "native", "", "SU402" in codes


RATE = "tag='global_step/sec'"


def only_rates(failure):
    """Whether all that differs on 1.15 is how fast the steps were, which no two runs share."""
    lines = [line.strip() for line in failure.split("\n")[1:] if line.strip()]
    return failure.startswith("DIFFERENT on TensorFlow 1.15") and bool(lines) and all(line[0] in "+-" and RATE in line for line in lines)


RANDOM = "1.15 only: it uses random ops"
NOTHING = "(0 values before, 0 after)"


def equal_there(runner, case, result):
    """Whether the result writes on 2.21 what the original writes on 2.21."""
    try:
        before, _ = runner.run(case, "the original", runner.place(case, "before"), "tf2", swap=True)
    except run.Failure:
        return False
    return runner.compared(before, os.path.join(os.path.dirname(result), "logs-tf2"))["equal"]


def random_there(runner, case, result):
    """What a program with random ops, whose values are others on 2.21, writes there before and after."""
    try:
        before, _ = runner.run(case, "the original", runner.place(case, "before"), "tf2", swap=True)
        after, _ = runner.run(case, "the result", result, "tf2", swap=True)
    except run.Failure as failure:
        lines = [line.strip() for line in str(failure).split("\n") if "ResourceWarning" not in line]
        return f"{lines[0]} {lines[-1]}"
    compared = runner.compared(before, after)
    if compared["equal"]:
        return f"EQUAL to the original on 2.21, {compared['after']} values"
    return "on 2.21 its random values change with the ops in the graph: " + compared["lines"][-1].strip()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tool", required=True)
    parser.add_argument("directory")
    parser.add_argument("names", nargs="*")
    arguments = parser.parse_args()
    scratch = tempfile.mkdtemp(prefix="summary-upgrade-cases-")
    runner = run.Runner(scratch, os.path.abspath(arguments.tool))
    bad = 0
    names = arguments.names or sorted(n for n in os.listdir(arguments.directory) if os.path.exists(os.path.join(arguments.directory, n, "before.py")))
    for name in names:
        case = run.Case(name, os.path.join(arguments.directory, name), {"main": "before.py", "files": ["before.py"]})
        result = runner.place(case, "after")
        what, why, eager = migrate(runner.tool, result)
        if eager:
            case.target = "d"
        outcome = ""
        if what in ("native", "bridged"):
            try:
                before, random = runner.run(case, "the original", runner.place(case, "before"), "tf1")
            except run.Failure as failure:
                lines = [line for line in str(failure).split("\n") if "ResourceWarning" not in line]
                outcome = f"the original fails: {lines[-1].strip()}"
            else:
                try:
                    outcome = "; ".join(runner.after(case, result, before, random))
                    if random and outcome.endswith(RANDOM):
                        outcome = outcome[: -len(RANDOM)] + random_there(runner, case, result)
                except run.Failure as failure:
                    outcome = f"BAD: {failure}"
                    if only_rates(str(failure)):
                        outcome = "EQUAL on 1.15 but for `global_step/sec`, the measured speed; not compared on 2.21"
                    elif NOTHING in outcome:
                        outcome = "EQUAL: neither writes a value"
                    elif not (outcome.startswith("BAD: DIFFERENT on TensorFlow 2.21") and equal_there(runner, case, result)):
                        bad = 1
                    else:
                        outcome = "EQUAL to the original on 2.21, which differs there from 1.15: " + outcome.split("\n")[-1].strip()
        bad |= what == "CRASHED"
        print(f"{name:28} {what:9} {why}{outcome}", flush=True)
    runner.oracle.close()
    shutil.rmtree(scratch, ignore_errors=True)
    return bad


if __name__ == "__main__":
    sys.exit(main())
