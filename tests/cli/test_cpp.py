"""C++ sources: several files, a compilation database, mixed trees, crashes, comments that switch rules off."""
import json
import os
import subprocess
import unittest

import command
from command import SIMPLE, CommandTest
from terminal import Terminal

HEADER = """\
#ifndef LOGGER_H
#define LOGGER_H
#include "tensorflow/core/framework/summary.pb.h"
#include "tensorflow/core/util/events_writer.h"

class Logger {
 public:
  explicit Logger(const std::string &prefix) : writer_(prefix) {}
  void log(const std::string &tag, float value, int64_t step);
  tensorflow::EventsWriter &writer() { return writer_; }

 private:
  tensorflow::EventsWriter writer_;
};
void note(tensorflow::EventsWriter *writer, int64_t step);
#endif
"""
LOGGER = """\
#include "logger.h"

void Logger::log(const std::string &tag, float value, int64_t step) {
  tensorflow::Event event;
  event.set_step(step);
  auto *v = event.mutable_summary()->add_value();
  v->set_tag(tag);
  v->set_simple_value(value);
  writer_.WriteEvent(event);
}
"""
NOTE = """\
#include "logger.h"

void note(tensorflow::EventsWriter *writer, int64_t step) {
  tensorflow::Event event;
  event.set_step(step);
  auto *v = event.mutable_summary()->add_value();
  v->set_tag("note");
  v->set_simple_value(NOTE_VALUE);
  writer->WriteEvent(event);
}
"""
MAIN = """\
#include "logger.h"

int main(int argc, char **argv) {
  Logger logger(argv[1]);
  for (int i = 0; i < 3; ++i) {
    logger.log("loss", 1.0f / (i + 1), i);
    note(&logger.writer(), i);
  }
}
"""
MACRO = """\
#include "tensorflow/core/util/events_writer.h"

#define FLUSH(w) w.Flush()

void flush(tensorflow::EventsWriter &writer) { FLUSH(writer); }
"""
ALONE = """\
#include "tensorflow/core/util/events_writer.h"

void close_all(tensorflow::EventsWriter &writer) { writer.Close(); }
"""
BROKEN = """\
#include "tensorflow/core/util/events_writer.h"

void shut(tensorflow::EventsWriter &writer) { undeclared(writer); }
"""
PROJECT = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "cpp", "project")
HAS_CPP = b"C++ front end" in subprocess.run([command.TOOL, "--version"], capture_output=True).stdout


