"""Programs of the corpus by the command: two files together, one file alone."""
import json
import os
import shutil

from command import CommandTest

OPS = {"SU101", "SU102", "SU103", "SU104", "SU105", "SU106"}
CORPUS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "corpus")


class Corpus(CommandTest):
    def test_two_files_together_or_not_at_all(self):
        for name in ("model.py", "train.py"):
            shutil.copyfile(os.path.join(CORPUS, "two_files", name), self.path(name))
        before = self.files()
        run = self.tool("--output-format=concise", "train.py", exit_code=1)
        self.assertIn("SU216 also needs model.py: run it on the directory", run.stdout)
        self.assertUntouched(before)
        run = self.tool("model.py", "train.py", exit_code=0)
        self.assertIn("rewrote model.py\nrewrote train.py\n", run.stdout)

    def programs(self):
        """(name, what expect.json says) of each program, with a fresh copy of it as the directory."""
        for program in sorted(os.listdir(CORPUS)):
            shutil.rmtree(self.directory)
            shutil.copytree(os.path.join(CORPUS, program), self.directory)
            with open(os.path.join(CORPUS, program, "expect.json"), encoding="utf-8") as file:
                yield program, json.load(file)

    def test_it_is_broad(self):
        """At least 40 programs, 30 of them migrated natively with three or more ops each, at most 10 declined."""
        native, bridged, declined = [], [], []
        for program, expected in self.programs():
            self.assertTrue(expected["stream"]["runs"], program)
            if "silent" in expected:
                continue
            findings = json.loads(self.tool("--check", "--output-format=json", *expected.get("options", []), ".", exit_code=1).stdout)
            codes = [finding["code"] for finding in findings]
            if "declined" in expected:
                declined.append(program)
            elif {"SU235", "SU237"} & set(codes):
                bridged.append(program)
            elif sum(code in OPS for code in codes) >= 3:
                native.append(program)
        count = len(os.listdir(CORPUS))
        summary = f"{count} programs: {len(native)} native with 3 or more ops, {len(bridged)} bridged, {len(declined)} declined"
        self.assertTrue(count >= 40 and len(native) >= 30 and len(declined) <= 10, summary)
        print(summary)

    def test_every_program(self):
        for program, expected in self.programs():
            with self.subTest(program=program):
                before = self.files()
                if "silent" in expected:
                    self.assertEqual(self.tool("--check", "--output-format=json", ".", exit_code=0).stdout.strip(), "[]")
                    continue
                if "declined" in expected:
                    self.assertIn(expected["declined"], self.tool(".", exit_code=1).stdout)
                    self.assertUntouched(before)
                    continue
                options = expected.get("options", [])
                self.tool("--check", *options, ".", exit_code=1)
                patch = self.tool("--diff", *options, ".", exit_code=1).stdout
                self.assertUntouched(before)
                self.assertEqual(self.tool(*options, ".", exit_code=0).returncode, 0)
                after = self.files()
                self.assertNotEqual(before, after)
                self.assertEqual({line[6:] for line in patch.splitlines() if line.startswith("+++ b/")},
                                 {name for name in after if after[name] != before[name]})
                self.assertEqual(self.tool("--diff", *options, ".", exit_code=0).stdout, "")
                self.tool(*options, ".", exit_code=0)
                self.assertUntouched(after)
