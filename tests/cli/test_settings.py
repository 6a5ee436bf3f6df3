"""Settings: which file counts, what it may say, and what the command line has over it."""
from command import ESCAPES, MODEL, SIMPLE, TRAIN, CommandTest


class SettingsOfAProject(CommandTest):
    def concise(self, *arguments, **options):
        return self.tool("--check", "--output-format=concise", *arguments, **options)

    def test_the_nearest_file_wins(self):
        self.write("a/b/train.py", SIMPLE)
        self.write("pyproject.toml", "[tool.summary-upgrade]\ntarget = 'tf2'\n")
        self.assertIn("= tf.summary.create_file_writer", self.tool("--diff", "a").stdout)
        self.write("a/summary-upgrade.toml", "target = 'compat'\n")
        self.assertIn("tf.compat.v2.summary.create_file_writer", self.tool("--diff", "a/b").stdout)
        self.write("a/pyproject.toml", "[tool.summary-upgrade]\ntarget = 'tf2'\n")
        self.assertIn("tf.compat.v2.summary.create_file_writer", self.tool("--diff", "a/b").stdout)
        self.write("a/b/pyproject.toml", "[project]\nname = 'about-summary-upgrade'\n")
        self.assertIn("tf.compat.v2.summary.create_file_writer", self.tool("--diff", "a/b").stdout)

    def test_the_command_line_is_over_the_file(self):
        self.write("train.py", SIMPLE)
        self.write("summary-upgrade.toml", "target = 'tf2'\n")
        for arguments in (["--target=compat"], ["--isolated"], ["--config", "target=compat"], ["--config", "target = 'compat'"]):
            self.assertIn("tf.compat.v2.summary.create_file_writer", self.tool("--diff", *arguments, "train.py").stdout, arguments)
        self.write("other/o.toml", "target = 'compat'\n")
        self.assertIn("tf.compat.v2.summary.create_file_writer", self.tool("--diff", "--config=other/o.toml", "train.py").stdout)

    def test_faults(self):
        self.write("train.py", SIMPLE)
        place = "summary-upgrade: " + self.path("summary-upgrade.toml")
        for text, message in [
            ("tagret = 'tf2'\n", place + ":1: unknown key `tagret`; did you mean `target`?\n"),
            ("select = ['SU1']\ntarget = 3\n", place + ":2: `target` wants a string\n"),
            ("ignore = ['SU999']\n", place + ":1: `ignore`: no rule `SU999`; did you mean `SU209`?\n"),
            ("[per-file-ignores]\n'tests' = ['v1-skalar-op']\n", place + ":1: `per-file-ignores`: no rule `v1-skalar-op`; did you mean `SU101`?\n"),
        ]:
            with self.subTest(text=text):
                self.write("summary-upgrade.toml", text)
                before = self.files()
                run = self.tool("train.py", exit_code=2)
                self.assertEqual((run.stdout, run.stderr), ("", message))
                self.assertUntouched(before)
        self.write("summary-upgrade.toml", "select = [\n")
        self.assertRegex(self.tool("train.py", exit_code=2).stderr, r"summary-upgrade\.toml:\d+:\d+: ")
        run = self.tool("--isolated", "--config", "tagret=tf2", "train.py", exit_code=2)
        self.assertEqual(run.stderr, "summary-upgrade: --config: unknown key `tagret`; did you mean `target`?\n")

    def test_select_and_ignore_take_names(self):
        self.write("train.py", ESCAPES)
        self.assertIn("SU218", self.concise("train.py", exit_code=1).stdout)
        self.write("summary-upgrade.toml", "ignore = ['unresolved']\n")
        self.assertEqual(self.concise("train.py", exit_code=0).stdout, "")

    def test_per_file_ignores_are_for_their_files(self):
        self.write("tests/train.py", ESCAPES)
        self.write("src/train.py", ESCAPES)
        self.write("summary-upgrade.toml", "[per-file-ignores]\n'tests/**' = ['SU218']\n")
        self.assertEqual(self.concise(".", exit_code=1).stdout.count("SU218"), 1)
        # A rule of an op is a veto: the component stays, and that is said.
        self.write("src/train.py", SIMPLE)
        self.write("summary-upgrade.toml", "[per-file-ignores]\n'src' = ['SU205']\n")
        self.assertIn("SU205 the rule SU205 is switched off here", self.concise("src", exit_code=1).stdout)

    def test_excluded_files_are_not_touched(self):
        self.write("src/train.py", SIMPLE)
        self.write("src/legacy/old.py", SIMPLE)
        self.write("summary-upgrade.toml", "exclude = ['legacy']\n")
        self.tool("src", exit_code=0)
        self.assertEqual(self.read("src/legacy/old.py").decode(), SIMPLE)
        self.assertNotEqual(self.read("src/train.py").decode(), SIMPLE)
        # Also when a hook names each file.
        run = self.tool("src/legacy/old.py", exit_code=0)
        self.assertIn("src/legacy/old.py: note: excluded (", run.stderr)
        self.assertEqual(self.read("src/legacy/old.py").decode(), SIMPLE)

    def test_roots_are_where_imports_are_looked_for(self):
        self.write("lib/python/model.py", MODEL)
        self.write("jobs/train.py", TRAIN)
        self.write("setup.py", "")
        without = self.tool("--check", "--output-format=concise", "--isolated", ".").stdout
        # Which file `import model` means is not known: what it makes is stored as it comes.
        self.assertIn("SU237 [notice]", without)
        self.write("summary-upgrade.toml", "roots = ['lib/python']\n")
        within = self.concise(".", exit_code=1).stdout
        self.assertIn("SU101 [safe]", within)
        self.assertNotIn("SU237", within)

    def test_show_settings_says_where_each_comes_from(self):
        self.write("summary-upgrade.toml", "select = ['SU1']\n\n[per-file-ignores]\n'tests' = ['SU101']\n")
        run = self.tool("--show-settings", "--config", "target=tf2", ".", exit_code=0)
        place = self.path("summary-upgrade.toml")
        self.assertIn("# settings file: %s\n" % place, run.stdout)
        self.assertIn('select = ["SU1"] # %s:1\n' % place, run.stdout)
        self.assertIn('per-file-ignores = { "tests" = ["SU101"] } # %s:3\n' % place, run.stdout)
        self.assertIn('target = "tf2" # --config\n', run.stdout)
        self.assertIn("# strategy is not set", run.stdout)
        # What is shown is a settings file.
        self.write("again/summary-upgrade.toml", run.stdout)
        self.assertIn('target = "tf2" # ', self.tool("--show-settings", "again", exit_code=0).stdout)
