#!/usr/bin/env python3
"""Real editors with our language server and our configurations of them: run.py --tool PATH EDITOR (nvim or emacs).

Each opens a script of two files, waits for the findings, applies a quick fix or the fix of everything, and saves; the files on disk are then what
the command makes of them. Without the editor a test is skipped by name; with SUMMARY_UPGRADE_REQUIRE_ORACLE=1 that is a failure."""
import argparse
import json
import os
import shutil
import subprocess
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
EDITORS = os.path.join(ROOT, "tools", "editors")
SKIPPED = 77
sys.path.insert(0, os.path.join(ROOT, "tests", "cli"))
import command  # noqa: E402
from command import ESCAPES, MODEL, TRAIN, CommandTest  # noqa: E402

EDITOR = None
# Characters of one and of two UTF-16 units stand before what is edited.
MIGRATED_TOGETHER = {"model.py": MODEL, "train.py": TRAIN.replace("    writer.add_summary(", "    '日本😀'; writer.add_summary(")}


class Editors(CommandTest):
    def setUp(self):
        super().setUp()
        for name, text in MIGRATED_TOGETHER.items():
            self.write("project/" + name, text)
        self.write("project/declined.py", ESCAPES)
        self.write("project/setup.py", "")  # marks the project
        shutil.copytree(self.path("project"), self.path("wanted"))
        self.tool("wanted", exit_code=1)

    def edit(self, action):
        """Runs the editor on train.py; returns what its script printed."""
        home = self.path("home")
        os.makedirs(home, exist_ok=True)
        environment = dict(os.environ, HOME=home, XDG_CONFIG_HOME=home, XDG_DATA_HOME=home, XDG_STATE_HOME=home, XDG_CACHE_HOME=home, LANG="C.UTF-8", LC_ALL="C.UTF-8",
                           TOOL=command.TOOL, ACTION=action, RESULT=self.path("result.json"), EDITOR_FILES=os.path.join(EDITORS, EDITOR))
        if EDITOR == "nvim":
            words = ["nvim", "--headless", "-n", "-u", os.path.join(HERE, "init.lua"), "train.py"]
        else:
            words = ["emacs", "-q", "--batch", "-L", os.path.join(EDITORS, "emacs"), "-l", os.path.join(HERE, "session.el")]
        run = subprocess.run(words, cwd=self.path("project"), env=environment, capture_output=True, text=True, timeout=120, stdin=subprocess.DEVNULL)
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
        return json.loads(self.read("result.json"))

    def disk(self, folder):
        return {name: self.read("%s/%s" % (folder, name)).decode() for name in ("model.py", "train.py", "declined.py")}

    def test_findings_are_shown(self):
        shown = self.edit("show")["diagnostics"]
        line = 1 + next(i for i, text in enumerate(MIGRATED_TOGETHER["train.py"].splitlines()) if "add_summary" in text)
        column = len("        '日本😀'; ")  # in characters
        self.assertIn([line, column, "SU202"], [entry[:3] for entry in shown])
        self.assertTrue(all(entry[3] for entry in shown), shown)
        self.assertEqual(self.disk("project"), dict(MIGRATED_TOGETHER, **{"declined.py": ESCAPES}))

    def test_the_quick_fix_migrates_both_files(self):
        result = self.edit("quickfix")
        self.assertIn("Migrate this writer and all its uses (2 files)", result["offered"])
        self.assertEqual(self.disk("project"), self.disk("wanted"))
        self.assertEqual(result["after"], [])

    def test_fix_all(self):
        self.edit("fix-all")
        self.assertEqual(self.disk("project"), self.disk("wanted"))

    def test_unsaved_text_counts(self):
        # The line of the write is a comment in the buffer; nothing is saved.
        shown = self.edit("unsaved")["diagnostics"]
        self.assertNotIn("SU202", [entry[2] for entry in shown])
        self.assertEqual(self.disk("project"), dict(MIGRATED_TOGETHER, **{"declined.py": ESCAPES}))

    def test_migrate_the_workspace(self):
        self.edit("workspace")
        self.assertEqual(self.disk("project"), self.disk("wanted"))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tool", required=True)
    parser.add_argument("editor", choices=["nvim", "emacs"])
    options = parser.parse_args()
    missing = shutil.which(options.editor) is None
    if not missing and options.editor == "emacs":
        missing = subprocess.run(["emacs", "-q", "--batch", "--eval", "(progn (package-initialize) (require 'eglot))"], capture_output=True).returncode != 0
    if missing:
        print("%s is not there (scripts/install-deps)" % options.editor)
        sys.exit(1 if os.environ.get("SUMMARY_UPGRADE_REQUIRE_ORACLE") else SKIPPED)
    EDITOR = options.editor
    command.TOOL = os.path.abspath(options.tool)
    result = unittest.TextTestRunner(verbosity=2).run(unittest.defaultTestLoader.loadTestsFromTestCase(Editors))
    sys.exit(0 if result.wasSuccessful() and result.testsRun else 1)
