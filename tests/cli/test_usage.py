"""Flags, help, version, rules: what is said, where, and the exit code."""
import json

from command import SIMPLE, CommandTest


class Usage(CommandTest):
    def fails(self, arguments, message):
        run = self.tool(*arguments, exit_code=2)
        self.assertEqual(run.stdout, "")
        self.assertEqual(run.stderr, "summary-upgrade: %s\nsummary-upgrade: see `summary-upgrade --help`\n" % message)

    def test_help_names_every_flag(self):
        run = self.tool("--help", exit_code=0)
        for flag in ("--diff", "--check", "--explain-component", "--output-format FORMAT", "--output-file FILE", "--exit-zero", "-q, --quiet", "--color",
                     "-j, --jobs", "--version", "-h, --help", "--target", "--tags auto|exact|plain", "--unsafe-fixes", "--select", "--ignore", "--statistics", "--stdin-filename", "--config KEY=VALUE", "--isolated", "--show-settings", "--verify SCRIPT", "--before-python",
                     "--max-session-runs"):
            self.assertIn(flag, run.stdout)
        for part in ("Usage:", "PATHS...", "rule CODE", "Exit codes:"):
            self.assertIn(part, run.stdout)
        self.assertEqual(run.stderr, "")
        self.assertLessEqual(max(map(len, run.stdout.splitlines())), 124)
        self.assertEqual(self.tool("-h").stdout, run.stdout)

    def test_version(self):
        run = self.tool("--version", exit_code=0)
        self.assertRegex(run.stdout, r"\Asummary-upgrade \d+\.\d+\.\d+\n")
        self.assertEqual(run.stderr, "")

    def test_wrong_usage(self):
        for arguments, message in [
            ([], "no files or directories are named"),
            (["--dif", "x.py"], "unknown option `--dif`; did you mean `--diff`?"),
            (["--chekc", "x.py"], "unknown option `--chekc`; did you mean `--check`?"),
            (["--output-fromat=json", "x.py"], "unknown option `--output-fromat=json`; did you mean `--output-format`?"),
            (["--zzzzzzzzzzzzzz", "x.py"], "unknown option `--zzzzzzzzzzzzzz`"),
            (["-qq", "x.py"], "unknown option `-qq`"),
            (["--output-format", "xml", "x.py"], "`--output-format`: `xml` is not one of full, concise, json, sarif, github, gitlab, junit"),
            (["--color=purple", "x.py"], "`--color`: `purple` is not one of auto, always, never"),
            (["--target", "tf3", "x.py"], "`--target`: `tf3` is not one of auto, compat, tf2"),
            (["--tags", "clean", "x.py"], "`--tags`: `clean` is not one of auto, exact, plain"),
            (["-j0", "x.py"], "`--jobs`: `0` is not a number from 1 to 1024"),
            (["-j", "many", "x.py"], "`--jobs`: `many` is not a number from 1 to 1024"),
            (["x.py", "--color"], "`--color` wants a value: auto|always|never"),
            (["--version=3"], "`--version` takes no value"),
            (["--diff", "--check", "x.py"], "`--diff` and `--check` exclude each other"),
            (["-", "x.py"], "standard input (`-`) cannot be mixed with files"),
            (["--explain-component", "train.py", "."], "`--explain-component`: wants FILE:LINE"),
            (["--select", "SU999", "x.py"], "`--select`: no rule `SU999`; did you mean `SU209`?"),
            (["rule"], "`rule` wants one code, or `--all`"),
            (["rule", "SU101", "SU102"], "`rule` wants one code, or `--all`"),
        ]:
            with self.subTest(arguments=arguments):
                self.fails(arguments, message)

    def test_two_dashes_end_the_options(self):
        self.write("--diff", "x = 1\n")
        run = self.tool("--check", "--", "--diff", exit_code=0)
        self.assertEqual(run.stderr, "1 file: 0 uses can be migrated\n")

    def test_rule_page(self):
        run = self.tool("rule", "SU101", exit_code=0)
        self.assertTrue(run.stdout.startswith("SU101 (fix: safe, since 0.1.0)\n\n# v1-scalar-op\n## What it does\n"))
        self.assertEqual(run.stderr, "")
        self.assertEqual(self.tool("rule", "v1-scalar-op", exit_code=0).stdout, run.stdout)
        page = json.loads(self.tool("rule", "SU101", "--output-format", "json", exit_code=0).stdout)
        self.assertEqual((page["code"], page["name"], page["fix"], page["languages"]), ("SU101", "v1-scalar-op", "safe", ["python"]))

    def test_all_rules(self):
        lines = self.tool("rule", "--all", exit_code=0).stdout.splitlines()
        codes = [line.split()[0] for line in lines]
        self.assertIn("SU216", codes)
        self.assertEqual(codes, sorted(set(codes)))
        rules = json.loads(self.tool("rule", "--all", "--output-format=json", exit_code=0).stdout)
        self.assertEqual([rule["code"] for rule in rules], codes)
        for code in codes:
            self.assertIn(code, self.tool("rule", code, exit_code=0).stdout.splitlines()[0])

    def test_unknown_rule(self):
        run = self.tool("rule", "SU111x", exit_code=2)
        self.assertEqual((run.stdout, run.stderr), ("", "summary-upgrade: no rule `SU111x`; did you mean `SU111`?\n"))
        self.assertEqual(self.tool("rule", "qqqqqqqqqqqqq", exit_code=2).stderr, "summary-upgrade: no rule `qqqqqqqqqqqqq`\n")

    def test_output_to_a_pipe_that_closes(self):
        self.write("train.py", SIMPLE)
        import subprocess
        import command
        for arguments in (["rule", "--all", "--output-format=json"], ["--diff", "train.py"], ["--help"]):
            child = subprocess.Popen([command.TOOL] + arguments, cwd=self.directory, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            child.stdout.close()
            error = child.stderr.read().decode()
            child.stderr.close()
            self.assertIn(child.wait(timeout=60), (0, 1))
            self.assertNotIn("Broken pipe", error)

    def test_output_to_a_full_disk(self):
        import os
        import subprocess
        import command
        if not os.path.exists("/dev/full"):
            self.skipTest("no /dev/full")
        with open("/dev/full", "wb") as full:
            run = subprocess.run([command.TOOL, "rule", "--all"], stdout=full, stderr=subprocess.PIPE, timeout=60)
        self.assertEqual((run.returncode, run.stderr), (2, b"summary-upgrade: standard output: No space left on device\n"))
