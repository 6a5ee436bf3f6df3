#!/usr/bin/env python3
"""Runs programs before and after their migration on real TensorFlow and compares what they wrote.

usage: run.py --tool build/release/bin/summary-upgrade [--only NAME]... [--no-mutants]   every case under corpus/
       run.py --bless [--only NAME]...      writes the stream of the originals into corpus/*/expect.json
       run.py --originals [--only NAME]...  only checks that the originals still write what expect.json says
       run.py --pair BEFORE AFTER           two directories (or files) with the same program, before and after
exit:  0 all equal, 1 a difference or a surviving mutant, 77 no TensorFlow here (1 under SUMMARY_UPGRADE_REQUIRE_ORACLE=1)

The original runs on 1.15. Where its result must run is its target, as the design says: a program in TF 1 spelling on 1.15 as it is and on
2.21 with `import tensorflow` swapped for tensorflow.compat.v1 ("a"), one in tf.compat.v1 spelling on 2.21 ("b"), one that imports
tensorflow.compat.v1 on both as it is ("c"), a host-only one on 2.21 ("d"). A program with random ops is compared on 1.15 alone: the values
of TensorFlow 2 are other ones. Then each result that came out equal is spoiled in several ways; every spoiled one must come out different.

expect.json: {"main": file, "target": a|b|c|d, "argv": [..] after the log directory, "options": [..] of the tool, "declined": code when it must be left as it is,
"library": files that are there when it runs, and that the tool is not shown,
"silent": why nothing is to be said of it (and "target" is where it runs),
"only1": reason why 2.21 cannot run it, "shims": what stands in for what 1.15 no longer has, "stream": what the original writes}
"""
import argparse
import ast
import concurrent.futures
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import traceback

import mutants
import oracle

TARGETS = {"a": [("tf1", False), ("tf2", True)], "b": [("tf2", False)], "c": [("tf1", False), ("tf2", False)], "d": [("tf2", False)]}


def read_text(path):
    with open(path, encoding="utf-8", newline="") as file:
        return file.read()


def write_text(path, text):
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write(text)


def guess_target(text):
    if re.search(r"^import tensorflow\.compat\.v1 as|^from tensorflow\.compat import v1|^from tensorflow\.compat\.v1 import", text, re.M):
        return "c"
    if "compat.v1.placeholder" in text or "compat.v1.Session" in text or "compat.v1.disable" in text:
        return "b"
    return "a"


def python_files(directory):
    """The program's files, as paths below its directory."""
    return sorted(os.path.relpath(os.path.join(folder, file), directory)
                  for folder, _, files in os.walk(directory) for file in files if file.endswith(".py"))


class Case:
    """One program and where it stands; files holds {relative path: path on disk} of the original."""

    def __init__(self, name, directory, settings):
        self.name, self.directory, self.settings = name, directory, settings
        self.library = settings.get("library", [])
        self.files = settings.get("files") or [file for file in python_files(directory) if file not in self.library]
        self.main = settings.get("main") or ("before.py" if "before.py" in self.files else "train.py" if "train.py" in self.files else self.files[0])
        self.target = settings.get("target") or guess_target(read_text(os.path.join(directory, self.main)))
        self.expected = os.path.join(directory, "expect.json")


def left_over(text, target, bridged):
    """The v1 summary calls that a migrated text still has. (What goes through write_raw_pb, here or in another file, is the bridge, and no left-over.)"""
    found = []
    for node in ast.walk(ast.parse(text)):
        name = mutants.dotted(node.func) if isinstance(node, ast.Call) else ""
        if bridged and re.search(r"\bcompat\.v1\.summary\.merge(_all)?$", name):
            continue
        if "def add_summary(" in text and name.endswith(".summary_writer.add_summary"):
            continue  # the writer that a supervisor was given
        if re.search(r"\.(add_summary|FileWriter|merge_all)$|\bsummary\.merge$", name) or \
                target == "a" and re.fullmatch(r"\w+\.summary\.(scalar|histogram|image|audio|text)", name):
            found.append(f"{name} in line {node.lineno}")
    return found


