#!/usr/bin/env python3
"""What becomes of public repositories: runs the tool over local copies of them and writes table.md.

usage: run.py --tool build/release/bin/summary-upgrade [--only SUBSTRING]... [--table FILE] [--sites FILE]
exit:  0 done, 1 a crash, a file that no longer parses or a second run that changes something, 77 no copies

SUMMARY_UPGRADE_REAL_DIR names the directory with the copies, one OWNER+NAME each; they are not part of this project, and nothing of
them is kept but counts and reasons. Without it the test is skipped. Each copy is migrated in a temporary directory.

An add_summary is counted from the tokens of the file, not by the tool. A call of what the repository itself defines under that
name is none: `self.add_summary(...)` in a class that defines it, `thing.add_summary(...)` where `thing = Class(...)` of such classes only,
`module.add_summary(...)` of a module of it, and a call without arguments. Those are counted apart. It is migrated when the tool gives it a safe edit and it is
gone from the result, bridged when its component says so (SU235, SU237), else native. --sites writes one line a call: what became of
it and where; drawn ones are to be read.
"""
import argparse
import ast
import collections
import datetime
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import tokenize
import warnings

HERE = os.path.dirname(os.path.abspath(__file__))
BRIDGES = {"SU235", "SU237"}
TIMEOUT = 600


def python_files(directory):
    for root, folders, names in os.walk(directory):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        for name in sorted(names):
            path = os.path.join(root, name)
            if name.endswith(".py") and os.path.isfile(path) and not os.path.islink(path):
                yield os.path.relpath(path, directory)


def read(directory, path):
    with open(os.path.join(directory, path), "rb") as stream:
        return stream.read()


def calls_of(source):
    """(line, column in bytes) of each call of an attribute add_summary; comments and strings do not count."""
    if b"add_summary" not in source:
        return []
    found = []
    try:
        before = None
        tokens = []
        for token in tokenize.tokenize(io.BytesIO(source).readline):
            if token.type in (tokenize.NL, tokenize.COMMENT):
                continue
            tokens.append(token)
    except (tokenize.TokenError, IndentationError, SyntaxError):
        pass
    for before, token, after in zip(tokens, tokens[1:], tokens[2:]):
        if token.string == "add_summary" and before.string == "." and after.string == "(":
            column = len(token.line[: token.start[1]].encode("utf-8", "replace"))
            found.append((token.start[0], column + 1))
    return found


class OwnMethods:
    """What a repository itself defines under the name add_summary: methods of its classes, functions of its modules."""

    def __init__(self, files):
        self.classes, self.modules, self.made = set(), set(), collections.defaultdict(set)
        for path, source in files.items():
            if b"add_summary" not in source:
                continue
            name = None
            for line in source.decode("utf-8", "replace").splitlines():
                if re.match(r"class\s+(\w+)", line):
                    name = re.match(r"class\s+(\w+)", line).group(1)
                elif re.match(r"\s+def add_summary\s*\(", line) and name:
                    self.classes.add(name)
                elif re.match(r"def add_summary\s*\(", line):
                    self.modules.add(os.path.splitext(os.path.basename(path))[0])
        if self.classes:
            for source in files.values():
                for name, made in re.findall(r"\b(\w+)\s*=\s*(?:\w+\.)*(\w+)\s*\(", source.decode("utf-8", "replace")):
                    self.made[name].add(made)

    def calls(self, source, line, column):
        """Whether the call at this place is one of them."""
        text = source.decode("utf-8", "replace").splitlines()
        here = text[line - 1].encode("utf-8", "replace")[: column - 1].decode("utf-8", "replace")
        if re.match(r"add_summary\s*\(\s*\)", text[line - 1][len(here):]):
            return True  # a writer's takes a summary
        receiver = re.search(r"((?:\w+\s*\.\s*)*)(\w+)\s*\.\s*$", here)
        if not receiver:
            return False
        name = receiver.group(2)
        if name == "self" and not receiver.group(1):
            inside = [re.match(r"class\s+(\w+)", above) for above in text[:line]]
            return any(m and m.group(1) in self.classes for m in [m for m in inside if m][-1:])
        if self.made[name] and self.made[name] <= self.classes:
            return True
        return any(re.search(r"^\s*(?:from\s+\S+\s+)?import\s+(?:\S+\.)?%s(?:\s+as\s+%s)?\s*$" % (m, name), "\n".join(text), re.M) and
                   (m == name or " as " + name in "\n".join(text)) for m in self.modules)


