#!/usr/bin/env python3
"""The C++ sources are as clang-format would write them: test_format.py CLANG_FORMAT"""
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def sources():
    for top in ("bench", "lib", "tests", "tools"):
        for folder, folders, names in os.walk(os.path.join(ROOT, top)):
            folders[:] = sorted(f for f in folders if f not in ("build", "node_modules") and not f.startswith("."))
            # Inputs of tests are as people write them.
            if os.path.relpath(folder, ROOT).startswith((os.path.join("tests", "cpp", "programs"), os.path.join("tests", "cpp", "cases"))):
                continue
            for name in sorted(names):
                if name.endswith((".cpp", ".h")):
                    yield os.path.join(folder, name)


def main():
    files = list(sources())
    if len(files) < 300:
        sys.exit("only %d sources were found" % len(files))
    done = subprocess.run([sys.argv[1], "--dry-run", "--ferror-limit=1", "-Werror"] + files, stderr=subprocess.PIPE, text=True)
    wrong = sorted({line.split(":")[0] for line in done.stderr.splitlines() if "clang-format-violations" in line})
    for path in wrong:
        print("clang-format -i " + os.path.relpath(path, ROOT))
    print("%d of %d sources are not formatted" % (len(wrong), len(files)))
    return 1 if wrong or done.returncode else 0


if __name__ == "__main__":
    sys.exit(main())
