#!/usr/bin/env python3
"""Migrates scripts from public repositories and runs them before and after on TensorFlow 1.15: the streams must be equal.

usage: real_scripts.py --tool build/release/bin/summary-upgrade [--only SUBSTRING]...
       real_scripts.py --originals [--only SUBSTRING]...    only runs the originals, twice: the same stream?
exit:  0 every migrated script is equal, 1 one is not, 77 no TensorFlow or no checkouts (1 under SUMMARY_UPGRADE_REQUIRE_ORACLE=1 when
       TensorFlow is missing)

The scripts are listed in real_scripts.tsv; they are not part of this project. SUMMARY_UPGRADE_REAL_DIR names the directory with the
checkouts, one OWNER+NAME each; a script that is not there is skipped by name. A script that is declined is left as it is: that is
reported, and counts neither way. --min-equal N and --min-repos N say how much must be migrated when all checkouts are there.

Both sides run in the same made-up surroundings: small seeded data in place of downloads, no plots, fixed seeds, one thread, an empty working
directory. An absolute /tmp in a string becomes ./tmp before anything else, so that logs stay in that directory.
"""
import argparse
import concurrent.futures
import os
import re
import shutil
import subprocess
import sys
import tempfile

import oracle
import run


def table():
    rows = [line.rstrip("\n").split("\t") for line in open(os.path.join(oracle.HERE, "real_scripts.tsv")) if not line.startswith("#")]
    for row in rows[1:]:
        one = dict(zip(rows[0], row))
        one["with"] = [f for f in one["with"].split(",") if f]
        one["shims"] = [s for s in one["shims"].split(",") if s]
        one["arguments"] = one["arguments"].split()
        one["tags_only"] = one["compare"] == "tags"
        one["name"] = f"{one['repo']} {one['path']}"
        yield one


class Missing(Exception):
    pass


def place(one, checkouts, directory):
    """The script and the files that it needs, side by side as in the repository."""
    shutil.rmtree(directory, ignore_errors=True)
    base = os.path.dirname(one["path"])
    files = []
    for path in [one["path"]] + one["with"]:
        source = os.path.join(checkouts, one["repo"].replace("/", "+"), path)
        if not os.path.exists(source):
            raise Missing(source)
        file = os.path.relpath(path, base)
        target = os.path.join(directory, file)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(source, "rb") as stream:
            text = stream.read()
        with open(target, "wb") as stream:
            stream.write(re.sub(rb"(['\"])/tmp(?=[/'\"])", rb"\1./tmp", text))
        files.append(file)
    return files


def execute(machine, one, side, directory, script):
    """Runs it on 1.15; what it writes is found anywhere under its working directory."""
    answer = machine.run("tf1", directory, script, directory + "-output", argv=one["arguments"], shims=one["shims"], timeout=300)
    if answer["code"] != 0:
        raise run.Failure(f"{side} ended with {answer['code']}:\n    " + "\n    ".join(oracle.last_lines(answer["log"])))


def check(machine, tool, checkouts, scratch, index, one):
    """("equal" | "declined" | "ran", text)"""
    before, after = (os.path.join(scratch, f"{index}-{side}") for side in ("before", "after"))
    files = place(one, checkouts, before)
    if not tool:
        place(one, checkouts, after)
        execute(machine, one, "the original", before, files[0])
        execute(machine, one, "the original", after, files[0])
        result = machine.compare(before, after, one["tags_only"])
        if not result.get("equal"):
            raise run.Failure("two runs of the original differ:\n    " + "\n    ".join(result.get("lines", [result.get("error")])))
        return "ran", f"{result['before']} values" + (", compared by tag" if one["tags_only"] else "")
    place(one, checkouts, after)
    command = [tool, "--target", "auto"] + files
    done = subprocess.run(command, cwd=after, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True)
    text = {file: run.read_text(os.path.join(after, file)) for file in files}
    changed = [file for file in files if text[file] != run.read_text(os.path.join(before, file))]
    if not changed:
        if done.returncode != 1:
            raise run.Failure(f"neither migrated nor declined: exit code {done.returncode}\n{done.stdout}")
        return "declined", ", ".join(sorted(set(re.findall(r"\bSU\d{3}\b", done.stdout)))) or done.stdout.strip()
    if done.returncode not in (0, 1):
        raise run.Failure(f"exit code {done.returncode}\n{done.stdout}")
    bridged = any(run.mutants.is_bridge(text[file]) for file in changed)
    left = [f"{file}: {what}" for file in changed for what in run.left_over(text[file], "a", bridged)]
    if left and done.returncode == 0:
        raise run.Failure("it says that nothing is left, but there is " + ", ".join(left))
    execute(machine, one, "the original", before, files[0])
    execute(machine, one, "the result", after, files[0])
    result = machine.compare(before, after, one["tags_only"])
    if not result.get("equal"):
        raise run.Failure("DIFFERENT: " + "\n    ".join([result.get("error", f"{result.get('before')} values before, {result.get('after')} after")]
                                                        + result.get("lines", [])))
    return ("partly" if left else "equal"), f"{result['after']} values" + (", compared by tag" if one["tags_only"] else "") + (f", left: {', '.join(left)}" if left else "")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tool")
    parser.add_argument("--originals", action="store_true")
    parser.add_argument("--only", action="append", default=[], metavar="SUBSTRING")
    parser.add_argument("--min-equal", type=int, default=0, metavar="N")
    parser.add_argument("--min-repos", type=int, default=0, metavar="N")
    parser.add_argument("--keep", metavar="DIR", help="work there and leave it")
    arguments = parser.parse_args()
    if not (arguments.tool or arguments.originals):
        parser.error("one of --tool and --originals is needed")
    tool = arguments.tool and os.path.abspath(arguments.tool)
    checkouts = os.environ.get("SUMMARY_UPGRADE_REAL_DIR", "")
    if not os.path.isdir(checkouts):
        print(f"SKIPPED: no checkouts of the scripts in real_scripts.tsv (SUMMARY_UPGRADE_REAL_DIR={checkouts or 'not set'})")
        return oracle.SKIPPED
    scripts = [one for one in table() if not arguments.only or any(part in one["name"] for part in arguments.only)]
    scratch = os.path.abspath(arguments.keep) if arguments.keep else tempfile.mkdtemp(prefix="summary-upgrade-real-")
    machine = oracle.Oracle(["tf1"])

    outcomes = {}
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        futures = [(one, pool.submit(check, machine, tool, checkouts, scratch, i, one)) for i, one in enumerate(scripts)]
        for one, future in futures:
            try:
                outcome, text = future.result()
            except Missing as missing:
                outcome, text = "skipped", f"not there: {missing}"
            except run.Failure as failure:
                outcome, text = "FAIL", str(failure)
            outcomes.setdefault(outcome, []).append(one)
            print(f"{outcome:8} {one['name']}: {text}", flush=True)
    machine.close()
    if not arguments.keep:
        shutil.rmtree(scratch, ignore_errors=True)

    equal = outcomes.get("equal", [])
    repos = {one["repo"] for one in equal}
    print(f"{len(scripts)} scripts: " + ", ".join(f"{len(v)} {k}" for k, v in sorted(outcomes.items())) + f"; equal ones from {len(repos)} repositories")
    enough = len(equal) >= arguments.min_equal and len(repos) >= arguments.min_repos
    if not enough and not outcomes.get("skipped"):
        print(f"real_scripts: fewer than {arguments.min_equal} from {arguments.min_repos} repositories")
        return 1
    return 1 if outcomes.get("FAIL") else 0


if __name__ == "__main__":
    sys.exit(main())
