"""Known findings: only what is new is reported, moved lines do not matter, and what is gone leaves the file."""
import json

from command import ESCAPES, SIMPLE, CommandTest

PASSED_ON = "    keep.send(writer)\n"


class Baseline(CommandTest):
    def setUp(self):
        super().setUp()
        self.write("src/a.py", ESCAPES)
        self.write("src/b.py", SIMPLE)

    def check(self, exit_code):
        return self.tool("--check", "--output-format=concise", "--baseline=known.json", "src", exit_code=exit_code)

    def test_known_findings_are_silent(self):
        before = dict(self.files())
        run = self.tool("--write-baseline", "known.json", "src", exit_code=0)
        self.assertEqual((run.stdout, run.stderr), ("", "summary-upgrade: known.json: 6 findings are known\n"))
        self.assertEqual({name: data for name, data in self.files().items() if name != "known.json"}, before)
        self.assertEqual(self.check(0).stdout, "")
        # Lines move, and one more finding of the same kind is new.
        self.write("src/a.py", "# moved\n\n\n" + ESCAPES.replace(PASSED_ON, "    " + PASSED_ON.replace("    ", "", 1)))
        self.assertEqual(self.check(0).stdout, "")
        self.write("src/c.py", SIMPLE)
        self.assertIn("src/c.py", self.check(1).stdout)
        self.assertNotIn("src/b.py", self.check(1).stdout)

    def test_the_same_line_once_more_is_new(self):
        self.tool("--write-baseline", "known.json", "src", exit_code=0)
        self.write("src/a.py", ESCAPES + "\n\n" + ESCAPES.split("\n\n\n")[1].replace("def log", "def log2"))
        self.assertEqual(self.check(1).stdout.count("SU218"), 1)

    def test_what_is_gone_leaves_the_file(self):
        self.tool("--write-baseline", "known.json", "src", exit_code=0)
        known = self.read("known.json")
        self.write("src/a.py", "x = 1  # summary\n")
        run = self.check(0)
        self.assertIn("known.json: note: 1 known finding is gone; a run without --check or --diff takes them out\n", run.stderr)
        self.assertEqual(self.read("known.json"), known)
        # A run on other files knows nothing of it.
        self.tool("--baseline=known.json", "src/b.py", exit_code=0)
        self.assertIn("SU218", self.read("known.json").decode())
        self.tool("--baseline=known.json", "src", exit_code=0)
        self.assertEqual(json.loads(self.read("known.json"))["findings"], [])

    def test_the_setting(self):
        self.write("ci/known.json", "{}")
        self.write("summary-upgrade.toml", "baseline = 'ci/known.json'\n")
        run = self.tool("--check", "src", exit_code=2)
        self.assertIn("ci/known.json: not a baseline: it has no `version` 1", run.stderr)
        self.tool("--write-baseline=ci/known.json", "src", exit_code=0)
        self.assertEqual(self.tool("--check", "src", exit_code=0).stdout, "")
        self.tool("--check", "--isolated", "src", exit_code=1)

    def test_a_missing_or_broken_file_is_an_error(self):
        for text in (None, "", "[]", '{"version": 1}', '{"version": 1, "findings": [{"path": "a"}]}'):
            with self.subTest(text=text):
                if text is not None:
                    self.write("known.json", text)
                self.assertIn("known.json", self.check(2).stderr)
