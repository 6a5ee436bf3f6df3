"""Lints for code that is TensorFlow 2 already: exit codes, fixes, choices, comments, SARIF, the language server."""
import json
import os
import subprocess

import command
from command import CommandTest

# SU702, whose fix is unsafe, and SU720, whose fix is safe.
MISTAKES = """\
import sys
import tensorflow as tf

writer = tf.summary.create_file_writer(sys.argv[1])
writer.as_default()


@tf.function
def train(step):
    tf.summary.scalar('loss', 1.0, step=step)


for step in range(4):
    train(step)
"""


class Lints(CommandTest):
    def test_a_library_whose_importers_are_not_found(self):
        """A package under another folder name: what its functions write, somebody else gives a writer and a step."""
        self.write("lib.py", "import tensorflow as tf\n\n\ndef report(name, value):\n    tf.summary.scalar(name, value)\n")
        self.write("main.py", "import tensorflow as tf\nfrom elsewhere import lib\n\nwriter = tf.summary.create_file_writer('log')\nwith writer.as_default():\n"
                              "    tf.summary.experimental.set_step(3)\n    lib.report('loss', 1.0)\n")
        self.assertEqual(self.codes(exit_code=0), [])
        # What merges v1 ops may merge this one.
        self.write("old.py", "import tensorflow as tf\nfrom elsewhere import lib\n\nlib.report('loss', 1.0)\nmerged = tf.summary.merge_all()\n")
        self.assertEqual(set(self.codes(exit_code=1)), {"SU215"})

    def codes(self, *arguments, exit_code):
        run = self.tool("--check", "--output-format=json", *arguments, ".", exit_code=exit_code)
        return [finding["code"] for finding in json.loads(run.stdout)]

    def test_check_fails_unless_they_are_left_out(self):
        self.write("train.py", MISTAKES)
        self.assertEqual(self.codes(exit_code=1), ["SU702", "SU720"])
        self.assertEqual(self.codes("--ignore=SU720", exit_code=1), ["SU702"])
        self.assertEqual(self.codes("--select=SU720", exit_code=1), ["SU720"])
        self.assertEqual(self.codes("--ignore=SU7", exit_code=0), [])
        self.write("summary-upgrade.toml", '[per-file-ignores]\n"train.py" = ["SU702"]\n')
        self.assertEqual(self.codes(exit_code=1), ["SU720"])

    def test_safe_fixes_are_made_and_unsafe_ones_when_asked_for(self):
        self.write("train.py", MISTAKES)
        run = self.tool("train.py", exit_code=1)
        self.assertIn("SU702", run.stdout)
        self.assertIn("1 file: 0 uses migrated, 1 fixed, 1 fix needs --unsafe-fixes", run.stderr)
        safe = MISTAKES.replace("train(step)\n", "train(tf.constant(step, tf.int64))\n")
        safe = safe.replace("def train(tf.constant(step, tf.int64))", "def train(step)")
        self.assertEqual(self.files()["train.py"].decode(), safe)
        run = self.tool("--unsafe-fixes", "train.py", exit_code=0)
        self.assertIn("1 file: 0 uses migrated, 1 fixed\n", run.stderr)
        self.assertEqual(self.files()["train.py"].decode(), safe.replace("as_default", "set_as_default"))
        self.assertEqual(self.codes(exit_code=0), [])

    def test_comments_switch_them_off(self):
        self.write("train.py", MISTAKES.replace("as_default()", "as_default()  # summary-upgrade: ignore[SU702]")
                   .replace("    train(step)\n", "    # summary-upgrade: ignore[step-retraces, SU703]\n    train(step)\n"))
        run = self.tool("--check", "--output-format=concise", "train.py", exit_code=1)
        self.assertIn("nothing of SU703 is found", run.stdout)
        self.assertEqual(run.stdout.count("SU7"), 1, run.stdout)

    def test_a_v1_program_gets_none(self):
        self.write("train.py", MISTAKES + "\n\nx = tf.placeholder(tf.float32, [])\n")
        self.assertEqual(self.codes(exit_code=0), [])

    def test_another_file_may_make_the_writer_the_default(self):
        self.write("train.py", MISTAKES.replace("writer.as_default()\n", "").replace("train(step)", "train(tf.constant(step, tf.int64))").replace("def train(tf.constant(step, tf.int64))", "def train(step)"))
        self.assertEqual(self.codes(exit_code=1), ["SU701"])
        self.write("main.py", "import tensorflow as tf\n\ntf.summary.create_file_writer('a').set_as_default()\nimport train\n")
        self.assertEqual(self.codes(exit_code=0), [])

    def test_sarif_carries_the_fix(self):
        self.write("train.py", MISTAKES)
        results = json.loads(self.tool("--check", "--output-format=sarif", "train.py", exit_code=1).stdout)["runs"][0]["results"]
        self.assertEqual([(r["ruleId"], "fixes" in r) for r in results], [("SU702", False), ("SU720", True)])
        results = json.loads(self.tool("--check", "--unsafe-fixes", "--output-format=sarif", "train.py", exit_code=1).stdout)["runs"][0]["results"]
        text = results[0]["fixes"][0]["artifactChanges"][0]["replacements"][0]["insertedContent"]["text"]
        self.assertEqual(text, "set_as_default")

    def test_an_editor_offers_each_fix(self):
        self.write("train.py", MISTAKES)
        uri = "file://" + self.path("train.py")
        range_of = lambda line: {"start": {"line": line, "character": 10}, "end": {"line": line, "character": 10}}
        ask = lambda number, line: {"jsonrpc": "2.0", "id": number, "method": "textDocument/codeAction",
                                    "params": {"textDocument": {"uri": uri}, "range": range_of(line), "context": {"diagnostics": []}}}
        literal = {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix"]}}}
        messages = [{"jsonrpc": "2.0", "id": 1, "method": "initialize",
                     "params": {"processId": None, "rootUri": "file://" + self.directory,
                                "capabilities": {"textDocument": {"codeAction": literal}}}},
                    {"jsonrpc": "2.0", "method": "initialized", "params": {}}, ask(2, 4), ask(3, 13),
                    {"jsonrpc": "2.0", "id": 4, "method": "shutdown"}, {"jsonrpc": "2.0", "method": "exit"}]
        data = b"".join(b"Content-Length: %d\r\n\r\n%s" % (len(m), m) for m in (json.dumps(m).encode() for m in messages))
        done = subprocess.run([command.TOOL, "lsp"], input=data, stdout=subprocess.PIPE, cwd=self.directory, timeout=60, env=dict(os.environ))
        answers, rest = {}, done.stdout
        while rest:
            header, rest = rest.split(b"\r\n\r\n", 1)
            length = int(header.split(b"Content-Length: ")[1].split(b"\r\n")[0])
            message, rest = json.loads(rest[:length]), rest[length:]
            answers[message.get("id")] = message
        unsafe, safe = answers[2]["result"][0], answers[3]["result"][0]
        self.assertEqual((unsafe["title"], unsafe["isPreferred"]), ("Use `set_as_default()` (unsafe)", False))
        self.assertEqual([e["newText"] for e in unsafe["edit"]["changes"][uri]], ["set_as_default"])
        self.assertEqual((safe["title"], safe["isPreferred"]), ("Give the step as a tensor", True))
        self.assertEqual([e["newText"] for e in safe["edit"]["changes"][uri]], ["tf.constant(", ", tf.int64)"])
