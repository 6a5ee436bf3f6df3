#!/usr/bin/env python3
"""Says whether table.md is older than the rules and strategies: the commits since the table's that touched them.

usage: stale.py [TABLE]
exit:  0 the table is of today's rules and strategies, 1 it is older (the commits are listed), 2 it names no commit of this repository
"""
import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
DECIDES = ["rules", "lib/text", "lib/python", "lib/rulebook", "lib/program", "lib/migrate", "tools/summary-upgrade"]


def main():
    table = sys.argv[1] if len(sys.argv) > 1 else os.path.join(HERE, "table.md")
    with open(table, encoding="utf-8") as stream:
        named = re.search(r"^commit: ([0-9a-f]+)( with changes)?", stream.read(), re.M)
    root = os.path.dirname(os.path.dirname(HERE))
    command = ["git", "-C", root, "log", "--oneline", f"{named.group(1)}..HEAD" if named else "", "--", *DECIDES]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, universal_newlines=True) if named else None
    if done is None or done.returncode:
        print(f"{table}: names no commit of this repository")
        return 2
    if named.group(2):
        print(f"{table}: made from changes that were not committed")
    if done.stdout:
        print(f"{table}: older than {len(done.stdout.splitlines())} commits to rules and strategies; make it anew with run.py\n{done.stdout}", end="")
    return 1 if done.stdout or named.group(2) else 0


if __name__ == "__main__":
    sys.exit(main())
