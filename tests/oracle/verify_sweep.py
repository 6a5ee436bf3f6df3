#!/usr/bin/env python3
"""Runs `summary-upgrade verify` on programs whose verdict is known, and says where it gives another one.

usage: verify_sweep.py --tool BIN cases DIR [--only NAME]...     before/after pairs on 1.15 and on 2.21: folders with a RESULT.md, with before/ and
                                                                 after/, or in host_verdicts.tsv; DIR or what is in it holds them
       verify_sweep.py --tool BIN corpus [--only NAME]...        every program of corpus/: equal, and every seeded wrong migration not
       verify_sweep.py --tool BIN real DIR [--only SUBSTRING]... the scripts of real_scripts.tsv in checkouts below DIR
exit:  0 as recorded, 1 not, 77 no TensorFlow (1 under SUMMARY_UPGRADE_REQUIRE_ORACLE=1)

The heavy companion of verify_test.py; docs/verify.md has its results.
"""
import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

import oracle
import seeded

# Where verify rightly says something else than was recorded: random ops of 1.15 and 2.21 give other values, migrated or not; and a v1 writer that is
# never closed gets the time to write its queue.
EXPLAINED = {("19_seed", "tf2"): "nothing-proven", ("13b_noclose", "tf1"): "equal", ("13b_noclose", "tf2"): "equal"}
EXITS = {"equal": 0, "different": 1, "nothing-proven": 2}


class Verify:
    def __init__(self, tool, pythons):
        self.tool, self.pythons = os.path.abspath(tool), pythons

    def __call__(self, *arguments, before="tf1", after="tf1", cwd=None):
        """The report, and what contradicts it in the exit code."""
        command = [self.tool, "verify", "--output-format", "json", "--timeout", "300", "--before-python", self.pythons[before],
                   "--after-python", self.pythons[after]] + list(arguments)
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, universal_newlines=True, cwd=cwd)
        try:
            report = json.loads(done.stdout)
        except ValueError:
            raise AssertionError(f"no report: exit code {done.returncode}\n{done.stdout}{done.stderr}")
        assert done.returncode == EXITS[report["verdict"]], (done.returncode, report["verdict"])
        return report


def brief(report):
    differences = [f"{d['kind']} {d['run']} {d['tag']} ({d['count']})" for d in report.get("differences", [])][:3]
    return "; ".join(differences) or report.get("reason", "").split("\n")[-1]


def recorded(path):
    """(program, "tf1"|"tf2", verdict) of each cell of a RESULT.md."""
    for line in open(path):
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if len(cells) == 3 and re.fullmatch(r"\w+", cells[0]) and cells[0] not in ("program", "before"):
            for version, cell in zip(("tf1", "tf2"), cells[1:]):
                if cell != "-":
                    yield cells[0], version, cell.split(" ")[0]


def pairs(folder, name):
    """(before, after, program, "tf1"|"tf2", recorded verdict, wanted verdict, options) of each pair in a case's folder."""
    result = os.path.join(folder, "RESULT.md")
    if os.path.exists(result):
        values = int(re.search(r"before \| \w+ \((\d+)", open(result).read()).group(1))
        for program, version, verdict in recorded(result):
            # What was recorded as equal with no value on either side proves nothing; a crash is a difference.
            wanted = "nothing-proven" if verdict == "equal" and not values else "different" if verdict == "crash" else verdict
            wanted = EXPLAINED.get((name, version), wanted)
            yield "before.py", program + ".py", program, version, verdict, wanted, ["--own-seeds", "--strict", "--", "logs"]
    elif os.path.isdir(os.path.join(folder, "before")):
        script = "train.py" if os.path.exists(os.path.join(folder, "before", "train.py")) else "trainer.py"
        # The fifth is for a program without a graph, and for TensorFlow 2 only.
        for version in ("tf2",) if name.startswith("05") else ("tf1", "tf2"):
            yield "before", "after", "after", version, "equal", "equal", ["--script", script, "--", "logs"]
    else:
        for line in open(os.path.join(oracle.HERE, "host_verdicts.tsv")):
            case, program, version, verdict, wanted = line.split("\t")[:5]
            if case == name:
                yield "before.py", program + ".py", program, version, verdict, wanted.strip(), ["--own-seeds", "--", "logs"]