class Failure(Exception):
    pass


class Runner:
    def __init__(self, scratch, tool):
        self.scratch, self.tool = scratch, tool
        self.oracle = oracle.Oracle()

    def place(self, case, side, files=None, source=None):
        """A fresh directory with the program in it."""
        directory = os.path.join(self.scratch, case.name, side, "program")
        shutil.rmtree(os.path.dirname(directory), ignore_errors=True)
        os.makedirs(directory)
        for file in (files or case.files) + case.library:
            os.makedirs(os.path.dirname(os.path.join(directory, file)), exist_ok=True)
            shutil.copyfile(os.path.join(source or case.directory, file), os.path.join(directory, file))
        return directory

    def run(self, case, side, directory, version, swap=False, main=None):
        """The log directory that the program filled."""
        logs = os.path.join(os.path.dirname(directory), f"logs-{version}")
        extra = case.settings.get("argv", [])
        answer = self.oracle.run(version, directory, main or case.main, logs, argv=[logs] + extra, swap=swap,
                                 shims=case.settings.get("shims", []) if side == "the original" else [],
                                 timeout=case.settings.get("timeout", 120))
        if answer["code"] != 0:
            raise Failure(f"{side} on {oracle.NAMES[version]} ended with {answer['code']}:\n    "
                          + "\n    ".join(oracle.last_lines(answer["log"])))
        return logs, answer["random"]

    def compared(self, before, after):
        result = self.oracle.compare(before, after)
        if "error" in result:
            raise Failure(f"the streams could not be compared: {result['error']}")
        return result

    def original(self, case):
        """Runs the original on 1.15 and checks it against expect.json."""
        directory = self.place(case, "before")
        logs, random = self.run(case, "the original", directory, "tf1")
        if "stream" in case.settings:
            result = self.compared(case.expected, logs)
            if not result["equal"]:
                raise Failure("the original does not write what expect.json says:\n    " + "\n    ".join(result["lines"]))
        return logs, random

    def silent(self, case, before):
        """A program that is right as it stands: nothing is said, nothing is changed, and it writes the same on 2.21."""
        directory = self.place(case, "after")
        done = subprocess.run([self.tool, "--check"] + case.files, cwd=directory, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True)
        if done.returncode or "SU" in done.stdout:
            raise Failure(f"nothing is to be said of it: exit code {done.returncode}\n{done.stdout}")
        return ["nothing is said of it"] + self.after(case, directory, before, False)

    def migrate(self, case):
        directory = self.place(case, "after")
        command = [self.tool, "--target", "auto"] + case.settings.get("options", []) + case.files
        done = subprocess.run(command, cwd=directory, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True)
        texts = {file: read_text(os.path.join(directory, file)) for file in case.files}
        changed = any(texts[f] != read_text(os.path.join(case.directory, f)) for f in case.files)
        if "declined" in case.settings:
            if changed or case.settings["declined"] not in done.stdout:
                raise Failure(f"must be declined with {case.settings['declined']}: exit code {done.returncode}\n{done.stdout}")
            return None
        if done.returncode or not changed:
            raise Failure(f"not migrated: exit code {done.returncode}\n{done.stdout}")
        bridged = any(map(mutants.is_bridge, texts.values()))
        for file, text in texts.items():
            found = left_over(text, case.target, bridged)
            if found:
                raise Failure(f"{file} still has {', '.join(found)}\n{text}")
        again = subprocess.run(command, cwd=directory, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True)
        if again.returncode or any(texts[f] != read_text(os.path.join(directory, f)) for f in case.files):
            raise Failure(f"a second run does not leave the result alone: exit code {again.returncode}\n{again.stdout}")
        return directory

    def after(self, case, directory, before, random, main=None):
        """Runs a result where its target says. Returns the notes for the closing line."""
        notes = []
        for version, swap in TARGETS[case.target]:
            if version == "tf2" and "only1" in case.settings:
                notes.append(f"1.15 only: {case.settings['only1']}")
                continue
            if version == "tf2" and random:
                if len(TARGETS[case.target]) == 1:
                    raise Failure("a program with random ops cannot be compared between 1.15 and 2.21")
                notes.append("1.15 only: it uses random ops")
                continue
            logs, _ = self.run(case, "the result", directory, version, swap, main)
            result = self.compared(before, logs)
            if not result["equal"]:
                raise Failure(f"DIFFERENT on {oracle.NAMES[version]} ({result['before']} values before, {result['after']} after):\n    "
                              + "\n    ".join(result["lines"]))
            notes.append(f"EQUAL on {self.oracle.versions[version]}, {result['after']} values")
        return notes

    def mutate(self, case, directory, before, main=None):
        """Spoils the result in every known way. Returns (a note, the survivors). Each kind of harm must be seen by the comparison itself at
        least once: a mutant that crashes says nothing about it."""
        version, swap = TARGETS[case.target][0]
        crashed, seen, kinds, survivors = 0, [], set(), []
        files = python_files(directory)
        texts = {file: read_text(os.path.join(directory, file)) for file in files}
        bridged = any(map(mutants.is_bridge, texts.values()))
        for file in files:
            for what, text in mutants.mutants(texts[file], bridged):
                spoiled = self.place(case, "mutant", files, directory)
                write_text(os.path.join(spoiled, file), text)
                kind = what.split(": ")[1].split(" ")[0]
                kinds.add(kind)
                try:
                    logs, _ = self.run(case, "a mutant", spoiled, version, swap, main)
                except Failure:
                    crashed += 1
                    continue
                if self.compared(before, logs)["equal"]:
                    survivors.append(f"{file} {what}")
                seen.append(kind)
        for kind in sorted(kinds | {"op", "tag"}):
            if kind not in seen:
                survivors.append(f"no mutant of the kind '{kind}' ran: nothing was checked")
        return f"{len(seen)} mutants caught" + (f", {crashed} more crashed" if crashed else ""), survivors

    def corpus(self, case, with_mutants):
        before, random = self.original(case)
        if "silent" in case.settings:
            return self.silent(case, before)
        directory = self.migrate(case)
        if directory is None:
            return [f"declined with {case.settings['declined']}"]
        notes = self.after(case, directory, before, random)
        if with_mutants:
            note, survivors = self.mutate(case, directory, before)
            if survivors:
                raise Failure("mutants survived, so the comparison proves nothing:\n    " + "\n    ".join(survivors))
            notes.append(note)
        return notes

    def pair(self, case, after_directory, after_main, with_mutants):
        directory = self.place(case, "before")
        # A host-only original need not be a graph program, but 1.15 runs it.
        before, random = self.run(case, "the original", directory, "tf1")
        files = [after_main] if after_main else python_files(after_directory)
        result = self.place(case, "after", files, after_directory)
        notes = self.after(case, result, before, random, after_main)
        if with_mutants:
            note, survivors = self.mutate(case, result, before, after_main)
            if survivors:
                raise Failure("mutants survived:\n    " + "\n    ".join(survivors))
            notes.append(note)
        return notes


