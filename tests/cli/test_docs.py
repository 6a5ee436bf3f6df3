"""What the README and the how-tos show is run."""
import os
import re
import subprocess

import command
from command import ESCAPES, SIMPLE, CommandTest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
DOCS = os.path.join(ROOT, "docs")

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


def pages():
    """(path in the repository, text) of what people read."""
    for folder in ("", "docs", "docs/adr", "bench"):
        for name in sorted(os.listdir(os.path.join(ROOT, folder))):
            if name.endswith(".md"):
                with open(os.path.join(ROOT, folder, name), encoding="utf-8") as source:
                    yield os.path.join(folder, name), source.read()


def shown_commands(text):
    """The command lines of ours in blocks, and in words between backquotes."""
    for language, block in re.findall(r"^```(\w*)[^\n]*\n(.*?)^```", text, re.M | re.S):
        for line in block.splitlines():
            if language in ("", "sh", "console") and re.match(r"(\$ )?summary-upgrade ", line):
                yield re.sub(r"^\$ ", "", line).split("  #")[0]
    for words in re.findall(r"(?<!`)`(summary-upgrade [^`]*)`(?!`)", text):
        yield words


class Docs(CommandTest):
    def test_options_that_the_pages_show_exist(self):
        helps, seen = {}, 0
        # Options of the C++ front end, in a program that was built without it.
        absent = () if "C++ front end" in self.tool("--version").stdout else ("-p", "--build-path", "--drop-wall-time")
        for page, text in pages():
            for line in shown_commands(text):
                words = line.split(" -- ")[0].split()
                sub = words[1] if words[1] in ("rule", "events", "verify", "lsp", "completion", "man", "schema") else ""
                if sub not in helps:
                    helps[sub] = self.tool(*filter(None, [sub if sub not in ("rule", "completion", "man", "schema") else ""]), "--help").stdout
                for word in words[1:]:
                    option = re.match(r"--[a-z-]+|-[a-z]\b", word)
                    if option and option.group() not in absent:
                        seen += 1
                        self.assertRegex(helps[sub] + " rule --all ", r"(?<![\w-])%s(?![\w-])" % re.escape(option.group()), "%s: %s" % (page, line))
        self.assertGreater(seen, 20)

    def test_files_that_the_pages_name_exist(self):
        seen = 0
        for page, text in pages():
            for target in re.findall(r"(?<!`)\[[^\]\n]+\]\(([^)\s#]+)(?:#[^)]*)?\)", re.sub(r"^```.*?^```", "", text, flags=re.M | re.S)):
                if not re.match(r"\w+:", target):
                    seen += 1
                    self.assertTrue(os.path.exists(os.path.join(ROOT, os.path.dirname(page), target)), "%s: %s" % (page, target))
            text = re.sub(r"rules/(SU107-thing-op|frames/NAME\.before)\S*", "", text)  # what the reader makes, and a pattern
            for name in re.findall(r"`((?:scripts|tests|docs|lib|tools|corpus|rules|bench)/[\w./-]+)", text):
                seen += 1
                self.assertTrue(os.path.exists(os.path.join(ROOT, name.rstrip("."))), "%s: %s" % (page, name))
        self.assertGreater(seen, 100)

    def test_tables_of_rules(self):
        run = subprocess.run([os.path.join(ROOT, "scripts", "rule-tables"), "--check", command.TOOL], capture_output=True, text=True)
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)

    def test_a_large_repository_in_steps(self):
        self.write("src/train.py", SIMPLE)
        self.write("src/eval/a.py", SIMPLE)
        self.write("src/keep.py", ESCAPES)
        (settings,) = blocks("large-repository.md", "toml")
        self.write("summary-upgrade.toml", settings)
        ran = []
        for block in blocks("large-repository.md", "sh"):
            for line in block.splitlines():
                if re.search("--interactive|--verify|events diff", line):
                    continue  # a person, TensorFlow and log directories; other tests have those
                (_, code, output), = self.run_lines(line)
                ran.append((line, code, output))
        codes = [code for _, code, _ in ran]
        # All findings; the baseline; nothing new; a patch; the folder is written; the rest but for the declined one; nothing more.
        self.assertEqual(codes, [1, 0, 0, 1, 0, 1, 1], ran)
        self.assertIn("rewrote src/eval/a.py", ran[4][2])
        self.assertIn("rewrote src/train.py", ran[5][2])
        self.assertNotIn("rewrote", ran[6][2])

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
