"""What is made from the table of options: completions and the manual page."""
import re
import shutil
import subprocess
import unittest

from command import CommandTest


class Generate(CommandTest):
    def long_options(self):
        return set(re.findall(r"(?:^|, )\s*(--[a-z-]+)", self.tool("--help").stdout, re.M))

    def complete(self, *words):
        """What bash offers for the last word."""
        self.write("done.bash", self.tool("completion", "bash", exit_code=0).stdout)
        script = 'source ./done.bash; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _summary_upgrade; printf "%s\\n" "${COMPREPLY[@]}"'
        run = subprocess.run(["bash", "-c", script, "bash", "summary-upgrade"] + list(words), cwd=self.directory, capture_output=True, text=True)
        self.assertEqual(run.stderr, "")
        return set(run.stdout.split())

    def test_bash(self):
        self.write("train.py", "")
        self.assertLessEqual(self.long_options(), self.complete("--"))
        self.assertEqual(self.complete("--dif"), {"--diff"})
        self.assertEqual(self.complete("--output-format", "gi"), {"github", "gitlab"})
        self.assertEqual(self.complete("--output-format", "=", "s"), {"sarif"})
        self.assertEqual(self.complete("--target", ""), {"auto", "compat", "tf2"})
        self.assertEqual(self.complete("tr"), {"train.py"})
        self.assertEqual(self.complete("compl"), {"completion"})
        self.assertEqual(self.complete("completion", ""), {"bash", "zsh", "fish"})

    def test_zsh_and_fish_name_every_option(self):
        for shell, form in (("zsh", "'%s"), ("fish", " -l %s ")):
            text = self.tool("completion", shell, exit_code=0).stdout
            for option in self.long_options():
                self.assertIn(form % (option if shell == "zsh" else option[2:]), text)

    def test_zsh_and_fish_can_read_them(self):
        checked = 0
        for shell in ("zsh", "fish"):
            if shutil.which(shell):
                checked += 1
                script = self.tool("completion", shell).stdout
                run = subprocess.run([shell, "--no-execute"] if shell == "fish" else [shell, "-n"], input=script, capture_output=True, text=True)
                self.assertEqual((run.returncode, run.stderr), (0, ""))
        if not checked:
            raise unittest.SkipTest("neither zsh nor fish is installed")

    def test_the_manual_page_names_every_option_and_key(self):
        page = self.tool("man", exit_code=0).stdout.replace("\\-", "-")
        for option in self.long_options():
            self.assertIn(option, page)
        for key in ("per-file-ignores", "roots"):
            self.assertIn(".B %s\n" % key, page)
        self.assertRegex(page, r"\A\.TH SUMMARY-UPGRADE 1 ")

    def test_usage(self):
        for arguments in (["completion"], ["completion", "tcsh"], ["man", "x"], ["schema", "x"]):
            self.assertIn("usage: summary-upgrade " + arguments[0], self.tool(*arguments, exit_code=2).stderr)
