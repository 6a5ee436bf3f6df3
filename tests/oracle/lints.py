#!/usr/bin/env python3
"""Runs the programs of the rule pages that say what they do on TensorFlow 2, and looks at what they wrote or raised.

usage: lints.py DIRECTORY [NAME]...   DIRECTORY/NAME/train.py, with `writes=a@0,test:b@1`, `writes=none` or `raises=ValueError` in NAME/does
exit:  0 all as they say, 1 some are not, 77 no TensorFlow here (1 under SUMMARY_UPGRADE_REQUIRE_ORACLE=1)

A summary is its tag and step, behind the folder below the log directory where there is one.
"""
import os
import re
import sys
import tempfile

import oracle


def written(stream):
    return sorted(("" if run == "." else run + ":") + tag + "@" + str(row[0]) for run, rows in stream["runs"].items() for tag, values in rows.items() for row in values)


def check(machine, scratch, name, directory):
    with open(os.path.join(directory, "does")) as file:
        kind, wanted = file.read().split("=", 1)
    logs = os.path.join(scratch, name)
    answer = machine.run("tf2", directory, "train.py", logs, timeout=120)
    with open(answer["log"], errors="replace") as file:
        output = file.read()
    if kind == "raises":
        last = re.findall(r"^(?:[\w.]+\.)?(\w+)(?::|$)", output.rstrip().rsplit("Traceback", 1)[-1], re.M)
        if answer["code"] == 0 or wanted not in last:
            return f"it must raise {wanted}, and ended with {answer['code']}:\n    " + "\n    ".join(output.splitlines()[-4:])
        return ""
    if answer["code"] != 0:
        return f"it ended with {answer['code']}:\n    " + "\n    ".join(output.splitlines()[-4:])
    dump = machine.dump(logs)
    if "error" in dump:
        return dump["error"]
    got = written(dump["stream"])
    wanted = [] if wanted == "none" else sorted(wanted.split(","))
    return "" if got == wanted else f"it must write {wanted}, and wrote {got}"


def main():
    root, names = sys.argv[1], sys.argv[2:]
    names = names or sorted(os.listdir(root))
    machine = oracle.Oracle(names=("tf2",))
    failed = 0
    with tempfile.TemporaryDirectory(prefix="summary-upgrade-lints-") as scratch:
        for name in names:
            problem = check(machine, scratch, name, os.path.join(root, name))
            failed += bool(problem)
            print(("FAIL  " if problem else "ok    ") + name + (": " + problem if problem else ""), flush=True)
    machine.close()
    print(f"{len(names)} programs on TensorFlow {machine.versions['tf2']}: {len(names) - failed} do what they say, {failed} do not")
    return 1 if failed or not names else 0


if __name__ == "__main__":
    sys.exit(main())
