// What the lints say of programs, and above all what they do not: a lint that fires on a program that works
// is worse than none. Where lints fire, the pages of the rules show it, and those programs are run.
#include "lint/Lint.h"
#include "program/Project.h"
#include "llvm/ADT/StringExtras.h"
#include "gtest/gtest.h"

using namespace summary_upgrade;

namespace {

/// "SU703:9 SU720:12" of a program behind two imports and a writer in lines 1 to 4.
std::string found(const std::string &Body, const std::string &Imports = "") {
  std::vector<text::SourceFile> Files;
  auto File = text::SourceFile::fromBytes("/project/train.py",
                                          "import sys\nimport tensorflow as tf\n" + Imports +
                                              "\nwriter = tf.summary.create_file_writer(sys.argv[1])\n" + Body);
  EXPECT_TRUE(static_cast<bool>(File));
  Files.push_back(std::move(*File));
  const program::Project Project = program::Project::fromSources(std::move(Files));
  EXPECT_TRUE(Project.problems().empty());
  const program::Linker Linker(Project);
  const program::Program Program(Linker);
  std::vector<std::string> Result;
  for (const lint::Lint &L : lint::lint(Program)) {
    const auto &M = Project.module(L.Place.File);
    Result.push_back(L.Code + ":" + std::to_string(M.File.position(M.Facts->ExprRange[L.Place.Node].Begin).Line));
  }
  return llvm::join(Result, " ");
}

TEST(Lint, AWriterThatCannotBeSeenMayBeTheDefault) {
  EXPECT_EQ(found("tf.summary.scalar('a', 1., step=0)\n"), "SU701:5");
  // Its own context manager.
  EXPECT_EQ(found("import contextlib\n@contextlib.contextmanager\ndef logging():\n    with "
                  "writer.as_default():\n        yield\n"
                  "with logging():\n    tf.summary.scalar('a', 1., step=0)\n"),
            "");
  EXPECT_EQ(found("import contextlib\nwith contextlib.ExitStack() as stack:\n    "
                  "stack.enter_context(writer.as_default())\n"
                  "    tf.summary.scalar('a', 1., step=0)\n"),
            "");
  // A module that was not read.
  EXPECT_EQ(found("tf.summary.scalar('a', 1., step=0)\n", "import mine\n"), "");
  EXPECT_EQ(found("with writer.as_default():\n    tf.summary.scalar('a', 1.)\n", "from . import mine\n"), "");
  EXPECT_EQ(found("with writer.as_default():\n    tf.summary.scalar('a', 1.)\n", "import numpy as np\n"), "SU731:7");
  // A function that is given away, or that a decorator wraps, or that nobody is seen to call.
  EXPECT_EQ(found("def log():\n    tf.summary.scalar('a', 1., step=0)\nregister(log)\nlog()\n"), "");
  EXPECT_EQ(found("@with_writer\ndef log():\n    tf.summary.scalar('a', 1., step=0)\nlog()\n"), "");
  EXPECT_EQ(found("def log():\n    tf.summary.scalar('a', 1., step=0)\n"), "");
  EXPECT_EQ(found("class Net(tf.keras.Model):\n    def call(self, x):\n        tf.summary.scalar('a', x, "
                  "step=0)\n        return x\nNet().call(1.)\n"),
            "");
  // A test and a training loop share it.
  EXPECT_EQ(found("def log():\n    tf.summary.scalar('a', 1., step=0)\nlog()\nwith writer.as_default():\n    "
                  "log()\n"),
            "");
  EXPECT_EQ(found("def main(_):\n    tf.summary.scalar('a', 1., step=0)\napp.run(main)\n", "from absl import app\n"),
            "SU701:7");
  EXPECT_EQ(found("def main(_):\n    tf.summary.scalar('a', 1., step=0)\napp.run(main)\n", "from mine import app\n"),
            "");
}

TEST(Lint, StepsThatAreNotFrozen) {
  const std::string Op = "    with writer.as_default():\n        tf.summary.scalar('a', 1., step=step)\n";
  EXPECT_EQ(found("step = 0\n@tf.function\ndef f():\n" + Op + "for _ in range(3):\n    f()\n    step += 1\n"),
            "SU703:9");
  // A new function for each step.
  EXPECT_EQ(found("for step in range(3):\n    @tf.function\n    def f():\n        with "
                  "writer.as_default():\n            tf.summary.scalar('a', 1., step=step)\n    f()\n"),
            "");
  EXPECT_EQ(found("def make(step):\n    @tf.function\n    def f():\n        with writer.as_default():\n      "
                  "      tf.summary.scalar('a', 1., step=step)\n    return f\n"
                  "for i in range(3):\n    make(i)()\n"),
            "");
  // Each number is a trace of its own.
  EXPECT_EQ(
      found("step = 0\n@tf.function\ndef f(rate):\n" + Op + "for i in range(3):\n    f(0.1 * i)\n    step += 1\n"), "");
  // A variable, which some code makes.
  EXPECT_EQ(found("step = 0\nstep = tf.Variable(0, dtype=tf.int64)\n@tf.function\ndef f():\n" + Op +
                  "f()\nstep.assign_add(1)\n"),
            "");
  EXPECT_EQ(found("tf.config.run_functions_eagerly(True)\nstep = 0\n@tf.function\ndef f():\n" + Op +
                  "for _ in range(3):\n    f()\n    step += 1\n"),
            "");
}

TEST(Lint, BranchesOfPython) {
  const std::string Head = "@tf.function\ndef f(step, flag):\n    with writer.as_default():\n";
  const std::string Op = "            tf.summary.scalar('a', 1., step=step)\n";
  EXPECT_EQ(found(Head + "        if step % 2 == 0:\n" + Op + "f(tf.constant(0, tf.int64), True)\n"), "SU710:9");
  EXPECT_EQ(found(Head + "        if flag:\n" + Op + "f(tf.constant(0, tf.int64), True)\n"), "");
  EXPECT_EQ(found(Head + "        if step is not None:\n" + Op + "f(tf.constant(0, tf.int64), True)\n"), "");
  EXPECT_EQ(found(Head + "        for _ in range(2):\n" + Op + "f(tf.constant(0, tf.int64), True)\n"), "");
  EXPECT_EQ(found("with writer.as_default():\n    for i in tf.range(3, dtype=tf.int64):\n        "
                  "tf.summary.scalar('a', 1., step=i)\n"),
            "");
}

TEST(Lint, WritersInTurn) {
  // Values come out of the function and are written outside.
  EXPECT_EQ(found("other = tf.summary.create_file_writer('b')\n@tf.function\ndef f(x):\n    return x * 2\n"
                  "for w in [writer, other]:\n    with w.as_default():\n        tf.summary.scalar('a', "
                  "f(tf.constant(1.)), step=0)\n"),
            "");
  // Another signature is another trace.
  const std::string Two = "other = tf.summary.create_file_writer('b')\n@tf.function\ndef f(step, x):\n    "
                          "tf.summary.scalar('a', 1., step=step)\n";
  EXPECT_EQ(found(Two + "with writer.as_default():\n    f(tf.constant(0, tf.int64), 1)\nwith "
                        "other.as_default():\n    f(tf.constant(0, tf.int64), 1)\n"),
            "SU706:12");
  EXPECT_EQ(found(Two + "with writer.as_default():\n    f(tf.constant(0, tf.int64), 1)\nwith "
                        "other.as_default():\n    f(tf.constant(0, tf.int64), 2)\n"),
            "");
  EXPECT_EQ(found(Two + "with writer.as_default():\n    f(tf.constant(0, tf.int64), batch)\nwith "
                        "other.as_default():\n    f(tf.constant(0, tf.int64), batch)\n"),
            "");
  // One after the other, each with its function.
  EXPECT_EQ(found("for i in range(2):\n    w = tf.summary.create_file_writer(str(i))\n    @tf.function\n    def "
                  "f(s):\n        with w.as_default():\n"
                  "            tf.summary.scalar('a', 1., step=s)\n    f(tf.constant(0, tf.int64))\n    w.close()\n"),
            "");
  EXPECT_EQ(found("writer.close()\nwriter = tf.summary.create_file_writer('b')\nwith writer.as_default():\n  "
                  "  tf.summary.scalar('a', 1., step=0)\n"),
            "");
}

TEST(Lint, ConditionsThatAreAskedAgain) {
  const std::string Op = "            tf.summary.scalar('a', 1., step=i)\n";
  EXPECT_EQ(found("with writer.as_default():\n    for i in range(3):\n        with tf.summary.record_if(i % "
                  "2 == 0):\n" +
                  Op),
            "");
  EXPECT_EQ(found("with writer.as_default():\n    with tf.summary.record_if(len(sys.argv) > 1):\n        for "
                  "i in range(3):\n" +
                  Op),
            "");
  EXPECT_EQ(found("k = 0\nwith writer.as_default():\n    with tf.summary.record_if(lambda: k > 1):\n        "
                  "for i in range(3):\n            k = i\n" +
                  Op),
            "");
  EXPECT_EQ(found("k = 0\nwith writer.as_default():\n    with tf.summary.record_if(k > 1):\n        for i in "
                  "range(3):\n            k = i\n" +
                  Op),
            "SU707:7");
}

TEST(Lint, StepsOfTheRightType) {
  auto step = [](const std::string &Step) {
    return found("with writer.as_default():\n    tf.summary.scalar('a', 1., step=" + Step + ")\n");
  };
  for (const char *Right :
       {"0", "tf.constant(0, tf.int64)", "tf.constant(0, dtype='int64')", "tf.cast(x, tf.int64)",
        "tf.Variable(0, dtype=tf.int64)", "tf.constant(10000000000)", "tf.constant(x)", "tf.Variable(x)", "int(2.0)"})
    EXPECT_EQ(step(Right), "") << Right;
  for (const char *Wrong : {"2.0", "tf.constant(0)", "tf.constant(0, tf.int32)", "tf.cast(x, tf.float32)",
                            "tf.Variable(0, trainable=False)"})
    EXPECT_EQ(step(Wrong), "SU737:6") << Wrong;
}

TEST(Lint, OtherThreadsWithAWriterOfTheirOwn) {
  const std::string Head = "import threading\nwriter.set_as_default()\n";
  EXPECT_EQ(
      found(Head + "def work():\n    tf.summary.scalar('a', 1., step=0)\nthreading.Thread(target=work).start()\n"),
      "SU709:8");
  EXPECT_EQ(found(Head + "def prepare():\n    writer.set_as_default()\ndef work():\n    prepare()\n    "
                         "tf.summary.scalar('a', 1., step=0)\nthreading.Thread(target=work).start()\n"),
            "");
  EXPECT_EQ(found(Head + "def work():\n    with writer.as_default():\n        tf.summary.scalar('a', 1., "
                         "step=0)\nthreading.Thread(target=work).start()\n"),
            "");
}

TEST(Lint, ProgramsWithGraphsGetNone) {
  const std::string Mistake = "writer.as_default()\n";
  EXPECT_EQ(found(Mistake), "SU702:5");
  for (const char *Sign :
       {"x = tf.placeholder(tf.float32, [])\n", "tf.compat.v1.disable_eager_execution()\n",
        "s = tf.compat.v1.Session()\n", "tf.contrib.layers\n", "m = tf.compat.v1.summary.merge_all()\n"})
    EXPECT_EQ(found(Mistake + Sign), "") << Sign;
  // Old names that work anywhere.
  for (const char *Name : {"tf.compat.v1.logging.info('x')\n", "tf.compat.v1.where(x)\n",
                           "tf.compat.v1.train.get_or_create_global_step()\n"})
    EXPECT_EQ(found(Mistake + Name), "SU702:5") << Name;
}

} // namespace
