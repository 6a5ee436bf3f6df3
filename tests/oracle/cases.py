#!/usr/bin/env python3
"""A table of what becomes of the programs in a directory: migrated natively, bridged or declined, and whether the event files came out equal.

usage: cases.py --tool build/release/bin/summary-upgrade DIRECTORY [NAME]...

DIRECTORY holds a folder a case with the program in before.py, which takes its log directory as its first argument. A line a case:

  NAME  native|bridged|declined CODE:LINE REASON|no summaries  EQUAL on 1.15.5, … | DIFFERENT … | the original fails

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
    """(what became of it, the reason) of before.py in the directory, which is rewritten."""
    path = os.path.join(directory, "before.py")
    check = subprocess.run([tool, "--check", "--output-format", "json", path], stdout=subprocess.PIPE, stderr=subprocess.PIPE, universal_newlines=True)
    if check.returncode not in (0, 1):
        return "CRASHED", check.stderr.strip()
    declined = [f for f in json.loads(check.stdout) if f["severity"] != "notice" and f["applicability"] == "none"]
    before = run.read_text(path)
    done = subprocess.run([tool, path], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True)
    if done.returncode not in (0, 1):
        return "CRASHED", done.stdout.strip()
    text = run.read_text(path)
    if text == before:
        if not declined:
            return "no summaries", ""
        first, others = declined[0], len(declined) - 1
        return "declined", f"{first['code']}:{first['range']['start']['line']} {first['message']}" + (f" (and {others} more)" if others else "")
    return ("bridged" if text.count("make_callable(") > before.count("make_callable(") else "native"), ""


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
        what, why = migrate(runner.tool, result)
        outcome = ""
        if what in ("native", "bridged"):
            try:
                before, random = runner.run(case, "the original", runner.place(case, "before"), "tf1")
            except run.Failure as failure:
                outcome = f"the original fails: {failure}".split("\n")[-1].strip()
            else:
                try:
                    outcome = "; ".join(runner.after(case, result, before, random))
                except run.Failure as failure:
                    outcome, bad = f"BAD: {failure}", 1
        bad |= what == "CRASHED"
        print(f"{name:28} {what:9} {why}{outcome}", flush=True)
    runner.oracle.close()
    shutil.rmtree(scratch, ignore_errors=True)
    return bad


if __name__ == "__main__":
    sys.exit(main())
