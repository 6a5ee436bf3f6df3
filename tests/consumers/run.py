#!/usr/bin/env python3
"""Tests of our output with the programs that read it: run.py --tool PATH SUBJECT, where a subject is one file test_SUBJECT.py.

Without the environment of scripts/consumers-setup they are skipped by name; with SUMMARY_UPGRADE_REQUIRE_ORACLE=1 that is a failure."""
import argparse
import os
import subprocess
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
SKIPPED = 77


def environment():
    found = subprocess.run([os.path.join(ROOT, "scripts", "consumers-setup"), "--print"], capture_output=True, text=True)
    return found.stdout.strip() if found.returncode == 0 else None


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tool", required=True)
    parser.add_argument("subject")
    options = parser.parse_args()
    python = environment()
    if not python:
        required = os.environ.get("SUMMARY_UPGRADE_REQUIRE_ORACLE") == "1"
        print("%s: %s: the environment of scripts/consumers-setup is missing" % ("FAILED" if required else "SKIPPED", options.subject))
        sys.exit(1 if required else SKIPPED)
    if os.path.realpath(sys.prefix) != os.path.realpath(os.path.dirname(os.path.dirname(python))):
        os.execv(python, [python, "-B"] + sys.argv)
    sys.path.insert(0, os.path.join(ROOT, "tests", "cli"))
    import command
    command.TOOL = os.path.abspath(options.tool)
    result = unittest.TextTestRunner(verbosity=2).run(unittest.defaultTestLoader.loadTestsFromName("test_" + options.subject))
    sys.exit(0 if result.wasSuccessful() and result.testsRun else 1)
