// How a program is migrated: natively, through a bridge, or not at all, and at which place the native form is
// declined.
#include "OneFile.h"
#include "migrate/Migrate.h"
#include "llvm/ADT/STLExtras.h"
#include "gtest/gtest.h"
#include <cstring>

using namespace summary_upgrade;

namespace {

struct StrategyCase {
  const char *Name;
  const char *Source; ///< behind `Head`
  const char *Native; ///< "" = v2 ops write in the run; else "CODE:line" of the decline under --strategy native, when
                      ///< no summary is a scalar
};

constexpr const char *Head = "import sys, time\n"
                             "import tensorflow as tf\n"
                             "x = tf.placeholder(tf.float32, [])\n";

migrate::Migration migrated(const std::string &Source, migrate::Strategy How) {
  program::Project Project = oneFile(Source);
  program::Linker Linker(Project);
  program::Program Program(Linker);
  migrate::Options Options;
  Options.How = How;
  return migrate::migrate(Program, Options);
}

class Strategies : public testing::TestWithParam<StrategyCase> {};

TEST_P(Strategies, AreChosenByWhatIsKnown) {
  std::string Source = std::string(Head) + GetParam().Source;
  // The values of scalars can always be fetched; histograms have to be written in the run.
  std::string InTheRun = Source;
  for (size_t At = 0; *GetParam().Native && (At = InTheRun.find("summary.scalar(")) != std::string::npos;)
    InTheRun.replace(At, std::strlen("summary.scalar("), "summary.histogram(");
  migrate::Migration Native = migrated(InTheRun, migrate::Strategy::Native);
  ASSERT_EQ(Native.Components.size(), 1u);
  const migrate::ComponentResult &C = Native.Components[0];
  std::string Said;
  if (C.What == migrate::Outcome::Declined)
    Said = C.Code + ":" + llvm::StringRef(C.Place).rsplit(':').second.str();
  EXPECT_EQ(Said, GetParam().Native) << C.Reason;
  // What has no native form in the program's own session carries its values to one of its own, or has a bridge.
  migrate::Migration Auto = migrated(Source, migrate::Strategy::Auto);
  EXPECT_EQ(Auto.Components[0].What, migrate::Outcome::Migrated) << Auto.Components[0].Reason;
  bool Values = llvm::any_of(Auto.Findings, [](const report::Finding &F) { return F.Code == "SU241"; });
  EXPECT_EQ(Auto.Components[0].Bridged || Values, *GetParam().Native != 0);
  EXPECT_FALSE(Auto.Components[0].Bridged && Values);
  EXPECT_EQ(migrated(Source, migrate::Strategy::Native).Components[0].What == migrate::Outcome::Migrated,
            !Auto.Components[0].Bridged);
}

const StrategyCase Cases[] = {
    {"Eval",
     "tf.summary.scalar('x', x)\nmerged = tf.summary.merge_all()\nwriter = tf.summary.FileWriter('d')\n"
     "with tf.Session():\n    writer.add_summary(merged.eval({x: 1}), 1)\n",
     ""},
    {"EvalWhoseSessionIsNotKnown",
     "tf.summary.scalar('x', x)\nmerged = tf.summary.merge_all()\nwriter = tf.summary.FileWriter('d')\n"
     "def log(i):\n    writer.add_summary(merged.eval({x: 1}), i)\n"
     "with tf.Session():\n    log(1)\n",
     "SU220:8"},
    {"WithWriter",
     "tf.summary.scalar('x', x)\nmerged = tf.summary.merge_all()\n"
     "with tf.Session() as sess, tf.summary.FileWriter('d') as writer:\n    writer.add_summary(sess.run(merged, {x: "
     "1}), 1)\n",
     ""},
    {"FinalizedBehindTheWriter",
     "tf.summary.scalar('x', x)\nmerged = tf.summary.merge_all()\ntf.get_default_graph().finalize()\n"
     "writer = tf.summary.FileWriter('d')\nwith tf.Session() as sess:\n    writer.add_summary(sess.run(merged, {x: "
     "1}), 1)\nwriter.close()\n",
     ""},
    {"GraphOfAFinalizedGraph",
     "tf.summary.scalar('x', x)\nmerged = tf.summary.merge_all()\ntf.get_default_graph().finalize()\n"
     "with tf.Session() as sess:\n    writer = tf.summary.FileWriter('d', sess.graph)\n    "
     "writer.add_summary(sess.run(merged, {x: 1}), 1)\n",
     "SU219:8"},
    {"SessionsInTurn",
     "tf.summary.scalar('x', x)\nmerged = tf.summary.merge_all()\nwriter = tf.summary.FileWriter('d')\n"
     "for i in range(2):\n    with tf.Session() as sess:\n        writer.add_summary(sess.run(merged, {x: 1}), i)\n",
     ""},
    {"SessionInASession",
     "tf.summary.scalar('x', x)\nmerged = tf.summary.merge_all()\nwriter = tf.summary.FileWriter('d')\n"
     "with tf.Session() as a:\n    with tf.Session() as b:\n"
     "        writer.add_summary(a.run(merged, {x: 1}), 1)\n        writer.add_summary(b.run(merged, {x: 1}), 2)\n",
     "SU220:8"},
    {"WrittenAfterClose",
     "tf.summary.scalar('x', x)\nmerged = tf.summary.merge_all()\nwriter = tf.summary.FileWriter('d')\n"
     "with tf.Session() as sess:\n    writer.close()\n    writer.add_summary(sess.run(merged, {x: 1}), 1)\n",
     "SU219:9"},
    {"ClosedInEveryRound",
     "tf.summary.scalar('x', x)\nmerged = tf.summary.merge_all()\nwriter = tf.summary.FileWriter('d')\n"
     "with tf.Session() as sess:\n    for i in range(2):\n        writer.add_summary(sess.run(merged, {x: 1}), i)\n    "
     "    writer.close()\n",
     "SU219:9"},
    {"StepFetchedBehindTheTrainOp",
     "v = tf.Variable(1.0)\ngs = tf.train.get_or_create_global_step()\n"
     "train = tf.train.GradientDescentOptimizer(.1).minimize(tf.square(v - x), global_step=gs)\n"
     "tf.summary.scalar('x', x * 2)\nmerged = tf.summary.merge_all()\nwriter = tf.summary.FileWriter('d')\n"
     "with tf.Session() as sess:\n    _, s, n = sess.run([train, merged, gs], {x: 1})\n    writer.add_summary(s, n)\n",
     ""},
    {"StepOfAVariableThatIsSummarised",
     "v = tf.Variable(1.0)\ngs = tf.train.get_or_create_global_step()\n"
     "train = tf.train.GradientDescentOptimizer(.1).minimize(tf.square(v - x), global_step=gs)\n"
     "tf.summary.scalar('v', v)\nmerged = tf.summary.merge_all()\nwriter = tf.summary.FileWriter('d')\n"
     "with tf.Session() as sess:\n    _, s, n = sess.run([train, merged, gs], {x: 1})\n    writer.add_summary(s, n)\n",
     "SU211:12"},
    {"StepThatSomethingElseChanges",
     "v = tf.Variable(1.0)\ngs = tf.train.get_or_create_global_step()\nbump = tf.assign_add(gs, 5)\n"
     "train = tf.train.GradientDescentOptimizer(.1).minimize(tf.square(v - x), global_step=gs)\n"
     "tf.summary.scalar('x', x * 2)\nmerged = tf.summary.merge_all()\nwriter = tf.summary.FileWriter('d')\n"
     "with tf.Session() as sess:\n    _, s, n = sess.run([train, merged, gs], {x: 1})\n    writer.add_summary(s, n)\n  "
     "  sess.run(bump)\n",
     "SU211:13"},
    {"StepFetchedWithoutTheTrainOp",
     "v = tf.Variable(1.0)\ngs = tf.train.get_or_create_global_step()\n"
     "train = tf.train.GradientDescentOptimizer(.1).minimize(tf.square(v - x), global_step=gs)\n"
     "tf.summary.scalar('x', x * 2)\nmerged = tf.summary.merge_all()\nwriter = tf.summary.FileWriter('d')\n"
     "with tf.Session() as sess:\n    sess.run(train, {x: 1})\n    s, n = sess.run([merged, gs], {x: 1})\n    "
     "writer.add_summary(s, n)\n",
     "SU211:13"},
    {"MadeAgainInOneGraph",
     "def train(k):\n    v = tf.Variable(1.0)\n    tf.summary.scalar('v', v)\n    merged = tf.summary.merge_all()\n"
     "    writer = tf.summary.FileWriter('d%d' % k)\n    with tf.Session() as sess:\n"
     "        writer.add_summary(sess.run(merged), 1)\ntrain(1)\ntrain(2)\n",
     "SU215:8"},
    {"MadeAgainInAGraphOfItsOwn",
     "def train(k):\n    with tf.Graph().as_default():\n        v = tf.Variable(1.0)\n        tf.summary.scalar('v', "
     "v)\n        merged = tf.summary.merge_all()\n"
     "        writer = tf.summary.FileWriter('d%d' % k)\n        with tf.Session() as sess:\n"
     "            writer.add_summary(sess.run(merged), 1)\ntrain(1)\ntrain(2)\n",
     ""},
    {"HostMadeThroughTwoWriters",
     "a = tf.summary.FileWriter('a')\nb = tf.summary.FileWriter('b')\n"
     "def log(w, i):\n    w.add_summary(tf.Summary(value=[tf.Summary.Value(tag='t', simple_value=1)]), i)\n"
     "with tf.Session() as sess:\n    log(a, 1)\n    log(b, 2)\n",
     ""},
    {"WrittenWhenTheSessionIsClosed",
     "tf.summary.scalar('x', x)\nmerged = tf.summary.merge_all()\nwriter = tf.summary.FileWriter('d')\n"
     "with tf.Session() as sess:\n    s, v = sess.run([merged, x], {x: 1})\nwriter.add_summary(s, int(v))\n",
     "SU211:9"},
    {"RaisedByACallee",
     "tf.summary.scalar('x', x)\nmerged = tf.summary.merge_all()\nwriter = tf.summary.FileWriter('d')\n"
     "def check(v):\n    if v > 1:\n        raise ValueError(v)\n"
     "def step(sess, i):\n    s, v = sess.run([merged, x], {x: i})\n    check(v)\n    writer.add_summary(s, i)\n"
     "with tf.Session() as sess:\n    for i in range(3):\n        try:\n            step(sess, i)\n        except "
     "ValueError:\n            pass\n",
     "SU212:13"},
    {"RaisedByACalleeAndNotCaught",
     "tf.summary.scalar('x', x)\nmerged = tf.summary.merge_all()\nwriter = tf.summary.FileWriter('d')\n"
     "def check(v):\n    if v > 1:\n        raise ValueError(v)\n"
     "def step(sess, i):\n    s, v = sess.run([merged, x], {x: i})\n    check(v)\n    writer.add_summary(s, i)\n"
     "with tf.Session() as sess:\n    for i in range(3):\n        step(sess, i)\n",
     ""},
};

INSTANTIATE_TEST_SUITE_P(Programs, Strategies, testing::ValuesIn(Cases),
                         [](const auto &Info) { return std::string(Info.param.Name); });

/// Whose writer an attribute is that the program reads.
TEST(ForeignWriters, KeepTheRestOnlyWhereTheyMayBeOurs) {
  const std::string Log =
      "def log(callback):\n    callback.file.add_summary(tf.Summary(value=[tf.Summary.Value(tag='v', "
      "simple_value=1.0)]), 1)\n";
  const std::string Run =
      "tf.summary.scalar('x', x)\nmerged = tf.summary.merge_all()\nwriter = tf.summary.FileWriter('d')\n"
      "with tf.Session() as sess:\n    writer.add_summary(sess.run(merged, {x: 1}), 1)\n";
  auto outcome = [&](const std::string &More) {
    migrate::Migration M = migrated(Head + Log + Run + More, migrate::Strategy::Auto);
    EXPECT_TRUE(llvm::any_of(M.Findings, [](const report::Finding &F) { return F.Code == "SU218"; }));
    return M.Components.size() == 1 && M.Components[0].What == migrate::Outcome::Migrated;
  };
  EXPECT_TRUE(outcome(""));
  EXPECT_TRUE(outcome("print(vars(x))\n"));
  EXPECT_FALSE(outcome("x.file = other\n"));
  EXPECT_FALSE(outcome("setattr(x, name, writer)\n"));
  EXPECT_FALSE(outcome("x.__dict__.update(y)\n"));
  EXPECT_FALSE(outcome("file = writer\n"));
  EXPECT_FALSE(outcome("class Holder:\n    file = writer\n"));
}

} // namespace
