#include "Support.h"
#include "summary_v2/summary.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include <thread>

using namespace runtime_test;
using namespace summary_v2;
using testing::ElementsAre;

namespace {

/// The writes of one file in short: "tag@step".
std::vector<std::string> writes(const WriterPtr &W) {
  (void)W->flush();
  std::vector<std::string> Out;
  File F = readRecords(W->path());
  for (size_t I = 1; I < F.Records.size(); ++I) {
    std::string Body = body(F.Records[I]);
    int Step = 0;
    if (Body[0] == 0x10) {
      Step = Body[1];
      Body = Body.substr(2);
    }
    Out.push_back(Body.substr(6, static_cast<size_t>(Body[5])) + "@" + std::to_string(Step));
  }
  return Out;
}

TEST(Context, NothingWithoutAWriter) {
  WriteStatus S = scalar("a", 1, 1);
  EXPECT_TRUE(S.ok());
  EXPECT_FALSE(S.written());
  EXPECT_TRUE(scalar("a", 1).ok()) << "without a writer a step is not missed";
  EXPECT_FALSE(should_record_summaries());
  EXPECT_TRUE(flush().ok());
}

TEST(Context, ScopesNest) {
  Directory D, E;
  auto A = create_file_writer(D.Path), B = create_file_writer(E.Path);
  {
    auto Outer = as_default(A, 10);
    EXPECT_TRUE(scalar("a", 1).written());
    {
      auto Inner = as_default(B, 20);
      EXPECT_EQ(default_writer(), B);
      EXPECT_TRUE(scalar("b", 1).written());
      EXPECT_TRUE(scalar("b", 1, 5).written());
    }
    // The end of a scope flushes.
    EXPECT_EQ(readRecords(B->path()).Records.size(), 3u);
    EXPECT_TRUE(scalar("a", 1).written());
    {
      auto Same = as_default(B);
      EXPECT_TRUE(scalar("c", 1).written()) << "the step stays";
    }
  }
  EXPECT_EQ(default_writer(), nullptr);
  EXPECT_EQ(get_step(), std::nullopt);
  EXPECT_THAT(writes(A), ElementsAre("a@10", "a@10"));
  EXPECT_THAT(writes(B), ElementsAre("b@20", "b@5", "c@10"));
}

TEST(Context, EveryThreadHasItsOwn) {
  Directory D;
  auto W = create_file_writer(D.Path);
  auto Scope = as_default(W, 3);
  std::thread([&] {
    EXPECT_EQ(default_writer(), nullptr);
    EXPECT_EQ(get_step(), std::nullopt);
    EXPECT_FALSE(scalar("a", 1, 1).written());
    EXPECT_TRUE(set_as_default(W, 4).ok());
    EXPECT_TRUE(scalar("b", 1).written());
  }).join();
  EXPECT_TRUE(scalar("c", 1).written());
  EXPECT_THAT(writes(W), ElementsAre("b@4", "c@3"));
}

TEST(Context, Steps) {
  Directory D;
  auto W = create_file_writer(D.Path);
  auto Scope = as_default(W);
  EXPECT_EQ(scalar("none", 1).code(), Code::InvalidArgument);
  set_step(7);
  EXPECT_TRUE(scalar("a", 1).written());
  int64_t Counter = 8;
  set_step([&] { return Counter++; });
  EXPECT_TRUE(scalar("a", 1).written());
  EXPECT_TRUE(scalar("a", 1).written());
  clear_step();
  EXPECT_EQ(scalar("none", 1).code(), Code::InvalidArgument);
  EXPECT_THAT(writes(W), ElementsAre("a@7", "a@8", "a@9"));
}

TEST(Context, RecordIf) {
  Directory D;
  auto W = create_file_writer(D.Path);
  auto Scope = as_default(W);
  {
    auto Off = record_if(false);
    EXPECT_FALSE(should_record_summaries());
    WriteStatus S = scalar("off", 1);
    EXPECT_TRUE(S.ok()) << "a step is not missed";
    EXPECT_FALSE(S.written());
    EXPECT_FALSE(scalar(W, "explicit", 1, 1).written());
    {
      auto On = record_if(true);
      EXPECT_TRUE(scalar("on", 1, 1).written());
    }
    EXPECT_FALSE(scalar("off", 1, 1).written());
  }
  int Step = 0;
  auto Even = record_if([&] { return Step % 2 == 0; });
  for (; Step < 4; ++Step)
    (void)scalar("even", 1, Step);
  EXPECT_THAT(writes(W), ElementsAre("on@1", "even@0", "even@2"));
}

TEST(Context, NameScopes) {
  Directory D;
  auto W = create_file_writer(D.Path);
  auto Scope = as_default(W, 1);
  auto X = name_scope("x");
  (void)scalar("a", 1);
  {
    auto Y = name_scope("y");
    (void)scalar("a", 1);
    auto Z = name_scope("z/");
    (void)scalar("a", 1);
    auto None = name_scope("/");
    (void)scalar("a", 1);
  }
  (void)scalar(W, "b", 1, 1);
  (void)write("as is", TensorView(std::vector<float>{1}), 1);
  EXPECT_THAT(writes(W), ElementsAre("x/a@1", "x/y/a@1", "z/a@1", "a@1", "x/b@1", "as is@1"));
}

TEST(Context, ANoopWriterChangesNothing) {
  Directory D;
  auto W = create_file_writer(D.Path);
  auto Noop = create_noop_writer();
  EXPECT_TRUE(Noop->noop());
  EXPECT_FALSE(scalar(Noop, "a", 1, 1).written());
  EXPECT_TRUE(Noop->flush().ok() && Noop->close().ok());
  auto Scope = as_default(W, 1);
  {
    auto Nothing = as_default(Noop, 2);
    EXPECT_TRUE(scalar("a", 1).written());
  }
  EXPECT_THAT(writes(W), ElementsAre("a@1"));
}

TEST(Context, NullWriters) {
  EXPECT_EQ(scalar(WriterPtr(), "a", 1, 1).code(), Code::InvalidArgument);
  auto Scope = as_default(nullptr);
  EXPECT_FALSE(scalar("a", 1, 1).written());
}

TEST(Context, LogdirOfPrefix) {
  EXPECT_EQ(logdir_of_prefix("a/b/events"), "a/b");
  EXPECT_EQ(logdir_of_prefix("events"), ".");
  EXPECT_EQ(logdir_of_prefix("/events"), "/");
  EXPECT_EQ(logdir_of_prefix("a/"), "a");
}

} // namespace
