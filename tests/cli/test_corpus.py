"""Programs of the corpus by the command: two files together, one file alone."""
import os
import shutil

from command import CommandTest

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

    def test_every_program(self):
        for program in sorted(os.listdir(CORPUS)):
            with self.subTest(program=program):
                shutil.rmtree(self.directory)
                shutil.copytree(os.path.join(CORPUS, program), self.directory)
                before = self.files()
                self.tool("--check", ".", exit_code=1)
                patch = self.tool("--diff", ".", exit_code=1).stdout
                self.assertUntouched(before)
                self.assertEqual(self.tool(".", exit_code=0).returncode, 0)
                after = self.files()
                self.assertNotEqual(before, after)
                self.assertEqual({line[6:] for line in patch.splitlines() if line.startswith("+++ b/")},
                                 {name for name in after if after[name] != before[name]})
                self.assertEqual(self.tool("--diff", ".", exit_code=0).stdout, "")
                self.tool(".", exit_code=0)
                self.assertUntouched(after)
