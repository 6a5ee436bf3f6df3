"""Installs a build below a prefix, and makes the .deb twice: install_test.py --cmake CMAKE --cpack CPACK --build DIR --version VERSION."""
import argparse
import glob
import hashlib
import os
import re
import shutil
import subprocess
import tempfile
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
OPTIONS = None
FILES = [
    "bin/summary-upgrade",
    "share/bash-completion/completions/summary-upgrade",
    "share/doc/summary-upgrade/CHANGELOG.md",
    "share/doc/summary-upgrade/README.md",
    "share/fish/vendor_completions.d/summary-upgrade.fish",
    "share/man/man1/summary-upgrade.1",
    "share/zsh/vendor-completions/_summary-upgrade",
]


def below(directory):
    return sorted(os.path.relpath(os.path.join(folder, name), directory) for folder, _, names in os.walk(directory) for name in names)


class Install(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.directory = temporary.name

    def test_the_component_of_the_command(self):
        subprocess.run([OPTIONS.cmake, "--install", OPTIONS.build, "--component", "summary_upgrade", "--prefix", self.directory], check=True, capture_output=True)
        self.assertEqual(below(self.directory), FILES)
        program = os.path.join(self.directory, "bin", "summary-upgrade")
        said = subprocess.run([program, "--version"], check=True, capture_output=True, text=True).stdout
        self.assertEqual(said.splitlines()[0], "summary-upgrade " + OPTIONS.version)
        for words, name in [(["man"], "share/man/man1/summary-upgrade.1"), (["completion", "zsh"], "share/zsh/vendor-completions/_summary-upgrade")]:
            with open(os.path.join(self.directory, name)) as file:
                self.assertEqual(file.read(), subprocess.run([program] + words, check=True, capture_output=True, text=True).stdout)

    @unittest.skipUnless(shutil.which("dpkg-deb") and shutil.which("dpkg-shlibdeps"), "no dpkg-dev here")
    def test_two_debs_are_the_same(self):
        hashes = set()
        for name in "ab":
            into = os.path.join(self.directory, name)
            subprocess.run([OPTIONS.cpack, "--config", os.path.join(OPTIONS.build, "CPackConfig.cmake"), "-B", into], check=True, capture_output=True,
                           env=dict(os.environ, SOURCE_DATE_EPOCH="1700000000"))
            (package,) = glob.glob(os.path.join(into, "*.deb"))
            with open(package, "rb") as file:
                hashes.add(hashlib.sha256(file.read()).hexdigest())
        self.assertEqual(len(hashes), 1)
        unpacked = os.path.join(self.directory, "root")
        subprocess.run(["dpkg-deb", "-x", package, unpacked], check=True)
        self.assertEqual(below(unpacked), ["usr/" + name for name in FILES])
        field = lambda name: subprocess.run(["dpkg-deb", "-f", package, name], check=True, capture_output=True, text=True).stdout.strip()
        self.assertEqual((field("Package"), field("Version")), ("summary-upgrade", OPTIONS.version))
        self.assertRegex(field("Depends"), r"libc6 \(>= ")

    def test_the_version_stands_in_one_place(self):
        for path, pattern in [("pyproject.toml", r'(?m)^version\s*='), ("lib/runtime/CMakeLists.txt", r"VERSION \d+\.\d+\.\d+ (?:LANG|SOV|COMP)")]:
            with open(os.path.join(ROOT, path)) as file:
                self.assertIsNone(re.search(pattern, file.read()), path)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    for option in ("--cmake", "--cpack", "--build", "--version"):
        parser.add_argument(option, required=True)
    OPTIONS = parser.parse_args()
    unittest.main(argv=["install_test"], verbosity=2)