@unittest.skipUnless(HAS_CPP, "built without the C++ front end")
class Cpp(CommandTest):
    def project(self, **more):
        for name, text in dict({"logger.h": HEADER, "logger.cc": LOGGER, "note.cc": NOTE, "main.cc": MAIN}, **more).items():
            self.write("src/" + name, text)
        self.database("logger.cc", "main.cc", "note.cc")

    def database(self, *names):
        entries = [{"directory": self.directory, "file": "src/" + name,
                    "command": "g++ -O3 -Wno-nonsense -DNOTE_VALUE=2 -std=c++17 -o %s.o -c src/%s" % (name, name)} for name in names]
        self.write("build/compile_commands.json", json.dumps(entries))

    def concise(self, *arguments, exit_code):
        run = self.tool("--output-format", "concise", "--check", *arguments, exit_code=exit_code)
        return [line.split(" ")[:2] for line in run.stdout.splitlines() if "[notice]" not in line and "[safe]" not in line], run

    def test_a_project_is_migrated_whole(self):
        self.project()
        run = self.tool("-p", "build", "src", exit_code=0)
        self.assertEqual([line for line in run.stdout.splitlines() if line.startswith("rewrote")],
                         ["rewrote src/logger.cc", "rewrote src/logger.h", "rewrote src/main.cc", "rewrote src/note.cc"])
        everything = b"".join(self.read("src/" + name) for name in ("logger.h", "logger.cc", "note.cc", "main.cc"))
        self.assertNotIn(b"tensorflow", everything)
        self.assertIn(b"summary_v2::scalar(writer_, tag, value, step);", everything)
        self.assertIn(b"note(logger.writer(), i);", everything)
        self.assertIn(b"summary_v2::WriterPtr writer() { return writer_; }", everything)
        before = self.files()
        self.tool("-p", "build", "src", exit_code=0)
        self.assertUntouched(before)

    def test_bytes_outside_of_edits_stay(self):
        text = ("\ufeff" + ALONE.replace("{ writer", "{\t\t/* \u00fc */ writer")).replace("\n", "\r\n")
        self.write("a.cc", text)
        self.tool("a.cc", exit_code=0)
        new = self.read("a.cc").decode()
        self.assertEqual(new, text.replace("tensorflow/core/util/events_writer.h", "summary_v2/summary.h")
                         .replace("tensorflow::EventsWriter &", "const summary_v2::WriterPtr &").replace("writer.Close", "writer->close"))

    def test_one_file_of_several_is_not_enough(self):
        self.project()
        before = self.files()
        left, run = self.concise("-p", "build", "src/logger.cc", "src/main.cc", exit_code=1)
        self.assertIn("SU810", str(left))
        self.tool("-p", "build", "src/logger.cc", "src/main.cc", exit_code=1)
        self.assertUntouched(before)

    def test_a_neighbour_may_be_of_the_same_program(self):
        self.write("a.cc", ALONE)
        self.write("b.cc", ALONE.replace("close_all", "other"))
        self.tool("--check", "a.cc", exit_code=1)
        self.assertIn("2 uses can be migrated", self.tool("--diff", "a.cc", exit_code=1).stderr)
        self.write("b.cc", ALONE.replace("void close_all(tensorflow::EventsWriter &writer) { writer.Close(); }",
                                         "void close_all(tensorflow::EventsWriter &);"))
        run = self.tool("a.cc", exit_code=1)
        self.assertIn("`b.cc`, which names this, is not among the files that are migrated", run.stdout)
        self.tool("a.cc", "b.cc", exit_code=0)

    def test_without_a_database_the_flags_are_missed(self):
        self.project()
        left, run = self.concise("src", exit_code=1)
        self.assertIn("no compilation database (-p)", run.stderr)
        self.assertEqual([code for _, code in left], ["SU814"])
        self.assertIn("NOTE_VALUE", run.stdout)

    def test_each_component_for_itself(self):
        self.project(**{"macro.cc": MACRO, "broken.cc": BROKEN, "alone.cc": ALONE})
        left, run = self.concise("-p", "build", "src", exit_code=1)
        self.assertEqual(left, [["src/broken.cc:3:47:", "SU814"], ["src/macro.cc:5:48:", "SU811"]])
        run = self.tool("-p", "build", "src", exit_code=1)
        self.assertIn("2 declined (src/broken.cc:3, …)", run.stderr)
        self.assertEqual(self.read("src/macro.cc").decode(), MACRO)
        self.assertEqual(self.read("src/broken.cc").decode(), BROKEN)
        self.assertIn(b"writer->close()", self.read("src/alone.cc"))
        self.assertIn(b"summary_v2::WriterPtr writer_;", self.read("src/logger.h"))

    def test_interactive(self):
        self.write("a.py", SIMPLE)
        self.write("b.cc", ALONE)
        self.write("c.cc", ALONE.replace("close_all", "shut"))
        before = self.files()
        person = Terminal(("--interactive", "."), self.directory)
        for answer, title in (("n", "component 1 of 1: 5 uses"), ("n", "component 1 of 2: 2 uses, native\n--- a/b.cc\n"), ("y", "component 2 of 2: 2 uses")):
            person.expect(title)
            person.expect("[y,n,a,q,e,?]? ")
            person.send(answer + "\n")
        code, text = person.finish()
        self.assertEqual(code, 1)
        self.assertIn("rewrote ./c.cc\n", text)
        self.assertIn("3 files: 2 uses migrated, 7 left as you said\n", text)
        after = self.files()
        self.assertEqual([name for name in after if after[name] != before[name]], ["c.cc"])
        self.write("c.cc", before["c.cc"])
        self.tool("c.cc", exit_code=0)
        self.assertEqual(self.read("c.cc"), after["c.cc"])  # the same without questions

    def test_the_exact_findings_of_a_project(self):
        names = sorted(os.listdir(PROJECT))
        for name in names:
            with open(os.path.join(PROJECT, name)) as source:
                self.write("src/" + name, source.read())
        self.database(*(name for name in names if name.endswith(".cc")))
        run = self.tool("-p", "build", "--output-format", "concise", "src", exit_code=1)
        self.assertEqual([line for line in run.stdout.splitlines() if line.startswith("rewrote")],
                         ["rewrote src/broken.cc", "rewrote src/logger.cc", "rewrote src/logger.h", "rewrote src/train.cc"])
        self.assertEqual([line for line in run.stdout.splitlines() if "[notice]" not in line and line.startswith("src/")], [
            "src/broken.cc:3:47: SU814 the compiler does not understand this use of the writer",
            "src/device.cc:4:25: SU813 the preprocessor leaves this out, so it was not analysed",
            "src/macro.cc:5:79: SU811 `WriteEvent` is called in a macro",
            "src/shape.cc:5:88: SU812 the writer is passed to the template `send`, whose parameter has any type"])
        self.assertIn("9 uses migrated, 4 declined", run.stderr)
        for name in ("device.cc", "macro.cc", "shape.cc", "plain.cc", "evaluate.cc"):
            with open(os.path.join(PROJECT, name)) as source:
                self.assertEqual(self.read("src/" + name).decode(), source.read())
        broken = self.read("src/broken.cc").decode()
        self.assertIn("void finish(tensorflow::EventsWriter &last) { missing(last); }", broken)
        self.assertIn("void flush_one(const summary_v2::WriterPtr &good) { good->flush(); }", broken)
        for name in ("logger.h", "logger.cc", "train.cc"):
            self.assertNotIn(b"tensorflow", self.read("src/" + name))
        self.assertIn(b"  summary_v2::scalar(writer, tag, value, step);", self.read("src/logger.h"))
        self.assertIn(b"  if (!logger.writer()->flush().ok()) std::abort();", self.read("src/train.cc"))
        before = self.files()
        self.tool("-p", "build", "src", exit_code=1)
        self.assertUntouched(before)

    def test_a_header_that_is_not_found_is_not_changed_without_its_users(self):
        self.project()
        self.write("src/deep/include/logger.h", HEADER)
        self.write("src/logger.h", "")
        entries = [{"directory": self.directory, "file": "src/" + name, "command": "g++ -DNOTE_VALUE=2 -c src/" + name}
                   for name in ("logger.cc", "main.cc", "note.cc")]
        for name, text in (("logger.cc", LOGGER), ("note.cc", NOTE), ("main.cc", MAIN)):
            self.write("src/" + name, text.replace("logger.h", "include/logger.h"))
        self.write("build/compile_commands.json", json.dumps(entries))
        run = self.tool("-p", "build", "src", exit_code=1)
        self.assertEqual(self.read("src/deep/include/logger.h").decode(), HEADER)
        self.assertIn("SU814", run.stdout)

    def test_mixed_trees_have_one_report_and_one_exit_code(self):
        self.write("train.py", SIMPLE)
        self.write("macro.cc", MACRO)
        run = self.tool("--output-format", "json", ".", exit_code=1)
        findings = json.loads(run.stdout)
        findings = findings["findings"] if isinstance(findings, dict) else findings
        self.assertIn("SU811", {finding["code"] for finding in findings})
        self.assertNotIn(b"FileWriter", self.read("train.py"))
        self.assertEqual(self.read("macro.cc").decode(), MACRO)

    def test_a_crash_costs_one_file(self):
        self.project(**{"alone.cc": ALONE})
        run = self.tool("-p", "build", "src", exit_code=2, environment={"SUMMARY_UPGRADE_CRASH_ON": "main.cc"})
        self.assertIn("src/main.cc: error: the compiler crashed on this file", run.stderr)
        # The file that crashed names functions of the larger component, whose other files are not touched either.
        self.assertEqual(self.read("src/logger.h").decode(), HEADER)
        self.assertIn(b"writer->close()", self.read("src/alone.cc"))

    def test_python_and_cpp_in_one_run(self):
        self.write("train.py", SIMPLE)
        self.write("alone.cc", ALONE)
        run = self.tool("--diff", ".", exit_code=1)
        self.assertIn("+++ b/train.py", run.stdout)
        self.assertIn("+++ b/alone.cc", run.stdout)
        self.assertIn("2 files: 7 uses can be migrated", run.stderr)
        run = self.tool(".", exit_code=0)
        self.assertIn("2 files: 7 uses migrated", run.stderr)
        self.tool("--check", ".", exit_code=0)

    def test_standard_input(self):
        run = self.tool("-q", "--stdin-filename", "a.cc", "-", input=ALONE, exit_code=0)
        self.assertIn("writer->close();", run.stdout)

    def test_comments_that_switch_rules_off(self):
        for text in (ALONE.replace("{ writer.Close(); }", "{ writer.Close(); }  // NOLINT(SU801)"),
                     ALONE.replace("void close", "// NOLINTNEXTLINE(bugprone-x, SU801)\nvoid close")):
            self.write("a.cc", text)
            run = self.tool("a.cc", exit_code=1)
            self.assertIn("a comment leaves this as it is", run.stdout)
            self.assertEqual(self.read("a.cc").decode(), text)
        self.write("a.cc", ALONE.replace("void close", "// NOLINTNEXTLINE(SU802)\nvoid close"))
        self.tool("a.cc", exit_code=0)

    def test_a_rule_that_is_ignored_blocks_its_component(self):
        self.write("a.cc", ALONE)
        run = self.tool("--ignore", "SU801", "a.cc", exit_code=1)
        self.assertIn("`SU801` is switched off, and this needs it", run.stdout)

    def test_json(self):
        self.write("a.cc", ALONE)
        run = self.tool("--check", "--output-format", "json", "a.cc", exit_code=1)
        findings = json.loads(run.stdout)
        findings = findings["findings"] if isinstance(findings, dict) else findings
        self.assertEqual(sorted({finding["code"] for finding in findings}), ["SU801", "SU805"])

    def test_wrong_database(self):
        self.write("a.cc", ALONE)
        run = self.tool("-p", "nowhere", "a.cc", exit_code=2)
        self.assertIn("`-p`: nowhere: ", run.stderr)
        self.write("compile_commands.json", "{}")
        self.assertIn("not a list of commands", self.tool("-p", ".", "a.cc", exit_code=2).stderr)

    def test_wall_time(self):
        text = NOTE.replace("NOTE_VALUE", "1").replace("logger.h", "tensorflow/core/util/events_writer.h").replace(
            "  event.set_step", "  event.set_wall_time(1234);\n  event.set_step")
        self.write("a.cc", text)
        self.assertIn("import_event(writer, event)", self.tool("--diff", "a.cc", exit_code=1).stdout)
        run = self.tool("--drop-wall-time", "a.cc", exit_code=0)
        self.assertIn("SU804", run.stdout)
        self.assertIn(b'summary_v2::scalar(writer, "note", 1, step);', self.read("a.cc"))
