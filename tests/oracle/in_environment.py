#!/usr/bin/env python3
"""Runs a script in one of the oracle's environments: in_environment.py tf1|tf2 SCRIPT [ARGUMENT]…; skips when it is missing."""
import os
import sys

import oracle

if __name__ == "__main__":
    python = oracle.find_environments()[sys.argv[1]]
    os.execv(python, [python] + sys.argv[2:])