def corpus_cases(root, only):
    for name in sorted(os.listdir(root)):
        directory = os.path.join(root, name)
        if not os.path.isdir(directory) or (only and name not in only):
            continue
        path = os.path.join(directory, "expect.json")
        settings = json.loads(read_text(path)) if os.path.exists(path) else {}
        yield Case(name, directory, settings)


def bless(runner, case):
    settings = {k: v for k, v in case.settings.items() if k != "stream"}
    case.settings = settings
    logs, _ = runner.original(case)
    answer = runner.oracle.dump(logs)
    if "error" in answer:
        raise Failure(answer["error"])
    stream = answer["stream"]
    if not stream["runs"]:
        raise Failure("it writes nothing")
    if settings.setdefault("target", case.target) and case.main != "before.py":
        settings.setdefault("main", case.main)
    lines = [f' {json.dumps(key)}: {json.dumps(value)},' for key, value in settings.items()]
    tags = []
    for run, rows in stream["runs"].items():
        inner = ",\n".join(f"    {json.dumps(tag)}: {json.dumps(values)}" for tag, values in rows.items())
        tags.append(f"   {json.dumps(run)}: {{\n{inner}\n   }}")
    text = "{\n" + "\n".join(lines) + '\n "stream": {\n  "graphs": ' + json.dumps(stream["graphs"]) + ',\n  "runs": {\n' + ",\n".join(tags) + "\n  }\n }\n}\n"
    json.loads(text)
    write_text(case.expected, text)
    return [f"blessed: {sum(len(v) for r in stream['runs'].values() for v in r.values())} values"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tool")
    parser.add_argument("--corpus", default=os.path.join(oracle.ROOT, "corpus"))
    parser.add_argument("--only", action="append", default=[], help="a case by name; may be given again")
    parser.add_argument("--bless", action="store_true")
    parser.add_argument("--originals", action="store_true")
    parser.add_argument("--pair", nargs=2, metavar=("BEFORE", "AFTER"))
    parser.add_argument("--target", choices="abcd", help="with --pair: where the result must run (default: guessed from BEFORE)")
    parser.add_argument("--no-mutants", action="store_true")
    parser.add_argument("--keep", metavar="DIR", help="work there and leave it")
    arguments = parser.parse_args()
    if not (arguments.tool or arguments.bless or arguments.originals or arguments.pair):
        parser.error("one of --tool, --bless, --originals, --pair is needed")
    if arguments.tool and not os.access(arguments.tool, os.X_OK):
        sys.exit(f"run.py: {arguments.tool}: no such program; build it first")

    scratch = os.path.abspath(arguments.keep) if arguments.keep else tempfile.mkdtemp(prefix="summary-upgrade-oracle-")
    runner = Runner(scratch, arguments.tool and os.path.abspath(arguments.tool))
    if arguments.pair:
        (before, before_main), (after, after_main) = [(os.path.dirname(p), os.path.basename(p)) if os.path.isfile(p) else (p, None) for p in arguments.pair]
        settings = {k: v for k, v in (("main", before_main), ("files", before_main and [before_main]), ("target", arguments.target)) if v}
        case = Case("pair", before, settings)
        work = [(case, lambda: runner.pair(case, after, after_main, not arguments.no_mutants))]
    else:
        cases = list(corpus_cases(arguments.corpus, arguments.only))
        if not cases:
            sys.exit(f"run.py: no such case: {', '.join(arguments.only) or arguments.corpus}")
        act = (lambda c: bless(runner, c)) if arguments.bless else \
            (lambda c: runner.original(c) and ["the original writes what expect.json says"]) if arguments.originals else \
            (lambda c: runner.corpus(c, not arguments.no_mutants))
        work = [(case, lambda case=case: act(case)) for case in cases]

    failed = 0
    # Two at a time: one may use TensorFlow 1.15 while the other uses 2.21.
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        futures = [(case, pool.submit(job)) for case, job in work]
        for case, future in futures:
            try:
                print(f"ok    {case.name}: {'; '.join(future.result())}", flush=True)
            except Failure as failure:
                failed += 1
                print(f"FAIL  {case.name}: {failure}", flush=True)
            except Exception:  # one broken case must not hide the others
                failed += 1
                print(f"FAIL  {case.name}: the harness itself failed:\n{traceback.format_exc()}", flush=True)
    runner.oracle.close()
    if not arguments.keep:
        shutil.rmtree(scratch, ignore_errors=True)
    print(f"{len(work)} programs: {len(work) - failed} as they must be, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
