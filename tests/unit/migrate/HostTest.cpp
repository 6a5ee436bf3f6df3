// Summaries that Python code builds: in which mode their program is, and what of them keeps its bytes.
#include "OneFile.h"
#include "migrate/Migrate.h"
#include "llvm/ADT/STLExtras.h"
#include "gtest/gtest.h"

using namespace summary_upgrade;

namespace {

struct HostCase {
  const char *Name;
  const char *Source; ///< behind `Head`
  const char *How;    ///< "eager", "eager bytes", "own session", "own scalars" (written by v2 ops there), "session",
                      ///< "native" or "declined CODE"
  const char *Text;   ///< stands in the result; "" = not asked
};

constexpr const char *Head = "import sys\nimport tensorflow as tf\n";
constexpr const char *Logger = "import sys\nimport tensorflow as tf\n"
                               "class Logger(object):\n"
                               "    def __init__(self, d):\n        self.w = tf.summary.FileWriter(d)\n"
                               "    def log(self, tag, value, step=None):\n"
                               "        s = tf.Summary(value=[tf.Summary.Value(tag=tag, simple_value=value)])\n"
                               "        self.w.add_summary(s, step)\n"
                               "    def close(self):\n        self.w.close()\n";

/// How the program's only component is migrated, and the result.
std::pair<std::string, std::string> migrated(const std::string &Source) {
  program::Project Project = oneFile(Source);
  program::Linker Linker(Project);
  program::Program Program(Linker);
  migrate::Migration M = migrate::migrate(Program, migrate::Options());
  EXPECT_EQ(M.Components.size(), 1u);
  std::string Result = Source;
  for (const text::FileEdits &Changed : M.Edits)
    if (auto Applied = text::applyEdits(Source, Changed.Edits))
      Result = *Applied;
    else
      ADD_FAILURE() << llvm::toString(Applied.takeError());
  if (M.Components[0].What != migrate::Outcome::Migrated)
    return {"declined " + M.Components[0].Code, Result};
  auto said = [&](llvm::StringRef Code) {
    return llvm::any_of(M.Findings, [&](const report::Finding &F) { return F.Code == Code; });
  };
  std::string How = said("SU402")   ? "eager"
                    : said("SU237") ? "own session"
                    : said("SU240") ? "own scalars"
                    : said("SU241") ? "values"
                    : said("SU235") ? "session"
                                    : "native";
  if (said("SU402") && said("SU235"))
    How += " bytes";
  EXPECT_EQ(M.Components[0].Bridged, How != "eager" && How != "own scalars" && How != "values" && How != "native");
  return {How, Result};
}

class HostPrograms : public testing::TestWithParam<HostCase> {};

TEST_P(HostPrograms, AreEagerOnlyWhereNothingCanBeLost) {
  llvm::StringRef Source = GetParam().Source;
  std::string Whole = Source.starts_with("import sys") ? Source.str() : Head + Source.str();
  auto [How, Result] = migrated(Whole);
  EXPECT_EQ(How, GetParam().How);
  EXPECT_NE(Result.find(GetParam().Text), std::string::npos) << Result;
}

std::string logged(const char *Calls) { return std::string(Logger) + Calls; }

#define WRITER "w = tf.summary.FileWriter('d')\n"
#define WRITE "w.add_summary(tf.Summary(value=[tf.Summary.Value(tag='x', simple_value=1.0)]), 1)\n"

#define GRAPH "x = tf.placeholder(tf.float32, [])\ntf.summary.scalar('x', x)\n"
#define MERGED "m = tf.summary.merge_all()\n"
#define SESSION(Write)                                                                                                 \
  "with tf.Session() as sess:\n    for i in range(2):\n        w.add_summary(sess.run(m, {x: i}), i)\n" Write

const HostCase Cases[] = {
    {"Plain", WRITER WRITE, "eager", "tf.summary.scalar('x', 1.0, step=1)"},
    // what may have made a graph
    {"UnknownPackage", "import models\n" WRITER WRITE, "own scalars", ""},
    {"UnknownPartOfThePackage", "from . import models\n" WRITER WRITE, "own scalars", ""},
    {"KnownPackages", "import torch, numpy as np\nfrom torch import nn\nimport os.path\n" WRITER WRITE, "eager", ""},
    {"GraphPackage", "import keras\n" WRITER WRITE, "own scalars", ""},
    {"StarImport", "from settings import *\n" WRITER WRITE, "own scalars", ""},
    {"ModuleByName", "import importlib\nm = importlib.import_module(sys.argv[1])\n" WRITER WRITE, "own scalars", ""},
    {"ModuleByNameWithoutImport", "m = __import__(sys.argv[1])\n" WRITER WRITE, "own scalars", ""},
    {"TextThatIsRun", "exec(open(sys.argv[1]).read())\n" WRITER WRITE, "own scalars", ""},
    {"PartOfTensorFlowByName", "g = getattr(tf, 'Graph')()\nwith g.as_default():\n    " WRITER "    " WRITE,
     "own scalars", ""},
    {"GraphAroundTheWriter", "with tf.Graph().as_default():\n    " WRITER "    " WRITE, "own scalars", ""},
    {"EagerSwitchedOff", "tf.compat.v1.disable_eager_execution()\n" WRITER WRITE, "own scalars", ""},
    {"InAFunctionOfTensorFlow", WRITER "@tf.function\ndef f():\n    " WRITE "f()\n", "own scalars", ""},
    {"BothGenerations",
     "import tensorflow.compat.v1 as tf1\nw = tf1.summary.FileWriter('d')\n"
     "w.add_summary(tf1.Summary(value=[tf1.Summary.Value(tag='x', simple_value=1.0)]), 1)\n",
     "own scalars", ""},
    {"FunctionThatNobodyCalls", "def main():\n    " WRITER "    " WRITE, "own scalars", ""},
    {"WrittenWithASession", "with tf.Session() as sess:\n    " WRITER "    " WRITE "    w.close()\n", "own scalars",
     ""},
    // beside summaries of the graph
    {"BesideMerged", GRAPH MERGED WRITER SESSION("        " WRITE), "native", "write_scalar('x', 1.0, 1)"},
    {"BesideMergedAtFloatSteps",
     GRAPH MERGED WRITER SESSION(
         "        w.add_summary(tf.Summary(value=[tf.Summary.Value(tag='x', simple_value=1.0)]), i / 2)\n"),
     "native", "write_scalar('x', 1.0, int(i / 2))"},
    {"MoreThanScalarsBesideMerged",
     GRAPH MERGED WRITER "kept = tf.Summary()\n" SESSION(
         "        kept.value.add(tag='x', simple_value=i)\n        w.add_summary(kept, i)\n"),
     "session", "write_summary(kept.SerializeToString(), i)"},
    {"MergedBehindTheSession",
     GRAPH WRITER "with tf.Session() as sess:\n    " MERGED
                  "    for i in range(2):\n        w.add_summary(sess.run(m, {x: i}), i)\n        " WRITE,
     "values", "merge_all_summaries()"},
    {"BesideMergedOfAFinalizedGraph",
     GRAPH MERGED WRITER "tf.get_default_graph().finalize()\n" SESSION("        " WRITE), "values",
     ".scalar('x', 1.0, 1)"},
    {"BesideMergedOfSeveralGraphs",
     "with tf.Graph().as_default():\n    pass\n" GRAPH MERGED WRITER SESSION("        " WRITE), "values", ""},
    {"BesideMergedInALoopOfSessions",
     GRAPH MERGED "for k in range(2):\n    w = tf.summary.FileWriter('d%d' % k)\n    with tf.Session() as sess:\n"
                  "        w.add_summary(sess.run(m, {x: k}), k)\n        " WRITE,
     "values", ""},
    // what v2 does not take as v1 did
    {"BytesTag", WRITER "t = b'x'\nw.add_summary(tf.Summary(value=[tf.Summary.Value(tag=t, simple_value=1)]), 1)\n",
     "eager bytes", "write_raw_pb"},
    {"EncodedTag",
     WRITER "w.add_summary(tf.Summary(value=[tf.Summary.Value(tag='x'.encode('utf-8'), simple_value=1)]), 1)\n",
     "eager bytes", ""},
    {"EmptyTag", WRITER "t = ''\nw.add_summary(tf.Summary(value=[tf.Summary.Value(tag=t, simple_value=1)]), 1)\n",
     "eager bytes", ""},
    {"NoneAtFirst",
     WRITER "best = None\nfor i in range(3):\n"
            "    w.add_summary(tf.Summary(value=[tf.Summary.Value(tag='x', simple_value=best)]), i)\n    best = i\n",
     "eager bytes", ""},
    {"NoneInAList",
     WRITER "values = [('a', 1), ('b', None)]\nfor i, (t, v) in enumerate(values):\n"
            "    w.add_summary(tf.Summary(value=[tf.Summary.Value(tag=t, simple_value=v)]), i)\n",
     "eager bytes", ""},
    {"NumbersInAList",
     WRITER "values = [('a', 1), ('b', 2.5)]\nfor i, (t, v) in enumerate(values):\n"
            "    w.add_summary(tf.Summary(value=[tf.Summary.Value(tag=t, simple_value=v)]), i)\n",
     "eager", "tf.summary.scalar(t, v, step=i)"},
    {"TooLargeForAFloat",
     WRITER "w.add_summary(tf.Summary(value=[tf.Summary.Value(tag='x', simple_value=1e300)]), 1)\n", "eager bytes", ""},
    {"NegativeNumber", WRITER "w.add_summary(tf.Summary(value=[tf.Summary.Value(tag='x', simple_value=-1)]), 1)\n",
     "eager", "tf.summary.scalar('x', -1, step=1)"},
    // writes behind a close
    {"ClosedAndWritten", WRITER "w.close()\n" WRITE, "own scalars", ""},
    {"ClosedInEveryRound", WRITER "for i in range(2):\n    " WRITE "    w.close()\n", "own scalars", ""},
    {"ClosedAndLeft", WRITER "for i in range(2):\n    " WRITE "    if i:\n        w.close()\n        break\n", "eager",
     ""},
    {"MadeAndClosedInEveryRound", "for i in range(2):\n    " WRITER "    " WRITE "    w.close()\n", "eager", ""},
    {"ClosedInOneBranch", WRITER "if sys.argv:\n    w.close()\nelse:\n    " WRITE, "eager", ""},
};

INSTANTIATE_TEST_SUITE_P(Programs, HostPrograms, testing::ValuesIn(Cases),
                         [](const auto &Info) { return std::string(Info.param.Name); });

TEST(HostLogger, StepMayBeNone) {
  auto [How, Result] = migrated(logged("l = Logger('d')\nl.log('a', 1.0)\nl.log('a', 1.0, 3)\n"));
  EXPECT_EQ(How, "eager");
  EXPECT_NE(Result.find("step=int(step or 0)"), std::string::npos) << Result;
}

TEST(HostLogger, ClosedByACallee) {
  EXPECT_EQ(migrated(logged("l = Logger('d')\ndef epoch(e):\n    l.log('a', e, e)\n    l.close()\nfor e in range(3):\n "
                            "   epoch(e)\n"))
                .first,
            "own scalars");
  EXPECT_EQ(migrated(logged("def run(d):\n    l = Logger(d)\n    l.log('a', 1, 1)\n    l.close()\nfor e in range(3):\n "
                            "   run('d%d' % e)\n"))
                .first,
            "eager");
  EXPECT_EQ(
      migrated(logged("l = Logger('a')\nl.log('a', 1, 1)\nl.close()\nl = Logger('b')\nl.log('a', 1, 1)\nl.close()\n"))
          .first,
      "eager");
}

} // namespace
