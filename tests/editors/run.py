#!/usr/bin/env python3
"""Real editors with our language server and our configurations of them: run.py --tool PATH EDITOR (nvim, emacs or vscode).

Each opens a script of two files, waits for the findings, applies a quick fix or the fix of everything, and saves; the files on disk are then what
the command makes of them. Without the editor a test is skipped by name; with SUMMARY_UPGRADE_REQUIRE_ORACLE=1 that is a failure. VS Code is code-server in Chromium, set up by
scripts/vscode-setup; --artefacts DIR is where it leaves screenshots. It has a variable of its own, SUMMARY_UPGRADE_REQUIRE_VSCODE=1."""
import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
EDITORS = os.path.join(ROOT, "tools", "editors")
SKIPPED = 77
sys.path.insert(0, os.path.join(ROOT, "tests", "cli"))
import command  # noqa: E402
from command import ESCAPES, MODEL, TRAIN, CommandTest  # noqa: E402

EDITOR = None
ARTEFACTS = None
# VS Code: where scripts/vscode-setup put it, and our extension, installed once with the tool inside.
CODE_SERVER = None
EXTENSIONS = None
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
        if EDITOR == "vscode":
            words = ["node", os.path.join(HERE, "vscode.mjs")]
            environment.update(CODE_SERVER=CODE_SERVER, CHROMIUM=shutil.which("chromium"), EXTENSIONS=EXTENSIONS, TOOL=command.TOOL if action == "workspace" else "",
                               SCREENSHOT=os.path.join(ARTEFACTS, action + ".png") if ARTEFACTS else "")
        elif EDITOR == "nvim":
            words = ["nvim", "--headless", "-n", "-u", os.path.join(HERE, "init.lua"), "train.py"]
        else:
            words = ["emacs", "-q", "--batch", "-L", os.path.join(EDITORS, "emacs"), "-l", os.path.join(HERE, "session.el")]
        run = subprocess.run(words, cwd=self.path("project"), env=environment, capture_output=True, text=True, timeout=240, stdin=subprocess.DEVNULL)
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
        return json.loads(self.read("result.json"))

    def disk(self, folder):
        return {name: self.read("%s/%s" % (folder, name)).decode() for name in ("model.py", "train.py", "declined.py")}

    def test_findings_are_shown(self):
        result = self.edit("show")
        shown = result["diagnostics"]
        line = 1 + next(i for i, text in enumerate(MIGRATED_TOGETHER["train.py"].splitlines()) if "add_summary" in text)
        column = len("        '日本😀'; ")  # in characters
        self.assertIn([line, column, "SU202"], [entry[:3] for entry in shown])
        self.assertTrue(all(entry[3] for entry in shown), shown)
        self.assertEqual(self.disk("project"), dict(MIGRATED_TOGETHER, **{"declined.py": ESCAPES}))
        if EDITOR == "vscode":
            self.assertRegex(result["status"], "^[0-9]+ summaries$")
            self.assertIn(self.tool("rule", "SU202").stdout.split("## Why\n")[1].splitlines()[0].replace("`", ""), result["page"])

    def test_the_quick_fix_migrates_both_files(self):
        result = self.edit("quickfix")
        self.assertIn("Migrate this writer and all its uses (2 files)", result["offered"])
        self.assertEqual(self.disk("project"), self.disk("wanted"))
        self.assertEqual(result["after"], [])

    def test_fix_all(self):
        self.edit("fix-all")
        self.assertEqual(self.disk("project"), self.disk("wanted"))

    def test_on_save(self):
        if EDITOR != "vscode":
            self.skipTest("an action of VS Code")
        self.edit("on-save")
        self.assertEqual(self.disk("project"), self.disk("wanted"))

    def test_unsaved_text_counts(self):
        # The line of the write is a comment in the buffer; nothing is saved.
        shown = self.edit("unsaved")["diagnostics"]
        self.assertNotIn("SU202", [entry[2] for entry in shown])
        self.assertEqual(self.disk("project"), dict(MIGRATED_TOGETHER, **{"declined.py": ESCAPES}))

    def test_migrate_the_workspace(self):
        self.edit("workspace")
        self.assertEqual(self.disk("project"), self.disk("wanted"))


def script(name, *arguments):
    return subprocess.run([os.path.join(ROOT, "scripts", name), *arguments], capture_output=True, text=True, stdin=subprocess.DEVNULL)


def missing(editor):
    """What is not there, and what would bring it; None when all is."""
    if editor == "vscode":
        return None if script("vscode-setup", "--print").returncode == 0 else "code-server, Chromium or playwright-core is not there (scripts/vscode-setup)"
    found = shutil.which(editor) is not None
    if found and editor == "emacs":
        found = subprocess.run(["emacs", "-q", "--batch", "--eval", "(progn (package-initialize) (require 'eglot))"], capture_output=True).returncode == 0
    return None if found else "%s is not there (scripts/install-deps)" % editor


def install_extension(directory):
    """Packages our extension with the tool inside and installs it, as a user does."""
    global CODE_SERVER, EXTENSIONS
    CODE_SERVER = script("vscode-setup", "--print").stdout.strip()
    EXTENSIONS = os.path.join(directory, "extensions")
    package = os.path.join(directory, "summary-upgrade.vsix")
    made = script("package-vscode", "--binary", command.TOOL, "--output", package)
    if made.returncode:
        sys.exit("the extension could not be packaged:\n" + made.stderr)
    subprocess.run([os.path.join(CODE_SERVER, "node_modules", ".bin", "code-server"), "--config", os.path.join(directory, "config.yaml"), "--user-data-dir", os.path.join(directory, "user"),
                    "--extensions-dir", EXTENSIONS, "--install-extension", package], check=True, stdin=subprocess.DEVNULL)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tool", required=True)
    parser.add_argument("--artefacts")
    parser.add_argument("editor", choices=["nvim", "emacs", "vscode"])
    options = parser.parse_args()
    problem = missing(options.editor)
    if problem:
        required = os.environ.get("SUMMARY_UPGRADE_REQUIRE_VSCODE" if options.editor == "vscode" else "SUMMARY_UPGRADE_REQUIRE_ORACLE")
        print("%s: %s: %s" % ("FAILED" if required else "SKIPPED", options.editor, problem))
        sys.exit(1 if required else SKIPPED)
    EDITOR = options.editor
    command.TOOL = os.path.abspath(options.tool)
    if options.artefacts:
        ARTEFACTS = os.path.abspath(options.artefacts)
        os.makedirs(ARTEFACTS, exist_ok=True)
    with tempfile.TemporaryDirectory() as directory:
        if EDITOR == "vscode":
            install_extension(directory)
        result = unittest.TextTestRunner(verbosity=2).run(unittest.defaultTestLoader.loadTestsFromTestCase(Editors))
    sys.exit(0 if result.wasSuccessful() and result.testsRun else 1)