def parses(source):
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(source)
        return True
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False


def run(tool, *arguments):
    start = time.monotonic()
    try:
        done = subprocess.run([tool, "--isolated", *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=TIMEOUT)
        return done.returncode, done.stdout, done.stderr.decode("utf-8", "replace"), time.monotonic() - start
    except subprocess.TimeoutExpired:
        return None, b"", "timeout", time.monotonic() - start


def holds(finding, line, column):
    place = finding["range"]
    begin, end = place["start"], place["end"]
    return (begin["line"], begin["column"]) <= (line, column) < (end["line"], end["column"])


def measure(tool, source, directory, faults, sites):
    """One repository: a dict of counts."""
    name = os.path.basename(source).replace("+", "/", 1)
    copy = os.path.join(directory, os.path.basename(source))
    shutil.copytree(source, copy, symlinks=True)
    os.makedirs(os.path.join(copy, ".git"), exist_ok=True)
    row = collections.Counter()
    reasons = collections.Counter()
    before = {path: read(copy, path) for path in python_files(copy)}
    status, output, errors, seconds = run(tool, "--check", "--output-format", "json", copy)
    if status not in (0, 1, 2):
        faults.append(f"{name}: exit {status} {errors[-200:]}")
    try:
        findings = json.loads(output)
    except ValueError:
        faults.append(f"{name}: no findings; {errors[-200:]}")
        findings = []
    for finding in findings:
        finding["path"] = os.path.relpath(os.path.join(os.getcwd(), finding["path"]), copy)
    bridged = {f["component"] for f in findings if f["code"] in BRIDGES}
    uses = [f for f in findings if f["severity"] == "warning" and f["applicability"] == "safe"]
    stops = [f for f in findings if f["severity"] != "notice" and f["applicability"] != "safe"]
    row["native"] = sum(f["component"] not in bridged for f in uses)
    row["bridged"] = len(uses) - row["native"]
    row["unsafe"] = sum(f["applicability"] == "unsafe" for f in stops)

    status, _, errors, _ = run(tool, "--quiet", copy)
    if status not in (0, 1, 2):
        faults.append(f"{name}: exit {status} {errors[-200:]}")
    after = {path: read(copy, path) for path in python_files(copy)}
    row["files"] = len(before)
    row["changed"] = sum(before[path] != after.get(path) for path in before)
    for path in before:
        if before[path] != after.get(path) and parses(before[path]) and not parses(after.get(path, b"(")):
            faults.append(f"{name}: {path} no longer parses")
    status, output, errors, _ = run(tool, "--check", "--output-format", "json", copy)
    try:
        row["left"] = sum(f["severity"] != "notice" for f in json.loads(output))
    except ValueError:
        faults.append(f"{name}: no findings in the second run; {errors[-200:]}")
    run(tool, "--quiet", copy)
    for path in python_files(copy):
        if read(copy, path) != after.get(path):
            faults.append(f"{name}: a second run changes {path}")

    own = OwnMethods(before)
    by_file = collections.defaultdict(list)
    for finding in findings:
        if finding["range"]:
            by_file[finding["path"]].append(finding)
    for path in before:
        kept = len(calls_of(after[path])) if path in after else 0
        found = calls_of(before[path])
        expected = 0
        for line, column in found:
            here = [f for f in by_file[path] if f["severity"] != "notice" and holds(f, line, column)]
            mine = [f for f in here if f["applicability"] == "safe" and "add_summary" in f["message"]]
            if mine:
                what = "bridged" if mine[0]["component"] in bridged else "native"
                reason = ""
            elif own.calls(before[path], line, column):
                row["own"] += 1
                expected += 1
                sites.append("\t".join(("own", "", name, path, str(line))))
                continue
            else:
                what, expected = "left", expected + 1
                reason = reason_of(path, line, column, here, findings)
                reasons[reason] += 1
            row["add_summary"] += 1
            row["add_" + what] += 1
            sites.append("\t".join((what, reason, name, path, str(line))))
        if kept > expected:
            faults.append(f"{name}: {path}: {len(found) - expected} of {len(found)} add_summary are to be migrated, {kept} are left")
    row["uses"] = len(uses) + len(stops)
    return name, row, reasons, seconds


def related_to(finding, path, line, column):
    for place in finding["related"]:
        if place.get("range") and place["path"].endswith(path) and holds(place, line, column):
            return True
    return False


def reason_of(path, line, column, here, findings):
    """The code and the words of the decline; names of the program are left out."""
    stops = [f for f in here if f["applicability"] != "safe"]
    stops += [f for f in findings if f["severity"] != "notice" and related_to(f, path, line, column)]
    if not stops:
        return "not seen as a summary"
    return stops[0]["code"] + " " + re.sub(r"`[^`]*`", "`…`", stops[0]["message"])


def commit_of(tool):
    done = subprocess.run(["git", "-C", HERE, "rev-parse", "HEAD"], stdout=subprocess.PIPE, universal_newlines=True)
    dirty = subprocess.run(["git", "-C", HERE, "status", "--porcelain", "--", "../../lib", "../../rules", "../../tools"], stdout=subprocess.PIPE)
    return done.stdout.strip()[:12] + (" with changes" if dirty.stdout.strip() else "")


def share(part, whole):
    return f"{100 * part / whole:.1f} %" if whole else "–"


def write_table(stream, arguments, rows, reasons, faults):
    total = sum((row for _, row, _ in rows), collections.Counter())
    calls = total["add_summary"]
    print("# What becomes of public repositories\n", file=stream)
    print(f"commit: {commit_of(arguments.tool)}  ", file=stream)
    print(f"date: {datetime.date.today().isoformat()}  ", file=stream)
    print("command: `SUMMARY_UPGRADE_REAL_DIR=… tests/ecosystem/run.py --tool build/release/bin/summary-upgrade --table tests/ecosystem/table.md`\n", file=stream)
    print("Made by `run.py`; `stale.py` says when rules or strategies are newer. Counts and reasons only; the repositories are not part of this project.\n", file=stream)
    print(f"{len(rows)} repositories, {total['files']} Python files, {calls} calls of `add_summary` (and {total['own']} of methods that projects define under that name): {share(total['add_native'] + total['add_bridged'], calls)} migrated, "
          f"{share(total['add_native'], calls)} native, {share(total['add_bridged'], calls)} bridged. Faults (crashes, files that no longer parse, second runs that change something): {len(faults)}.\n", file=stream)
    print("| repository | v1 uses before | after | native | bridged | files changed | seconds | `add_summary` | native | bridged | left |", file=stream)
    print("| --- | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: |", file=stream)
    for name, row, seconds in rows:
        print(f"| {name} | {row['uses']} | {row['left']} | {row['native']} | {row['bridged']} | {row['changed']} | {seconds:.2f} | "
              f"{row['add_summary']} | {row['add_native']} | {row['add_bridged']} | {row['add_left']} |", file=stream)
    print("\n| reason why an `add_summary` is left | calls |\n| --- | --: |", file=stream)
    for reason, count in sorted(reasons.items(), key=lambda r: (-r[1], r[0])):
        print(f"| {reason.replace('|', chr(92) + '|')} | {count} |", file=stream)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tool", required=True)
    parser.add_argument("--only", action="append", default=[])
    parser.add_argument("--table")
    parser.add_argument("--sites")
    arguments = parser.parse_args()
    arguments.tool = os.path.abspath(arguments.tool)
    copies = os.environ.get("SUMMARY_UPGRADE_REAL_DIR")
    if not copies or not os.path.isdir(copies):
        print("skipped: SUMMARY_UPGRADE_REAL_DIR names no directory with copies of repositories")
        return 77
    rows, reasons, faults, sites = [], collections.Counter(), [], []
    with tempfile.TemporaryDirectory() as directory:
        directory = os.path.realpath(directory)
        for one in sorted(os.listdir(copies)):
            if "+" not in one or (arguments.only and not any(o in one for o in arguments.only)):
                continue
            name, row, mine, seconds = measure(arguments.tool, os.path.join(copies, one), directory, faults, sites)
            rows.append((name, row, seconds))
            reasons.update(mine)
            shutil.rmtree(os.path.join(directory, one))
    with io.StringIO() as text:
        write_table(text, arguments, rows, reasons, faults)
        if arguments.table:
            with open(arguments.table, "w", encoding="utf-8") as stream:
                stream.write(text.getvalue())
        else:
            print(text.getvalue())
    if arguments.sites:
        with open(arguments.sites, "w", encoding="utf-8") as stream:
            stream.write("\n".join(sites) + "\n")
    for fault in faults:
        print("FAULT", fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
