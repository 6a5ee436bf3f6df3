#include "verify/Verdict.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace llvm;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

namespace summary_upgrade::verify {
namespace {

struct Row {
  const char *Run, *Tag;
  int64_t Step;
  float Value;
};

class VerdictTest : public ::testing::Test {
protected:
  events::Stream stream(std::initializer_list<Row> Rows) {
    events::Stream S;
    for (const Row &R : Rows) {
      events::Item I;
      I.Step = R.Step;
      I.Tag = Names.id(R.Tag);
      I.Plugin = Names.id("scalars");
      I.Scalar = R.Value;
      S.Runs[R.Run].Items.push_back(I);
    }
    return S;
  }
  StreamVerdict of(std::vector<events::Stream> Before, const events::Stream &After) {
    std::vector<const events::Stream *> Pointers;
    for (const events::Stream &S : Before)
      Pointers.push_back(&S);
    return judge(Pointers, After, Names, {});
  }
  static std::vector<std::string> states(const StreamVerdict &V) {
    std::vector<std::string> Result;
    for (const TagVerdict &T : V.Tags)
      Result.push_back(T.Tag + ": " + stateName(T.State).str());
    return Result;
  }
  events::Names Names;
};

TEST_F(VerdictTest, EachTagHasItsState) {
  StreamVerdict V = of({stream({{"r", "a", 1, 1}, {"r", "b", 1, 1}, {"r", "c", 1, 1}, {"r", "d", 1, 1}})},
                       stream({{"r", "a", 1, 1}, {"r", "b", 1, 1.000001f}, {"r", "c", 2, 1}, {"r", "e", 1, 5}}));
  EXPECT_THAT(states(V),
              ElementsAre("a: equal", "b: within tolerance", "c: different", "d: only before", "e: only after"));
  EXPECT_TRUE(V.Different);
  EXPECT_FALSE(V.ValuesOnly);
  EXPECT_EQ(V.Proven, 2u);
}

TEST_F(VerdictTest, NoiseOfTheOriginalIsNoDifference) {
  StreamVerdict V =
      of({stream({{"r", "loss", 1, 1}, {"r", "speed", 1, 10}}), stream({{"r", "loss", 1, 1}, {"r", "speed", 1, 11}})},
         stream({{"r", "loss", 1, 1}, {"r", "speed", 1, 12}}));
  EXPECT_THAT(states(V), ElementsAre("loss: equal", "speed: steps equal"));
  EXPECT_FALSE(V.Different);
  // Where the original agrees with itself the result must as well, and noise in values excuses no step.
  V = of({stream({{"r", "loss", 1, 1}, {"r", "speed", 1, 10}}), stream({{"r", "loss", 1, 1}, {"r", "speed", 1, 11}})},
         stream({{"r", "loss", 1, 2}, {"r", "speed", 2, 12}}));
  EXPECT_THAT(states(V), ElementsAre("loss: different", "speed: different"));
  EXPECT_TRUE(V.Different);
}

TEST_F(VerdictTest, StepsThatTheOriginalCannotRepeat) {
  StreamVerdict V = of({stream({{"r", "x", 1, 1}}), stream({{"r", "x", 2, 1}})}, stream({{"r", "x", 3, 1}}));
  EXPECT_THAT(states(V), ElementsAre("x: not repeatable"));
  EXPECT_FALSE(V.Different);
  EXPECT_EQ(V.Proven, 0u);
}

TEST_F(VerdictTest, ValuesOnly) {
  StreamVerdict V = of({stream({{"r", "x", 1, 1}})}, stream({{"r", "x", 1, 2}}));
  EXPECT_TRUE(V.Different);
  EXPECT_TRUE(V.ValuesOnly);
}

TEST_F(VerdictTest, ALostGraph) {
  events::Stream Before = stream({{"r", "x", 1, 1}}), After = stream({{"r", "x", 1, 1}});
  Before.Runs["r"].Other.push_back({events::EventKind::GraphDef, 0});
  StreamVerdict V = of({Before}, After);
  EXPECT_TRUE(V.Different);
  EXPECT_THAT(states(V), ElementsAre("x: equal", "(the graph): only before"));
  // The meta graph beside it is gone in TensorFlow 2, and says nothing.
  After.Runs["r"].Other.push_back({events::EventKind::GraphDef, 3});
  Before.Runs["r"].Other.push_back({events::EventKind::MetaGraphDef, 0});
  EXPECT_FALSE(of({Before}, After).Different);
}

std::vector<std::string> runsOf(const events::Stream &S) {
  std::vector<std::string> Result;
  for (const auto &[Name, Run] : S.Runs)
    Result.push_back(Name);
  return Result;
}

TEST_F(VerdictTest, RunsNamedAfterTheTime) {
  events::Stream Before = stream({{"logs/20260101-120000/train", "x", 1, 1}, {"logs/20260101-120000/test", "x", 1, 1}});
  events::Stream After = stream({{"logs/20260101-120009/train", "x", 1, 1}, {"logs/20260101-120009/test", "x", 1, 1}});
  EXPECT_EQ(alignTimedRuns(Before, After).size(), 2u);
  EXPECT_THAT(runsOf(After), ElementsAre("logs/20260101-120000/test", "logs/20260101-120000/train"));
  EXPECT_FALSE(of({Before}, After).Different);
}

TEST_F(VerdictTest, OtherRunsStayApart) {
  events::Stream Before = stream({{"run1", "x", 1, 1}, {"20260101-120000/train", "x", 1, 1}});
  events::Stream After = stream({{"run2", "x", 1, 1}, {"20260101-120009/test", "x", 1, 1}});
  EXPECT_THAT(alignTimedRuns(Before, After), IsEmpty());
  EXPECT_TRUE(of({Before}, After).Different);
}

} // namespace
} // namespace summary_upgrade::verify
