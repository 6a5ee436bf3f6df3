"""--interactive at a terminal, and the progress line on one."""
import os

from command import ESCAPES, MODEL, SIMPLE, TRAIN, CommandTest
from test_lints import MISTAKES
from terminal import Terminal, screen

QUESTION = "[y,n,a,q,e,?]? "
NEVER, AT_ONCE = {"SUMMARY_UPGRADE_PROGRESS_DELAY": "4000000000"}, {"SUMMARY_UPGRADE_PROGRESS_DELAY": "0"}


class Interactive(CommandTest):
    def setUp(self):
        super().setUp()
        # Three components: two files by themselves, and one over two files.
        self.write("a.py", SIMPLE)
        self.write("model.py", MODEL)
        self.write("train.py", TRAIN)
        self.write("z.py", SIMPLE.replace("'loss'", "'accuracy'"))
        self.before = self.files()

    def at_terminal(self, *arguments, **more):
        return Terminal(("--interactive",) + arguments, self.directory, environment=dict(NEVER, **more))

    def changed(self):
        """Files that are not what they were; nothing else may have come or gone."""
        after = self.files()
        self.assertEqual(sorted(after), sorted(self.before))
        return [name for name in sorted(after) if after[name] != self.before[name]]

    def answers(self, *keys, arguments=(".",)):
        person = self.at_terminal(*arguments)
        shown = []
        for key in keys:
            shown.append(person.expect(QUESTION))
            person.send(key)
        code, text = person.finish()
        return code, text, shown

    def test_yes_and_no(self):
        code, text, shown = self.answers("y\n", "n\n", "y\n")
        self.assertEqual(self.changed(), ["a.py", "z.py"])
        self.assertEqual(code, 1)
        self.assertIn("component 1 of 3: 5 uses, native\n--- a/a.py\n+++ b/a.py\n@@ ", shown[0])
        self.assertIn("-        writer.add_summary(summary, step)\n", shown[0])
        self.assertTrue(shown[0].endswith("Migrate this in ./a.py " + QUESTION), shown[0])
        # A component over several files is one question.
        self.assertIn("+++ b/model.py\n", shown[1])
        self.assertIn("+++ b/train.py\n", shown[1])
        self.assertTrue(shown[1].endswith("Migrate this in ./model.py, ./train.py " + QUESTION), shown[1])
        self.assertIn("rewrote ./a.py\nrewrote ./z.py\n4 files: 10 uses migrated, 5 left as you said\n", text)
        # What a question showed is what was written, as without questions.
        for name in ("a.py", "z.py"):
            written = self.read(name)
            self.write(name, self.before[name])
            self.tool(name, exit_code=0)
            self.assertEqual(self.read(name), written)
        # Nothing is wrong with the rest.
        self.assertIn("5 uses migrated", self.tool(".", exit_code=0).stderr)

    def test_the_whole_component_is_written(self):
        code, text, _ = self.answers("n\n", "y\n", "n\n")
        self.assertEqual((code, self.changed()), (1, ["model.py", "train.py"]))
        self.assertIn("10 left as you said", text)

    def test_all_and_the_rest(self):
        code, text, _ = self.answers("n\n", "a\n")
        self.assertEqual((code, self.changed()), (1, ["model.py", "train.py", "z.py"]))
        self.assertEqual(text.count(QUESTION), 2)

    def test_yes_to_everything_leaves_nothing(self):
        code, text, _ = self.answers("yes\n", "Y\n", " y \n")
        self.assertEqual((code, len(self.changed())), (0, 4))
        self.assertIn("4 files: 15 uses migrated\n", text)

    def test_quit_in_the_middle(self):
        code, text, _ = self.answers("y\n", "q\n")
        self.assertEqual((code, self.changed()), (1, ["a.py"]))
        self.assertEqual(text.count(QUESTION), 2)
        self.assertIn("10 left as you said", text)

    def test_the_end_of_the_input_quits(self):
        code, _, _ = self.answers("y\n", "\x04")
        self.assertEqual((code, self.changed()), (1, ["a.py"]))

    def test_an_interrupt_writes_nothing(self):
        code, text, _ = self.answers("y\n", "\x03")
        self.assertEqual((code, self.changed()), (130, []))
        self.assertIn("interrupted", text)
        self.assertNotIn("rewrote", text)

    def test_explain_and_help(self):
        code, text, shown = self.answers("?\n", "\n", "e\n", "q\n")
        self.assertEqual((code, self.changed()), (1, []))
        for answer in "ynaqe?":
            self.assertIn("\n%s - " % answer, shown[1])
        self.assertIn("\ny - ", shown[2])  # an empty line is no answer
        self.assertIn("  op scalar    ./a.py:6:1  tf.summary.scalar('loss', x * 2)\n", shown[3])
        self.assertIn("SU101 v1-scalar-op\n  Turns ", shown[3])
        self.assertNotIn("component 2", text)

    def test_declines_are_told_and_not_asked_about(self):
        self.write("b.py", ESCAPES)
        self.before = self.files()
        code, text, _ = self.answers("n\n", "n\n", "n\n")
        self.assertEqual((code, self.changed()), (1, []))
        self.assertIn("b.py:10:15: SU218", text)
        self.assertIn("15 left as you said, 1 declined (b.py:10)", text)

    def test_fixes_of_lints_are_asked_about_one_by_one(self):
        for name in ("a.py", "model.py", "train.py", "z.py"):
            os.remove(self.path(name))
        self.write("lint.py", MISTAKES)
        self.before = self.files()
        code, text, shown = self.answers("n\n", "y\n", arguments=("--unsafe-fixes", "lint.py"))
        self.assertIn("component 1 of 2: SU702 ", shown[0])
        self.assertIn("component 2 of 2: SU720 ", shown[1])
        self.assertEqual((code, self.changed()), (1, ["lint.py"]))
        self.assertIn("1 fixed, 1 left as you said", text)
        self.assertIn("SU702", self.tool("--check", "lint.py", exit_code=1).stdout)
        self.assertNotIn("SU720", self.tool("--check", "lint.py", exit_code=1).stdout)

    def test_output_elsewhere_and_colours(self):
        """Questions are at the terminal, whatever standard output is."""
        with open(self.path("out"), "w") as out:
            person = Terminal(("--interactive", "a.py"), self.directory, environment=NEVER, stdout=out)
            person.expect(QUESTION)
            self.assertIn(b"\x1b[32m+", person.seen)
            person.send("y\n")
            person.finish()
        self.assertEqual(self.read("out"), b"rewrote a.py\n")
        person = self.at_terminal("z.py", NO_COLOR="1")
        person.expect(QUESTION)
        self.assertNotIn(b"\x1b", person.seen)
        person.send("q\n")
        person.finish()

    def test_control_characters_do_not_reach_the_terminal(self):
        self.write("a.py", SIMPLE.replace("tf.summary.scalar(", "'\x1b]0;gotcha\x07'; tf.summary.scalar("))
        person = self.at_terminal("a.py")
        person.expect(QUESTION)
        self.assertIn("?]0;gotcha?", person.text())
        self.assertNotIn(b"\x07", person.seen)
        person.send("q\n")
        person.finish()

    def test_without_a_terminal(self):
        run = self.tool("--interactive", ".", exit_code=2, start_new_session=True)
        self.assertIn("`--interactive` wants a terminal", run.stderr)
        self.assertEqual(self.changed(), [])

    def test_what_excludes_it(self):
        for words in (["--diff"], ["--check"], ["--write-baseline", "b"], ["--explain-component", "a.py:1"]):
            run = self.tool("-i", *words, ".", exit_code=2)
            self.assertIn("`%s` writes nothing" % words[0], run.stderr)
        self.assertIn("standard input", self.tool("-i", "-", exit_code=2).stderr)

    # ------------------------------------------------------------------------------------------------------- progress

    def test_progress_is_drawn_and_erased(self):
        code, text = Terminal(("--ignore=SU232", "."), self.directory, environment=AT_ONCE).finish()
        self.assertEqual(code, 0)
        self.assertIn("\r[....................] reading 0/4\x1b[K", text)
        self.assertIn("\r[....................] planning 0/3\x1b[K", text)
        plain = self.tool(".").stderr  # a second run, into a pipe
        self.assertNotIn("\r", plain)
        self.assertEqual(screen(text), ["rewrote ./a.py", "rewrote ./model.py", "rewrote ./train.py", "rewrote ./z.py", "4 files: 15 uses migrated", ""])

    def test_progress_fits_into_a_narrow_terminal(self):
        code, text = Terminal(("--check", "--output-format=concise", "."), self.directory, environment=AT_ONCE, columns=12).finish()
        self.assertIn("\r[..........\x1b[K", text)
        self.assertNotIn("reading", text)

    def test_progress_only_where_it_is_wanted(self):
        for environment, arguments in ((NEVER, ()), (dict(AT_ONCE, TERM="dumb"), ()), (AT_ONCE, ("--quiet",))):
            _, text = Terminal(("--check", "--output-format=concise") + arguments + (".",), self.directory, environment=environment).finish()
            self.assertNotIn("\r", text)
            self.assertNotIn("\x1b[K", text)
        # No terminal, no progress, even at once.
        run = self.tool("--check", ".", environment=AT_ONCE)
        self.assertNotIn("\r", run.stderr + run.stdout)
