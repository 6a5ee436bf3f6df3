"""usage: run.py tensorflow|tensorboard|plain|wheel|plain37|wheel37 LIBRARY

Runs one of the tests of this folder with the package and the library; `plain` and `wheel` with this interpreter, and as
`plain37` and `wheel37` with the Python 3.7 of the TensorFlow 1 environment; the others in the TensorFlow 2 environment of scripts/oracle-setup. Ends with 77 (skipped) when that is missing, unless
SUMMARY_UPGRADE_REQUIRE_ORACLE=1 asks for a failure then."""
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))


def environment_of(wanted):
    command = [os.path.join(ROOT, "scripts", "oracle-setup"), "--print"]
    done = subprocess.run(command, stdout=subprocess.PIPE, universal_newlines=True)
    for line in done.stdout.splitlines():
        name, _, python = line.partition(" ")
        if name == wanted:
            return python
    if os.environ.get("SUMMARY_UPGRADE_REQUIRE_ORACLE") == "1":
        sys.exit(wanted + " is missing and SUMMARY_UPGRADE_REQUIRE_ORACLE=1; run scripts/oracle-setup")
    print("SKIPPED: " + wanted + " is missing; run scripts/oracle-setup")
    sys.exit(77)


def main():
    test, library = sys.argv[1:3]
    python = sys.executable
    if test.endswith("37"):
        test, python = test[:-2], environment_of("tf1")
    elif test not in ("plain", "wheel"):
        python = environment_of("tf2")
    environment = dict(
        os.environ,
        SUMMARY_V2_LIBRARY=os.path.abspath(library),
        PYTHONPATH=os.path.join(ROOT, "lib", "runtime", "python"),
        PYTHONDONTWRITEBYTECODE="1",
        TF_CPP_MIN_LOG_LEVEL="3",
    )
    command = [python, os.path.join(HERE, test + "_test.py")]
    sys.exit(subprocess.call(command, env=environment, cwd=HERE))


if __name__ == "__main__":
    main()