def cases(verify, root, only):
    agreed, others = 0, []
    folders = [os.path.join(root, name) for name in sorted(os.listdir(root))]
    folders += [os.path.join(folder, name) for folder in folders if os.path.isdir(folder) for name in sorted(os.listdir(folder))]
    for folder in folders:
        name = os.path.basename(folder)
        if not os.path.isdir(folder) or name in ("before", "after") or only and name not in only:
            continue
        for before, after, program, version, verdict, wanted, options in pairs(folder, name):
            report = verify("--pair", os.path.join(folder, before), os.path.join(folder, after), *options, after=version)
            line = f"{name} {program} on {version}: recorded {verdict}, verify {report['verdict']}: {brief(report)}"
            if report["verdict"] == wanted:
                agreed += 1
                print("ok    ", line, flush=True)
            else:
                others.append(line)
                print("OTHER ", line, flush=True)
    print(f"{agreed + len(others)} pairs: {agreed} as wanted, {len(others)} not")
    return not others


def corpus(verify, root, only, limit=None):
    programs = missed = alarms = caught = 0
    for name in sorted(os.listdir(root)):
        directory = os.path.join(root, name)
        expectation = os.path.join(directory, "expect.json")
        if not os.path.exists(expectation) or only and name not in only:
            continue
        settings = json.load(open(expectation))
        if "declined" in settings or "silent" in settings:
            continue
        programs += 1
        one_alarm, one_caught, one_missed = seeded.sweep(verify, directory, settings, limit)
        print(f"{name}: {one_caught} wrong migrations caught" + "".join(f"\n  MISSED {what}" for what in one_missed)
              + (f"\n  FALSE ALARM {one_alarm}" if one_alarm else ""), flush=True)
        caught += one_caught
        missed += len(one_missed)
        alarms += bool(one_alarm)
    print(f"{programs} programs: {caught} wrong migrations caught, {missed} missed, {alarms} false alarms")
    return not missed and not alarms


def real(verify, checkouts, only):
    import real_scripts
    verdicts = {}
    scratch = tempfile.mkdtemp(prefix="summary-upgrade-verify-sweep-")
    for index, one in enumerate(real_scripts.table()):
        if only and not any(part in one["name"] for part in only):
            continue
        source = os.path.join(checkouts, one["repo"].replace("/", "+"), one["path"])
        if not os.path.exists(source):
            print(f"skipped {one['name']}: not there")
            continue
        directory = os.path.join(scratch, str(index))
        os.makedirs(directory)
        for path in [one["path"]] + one["with"]:
            target = os.path.join(directory, os.path.relpath(path, os.path.dirname(one["path"])))
            os.makedirs(os.path.dirname(target), exist_ok=True)
            shutil.copyfile(os.path.join(checkouts, one["repo"].replace("/", "+"), path), target)
        with open(os.path.join(directory, "verify_surroundings.py"), "w") as file:
            file.write("import sys\nsys.path.insert(0, %r)\nimport shim\n" % oracle.HERE)
            for what in one["shims"]:
                file.write({"mnist": "shim.install_fake_mnist()\n", "plots": "shim.install_stub_plots()\n", "sklearn": "shim.install_fake_sklearn()\n"}[what])
        script = os.path.basename(one["path"])
        if one["shims"]:
            text = open(os.path.join(directory, script), "rb").read()
            future = re.match(rb"(?s)(.*\nfrom __future__ [^\n]*\n|from __future__ [^\n]*\n)?", text).end()
            open(os.path.join(directory, script), "wb").write(text[:future] + b"import verify_surroundings\n" + text[future:])
        report = verify(script, "--", *one["arguments"], cwd=directory)
        verdicts.setdefault(report["verdict"], []).append(one["name"])
        states = sorted({tag["verdict"] for tag in report.get("tags", [])})
        print(f"{report['verdict']:14} {one['name']}: {report.get('values_proven', 0)} values, {', '.join(states)} {brief(report)}", flush=True)
    shutil.rmtree(scratch)
    print(", ".join(f"{len(names)} {verdict}" for verdict, names in sorted(verdicts.items())))
    return len(verdicts.get("equal", [])) >= 8 and "different" not in verdicts


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tool", required=True)
    parser.add_argument("what", choices=["cases", "corpus", "real"])
    parser.add_argument("directory", nargs="?")
    parser.add_argument("--only", action="append", default=[])
    arguments = parser.parse_args()
    verify = Verify(arguments.tool, oracle.find_environments())
    if arguments.what == "corpus":
        good = corpus(verify, arguments.directory or os.path.join(oracle.ROOT, "corpus"), arguments.only)
    elif not arguments.directory:
        parser.error(f"{arguments.what} wants a directory")
    else:
        good = (cases if arguments.what == "cases" else real)(verify, arguments.directory, arguments.only)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
