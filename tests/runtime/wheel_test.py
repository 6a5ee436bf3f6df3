"""Builds the wheel (and a source distribution, and the wheel again from that) without the network and uses it from there."""
import glob
import os
import subprocess
import sys
import tarfile
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.path.join(os.path.dirname(os.path.dirname(HERE)), "lib", "runtime", "python")
USE = """
import os, sys
sys.path.insert(0, sys.argv[1])
import summary_v2
assert os.path.dirname(summary_v2.__file__).startswith(sys.argv[1]), summary_v2.__file__
writer = summary_v2.create_file_writer(sys.argv[2])
with writer.as_default():
    assert summary_v2.scalar("a", 1.0, step=1)
assert os.path.getsize(writer.path) == 137, os.path.getsize(writer.path)
"""


class Wheel(unittest.TestCase):
    def environment(self):
        environment = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "SUMMARY_V2_LIBRARY")}
        # No index: a build that wants anything from one fails.
        # What counts is that it builds: fast.
        environment.update(CXXFLAGS="-O0", PIP_NO_INDEX="1", PIP_DISABLE_PIP_VERSION_CHECK="1", PIP_NO_CACHE_DIR="1")
        return environment

    def build_and_use(self, source, directory):
        wheels, target = os.path.join(directory, "wheels"), os.path.join(directory, "target")
        pip = [sys.executable, "-m", "pip", "--quiet"]
        environment = self.environment()
        subprocess.check_call(pip + ["wheel", "--no-deps", "-w", wheels, source], env=environment)
        (wheel,) = glob.glob(os.path.join(wheels, "summary_v2-*.whl"))
        subprocess.check_call(pip + ["install", "--no-deps", "--target", target, wheel], env=environment)
        logs = os.path.join(directory, "logs")
        subprocess.check_call([sys.executable, "-c", USE, target, logs], env=environment, cwd=directory)

    def test_wheel(self):
        with tempfile.TemporaryDirectory() as directory:
            self.build_and_use(SOURCE, directory)

    def test_source_distribution(self):
        with tempfile.TemporaryDirectory() as directory:
            sys.path.insert(0, os.path.join(SOURCE, "build_backend"))
            import build_wheel

            name = build_wheel.build_sdist(directory)
            with tarfile.open(os.path.join(directory, name)) as archive:
                archive.extractall(directory)
            self.build_and_use(os.path.join(directory, name[: -len(".tar.gz")]), directory)


if __name__ == "__main__":
    unittest.main()
