#!/usr/bin/env python3
"""Tests of the command: run.py --tool PATH [SUBJECT]…, where a subject is one file test_SUBJECT.py; all of them without one."""
import argparse
import os
import sys
import unittest

import command

SKIPPED = 77  # what ctest takes as a skip

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tool", required=True)
    parser.add_argument("subjects", nargs="*")
    options = parser.parse_args()
    command.TOOL = os.path.abspath(options.tool)
    here = os.path.dirname(os.path.abspath(__file__))
    subjects = options.subjects or sorted(name[5:-3] for name in os.listdir(here) if name.startswith("test_") and name.endswith(".py"))
    suite = unittest.TestSuite(unittest.defaultTestLoader.loadTestsFromName("test_" + subject) for subject in subjects)
    if not suite.countTestCases():
        sys.exit("no tests")
    result = unittest.TextTestRunner(verbosity=2).run(suite)
    if not result.wasSuccessful():
        sys.exit(1)
    sys.exit(SKIPPED if len(result.skipped) == result.testsRun else 0)
