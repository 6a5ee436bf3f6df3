"""What the README and the how-tos show is run."""
import os
import re
import subprocess

import command
from command import ESCAPES, SIMPLE, CommandTest

DOCS = os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))), "docs")

# The program behind the README's decline.
DECLINED = """\
import sys
import tensorflow as tf
import reports

x = tf.placeholder(tf.float32, [])
tf.summary.scalar('x', x)
merged = tf.summary.merge_all()
writer = tf.summary.FileWriter(sys.argv[1])
reports.attach(writer)
with tf.Session() as sess:
    for step in range(3):
        writer.add_summary(sess.run(merged, {x: step}), step)
"""


def blocks(page, language):
    with open(os.path.join(DOCS, page), encoding="utf-8") as source:
        return re.findall(r"^```%s\n(.*?)^```" % language, source.read(), re.M | re.S)


class Docs(CommandTest):
    def run_lines(self, text):
        """(command, exit code, output) of each line."""
        path = os.path.dirname(command.TOOL) + os.pathsep + os.environ["PATH"]
        for line in filter(None, text.splitlines()):
            run = subprocess.run(line, shell=True, cwd=self.directory, env=dict(os.environ, PATH=path), capture_output=True, text=True)
            yield line, run.returncode, run.stdout + run.stderr

    def test_the_decline_in_the_readme(self):
        self.write("train.py", DECLINED)
        finding = self.tool("train.py", exit_code=1).stdout.removesuffix("\n")  # a blank line stands behind each
        with open(os.path.join(DOCS, "..", "README.md"), encoding="utf-8") as readme:
            self.assertIn("```\n%s```\n" % finding, readme.read())

    def test_ci(self):
        self.write("src/a.py", ESCAPES)
        (baseline,) = blocks("ci.md", "sh")
        runs = list(self.run_lines(baseline))
        self.assertEqual([code for _, code, _ in runs], [0, 0], runs)
        # What is new is found in spite of the baseline.
        self.write("src/b.py", SIMPLE)
        (_, code, output), = self.run_lines(baseline.splitlines()[1])
        self.assertEqual(code, 1)
        self.assertIn("src/b.py:12:9", output)
        self.assertNotIn("src/a.py", output)

    def test_settings(self):
        (settings,) = blocks("ci.md", "toml")
        self.write("summary-upgrade.toml", settings)
        self.write("examples/a.py", SIMPLE)
        self.write("third_party/a.py", SIMPLE)
        shown = self.tool("--show-settings", ".", exit_code=0).stdout
        self.assertIn("third_party/", shown)
        self.assertIn("declined", self.tool("--check", ".", exit_code=1).stderr)
        self.write("examples/a.py", "")
        self.tool("--check", ".", exit_code=0)

    def test_settings_page(self):
        everything, description = blocks("settings.md", "toml")
        self.write("summary-upgrade.toml", everything)
        shown = self.tool("--show-settings", ".", exit_code=0).stdout
        self.assertNotIn("is not set", shown)  # the page has every key
        self.write("summary-upgrade.toml", description)
        call, becomes = (block.strip() for block in blocks("settings.md", "python"))
        self.write("train.py", SIMPLE.replace("import tensorflow as tf\n", "import tensorflow as tf\nfrom tblog import helpers\n").replace(
            "tf.summary.scalar('loss', x * 2)", "loss = x * 2\n" + call))
        self.tool("train.py", exit_code=0)
        self.assertIn(becomes + "\n", self.read("train.py").decode())

    def test_help_of_the_language_server(self):
        self.assertIn("--log-file FILE", self.tool("lsp", "--help", exit_code=0).stdout)
