#include "Support.h"
#include "summary_v2/summary.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include <atomic>
#include <csignal>
#include <sys/resource.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace runtime_test;
using namespace summary_v2;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::MatchesRegex;

namespace {

std::vector<std::string> bodies(const std::string &Path) {
  File F = readRecords(Path);
  EXPECT_FALSE(F.Damaged || F.Torn);
  std::vector<std::string> Out;
  for (size_t I = 1; I < F.Records.size(); ++I)
    Out.push_back(body(F.Records[I]));
  return Out;
}

TEST(Writer, MakesTheFileAtOnce) {
  Directory D;
  auto W = open_file_writer(D.Path + "/a/b");
  ASSERT_TRUE(W) << W.status().message();
  EXPECT_EQ((*W)->path(), onlyFile(D.Path + "/a/b"));
  EXPECT_THAT(std::filesystem::path((*W)->path()).filename().string(),
              MatchesRegex("events\\.out\\.tfevents\\.[0-9]+\\..+\\." + std::to_string(::getpid()) + "\\.[0-9]+\\.v2"));
  File F = readRecords((*W)->path());
  ASSERT_EQ(F.Records.size(), 1u);
  EXPECT_EQ(body(F.Records[0]), "\x1a\rbrain.Event:2R$\n\"tensorflow.core.util.events_writer");
}

TEST(Writer, NeverTakesAFileThatIsThere) {
  Directory D;
  auto A = create_file_writer(D.Path), B = create_file_writer(D.Path);
  EXPECT_NE(A->path(), B->path());
}

TEST(Writer, RecordsAreWhatTensorFlowWrites) {
  Directory D;
  auto W = create_file_writer(D.Path);
  EXPECT_TRUE(scalar(W, "loss", 1.5f, 3).written());
  EXPECT_TRUE(scalar(W, "", 0, 0).written());
  ASSERT_TRUE(W->flush().ok());
  EXPECT_THAT(bodies(W->path()), ElementsAre(scalarBody(3, "loss", 1.5f), scalarBody(0, "scalar_summary", 0)));
}

TEST(Writer, LongTagsAndSteps) {
  Directory D;
  auto W = create_file_writer(D.Path);
  for (size_t Size : {1u, 100u, 127u, 128u, 200u, 300u, 16384u, 70000u})
    for (int64_t Step : {int64_t(0), int64_t(127), int64_t(128), INT64_MAX, INT64_MIN})
      ASSERT_TRUE(scalar(W, std::string(Size, 't'), 2, Step).written());
  ASSERT_TRUE(W->close().ok());
  File F = readRecords(W->path());
  EXPECT_FALSE(F.Damaged || F.Torn);
  EXPECT_EQ(F.Records.size(), 1u + 8 * 5);
}

TEST(Writer, FailuresAreStatuses) {
  Directory D;
  std::ofstream(D.Path + "/file") << "x";
  struct {
    std::string Logdir, Suffix;
    Code Want;
  } const Cases[] = {
      {D.Path + "/file", ".v2", Code::FailedPrecondition},
      {D.Path + "/file/below", ".v2", Code::FailedPrecondition},
      {"/proc/nope/x", ".v2", Code::NotFound},
      {D.Path, "/../x", Code::InvalidArgument},
      {std::string("a\0b", 3), ".v2", Code::InvalidArgument},
  };
  for (const auto &C : Cases) {
    auto W = create_file_writer(C.Logdir, 10, 1000, C.Suffix);
    ASSERT_TRUE(W);
    EXPECT_EQ(W->status().code(), C.Want) << C.Logdir << ": " << W->status().message();
    EXPECT_EQ(scalar(W, "a", 1, 1).code(), C.Want);
    EXPECT_FALSE(open_file_writer(C.Logdir, {10, 1000, C.Suffix}).ok());
  }
  EXPECT_EQ(readFile(D.Path + "/file"), "x");
}

TEST(Writer, AfterCloseWritesFailAndTheRestDoesNot) {
  Directory D;
  auto W = create_file_writer(D.Path);
  ASSERT_TRUE(scalar(W, "a", 1, 1).written());
  EXPECT_TRUE(W->close().ok());
  EXPECT_TRUE(W->closed());
  EXPECT_EQ(scalar(W, "a", 1, 1).code(), Code::NotFound);
  EXPECT_TRUE(W->flush().ok());
  EXPECT_TRUE(W->close().ok());
  EXPECT_EQ(set_as_default(W).code(), Code::FailedPrecondition);
  EXPECT_EQ(readRecords(W->path()).Records.size(), 2u);
}

TEST(Writer, MoreThanMaxQueueReachTheFileWithoutAFlush) {
  Directory D;
  auto W = create_file_writer(D.Path, 3, 3600000);
  for (int I = 0; I < 4; ++I)
    ASSERT_TRUE(scalar(W, "a", I, I).written());
  // Waits as long as it takes: a writer that never wakes hangs the test.
  while (readRecords(W->path()).Records.size() < 5)
    std::this_thread::yield();
}

TEST(Writer, FewEventsReachTheFileAfterAWhile) {
  Directory D;
  auto W = create_file_writer(D.Path, 1000, 20);
  for (int I = 0; I < 3; ++I) {
    ASSERT_TRUE(scalar(W, "a", I, I).written());
    while (readRecords(W->path()).Records.size() < size_t(2 + I))
      std::this_thread::yield();
  }
}

TEST(Writer, ThreadsLoseNothing) {
  constexpr int Threads = 8;
  const char *Asked = std::getenv("SUMMARY_V2_TEST_EVENTS");
  const int Each = Asked ? std::atoi(Asked) : 100000;
  Directory D;
  auto W = create_file_writer(D.Path);
  std::vector<std::thread> Pool;
  std::atomic<int> Failed{0};
  for (int T = 0; T < Threads; ++T)
    Pool.emplace_back([&, T] {
      std::string Tag = "t" + std::to_string(T);
      for (int I = 0; I < Each; ++I)
        Failed += !scalar(W, Tag, I, I).written();
    });
  for (std::thread &T : Pool)
    T.join();
  ASSERT_TRUE(W->close().ok());
  EXPECT_EQ(Failed, 0);
  File F = readRecords(W->path(), false);
  EXPECT_FALSE(F.Torn);
  ASSERT_EQ(F.Records.size(), size_t(1 + Threads * Each));
  // Of each thread all steps, in its order.
  std::vector<int> Next(Threads, 0);
  for (size_t R = 1; R < F.Records.size(); ++R) {
    const std::string &Record = F.Records[R];
    int T = Record[Record.find("\x0a\x02t") + 3] - '0';
    int64_t Step = 0;
    if (Record[9] == 0x10)
      for (size_t At = 10, Shift = 0;; ++At, Shift += 7) {
        Step |= int64_t(Record[At] & 0x7f) << Shift;
        if (!(Record[At] & 0x80))
          break;
      }
    ASSERT_EQ(Step, Next[T]++);
  }
  EXPECT_THAT(Next, testing::Each(testing::Eq(Each)));
}

TEST(Writer, LargerThanTheQueue) {
  Directory D;
  auto W = create_file_writer(D.Path);
  std::string Large(20u << 20, 'x');
  std::thread Other([&] {
    for (int I = 0; I < 2000; ++I)
      ASSERT_TRUE(scalar(W, "a", I, I).written());
  });
  for (int I = 0; I < 3; ++I)
    ASSERT_TRUE(text(W, "t", Large, I).written());
  Other.join();
  ASSERT_TRUE(W->close().ok());
  File F = readRecords(W->path(), false);
  EXPECT_FALSE(F.Torn);
  EXPECT_EQ(F.Records.size(), 1u + 2000 + 3);
}

TEST(Writer, FlushCloseAndWritesTogether) {
  for (int Round = 0; Round < 50; ++Round) {
    Directory D;
    auto W = create_file_writer(D.Path, 2, 1);
    std::atomic<size_t> Written{0};
    std::vector<std::thread> Pool;
    for (int T = 0; T < 4; ++T)
      Pool.emplace_back([&, T] {
        for (int I = 0; I < 200; ++I) {
          WriteStatus S = scalar(W, "a", I, I);
          Written += S.written();
          if (!S.ok())
            EXPECT_EQ(S.code(), Code::NotFound);
          if (I % 50 == 0)
            EXPECT_TRUE(W->flush().ok());
          if (T == 0 && I == 150)
            EXPECT_TRUE(W->close().ok());
        }
      });
    for (std::thread &T : Pool)
      T.join();
    File F = readRecords(W->path());
    EXPECT_FALSE(F.Torn || F.Damaged);
    EXPECT_EQ(F.Records.size(), 1 + Written);
  }
}

/// Runs Do in a child process; its exit code, or minus the signal that ended it.
template <typename F> int inChild(F Do) {
  pid_t Child = ::fork();
  if (Child == 0) {
    Do();
    ::_exit(0);
  }
  int Status = 0;
  ::waitpid(Child, &Status, 0);
  return WIFEXITED(Status) ? WEXITSTATUS(Status) : -WTERMSIG(Status);
}

TEST(Process, AFullDiskLeavesWholeRecordsAndAStatus) {
  Directory D;
  int Ended = inChild([&] {
    ::signal(SIGXFSZ, SIG_IGN);
    rlimit Limit{1000, RLIM_INFINITY};
    ::setrlimit(RLIMIT_FSIZE, &Limit);
    auto W = create_file_writer(D.Path);
    int Refused = 0;
    for (int I = 0; I < 200; ++I)
      Refused += !scalar(W, "a", I, I).ok();
    if (W->flush().code() != Code::ResourceExhausted)
      ::_exit(2);
    if (scalar(W, "a", 1, 1).code() != Code::ResourceExhausted)
      ::_exit(3);
    File F = readRecords(W->path());
    if (F.Torn || F.Damaged || F.Records.size() < 10)
      ::_exit(4);
    // Room again: nothing that was accepted is lost.
    Limit.rlim_cur = RLIM_INFINITY;
    ::setrlimit(RLIMIT_FSIZE, &Limit);
    if (!W->flush().ok())
      ::_exit(5);
    F = readRecords(W->path());
    if (F.Torn || F.Damaged || F.Records.size() != size_t(1 + 200 - Refused))
      ::_exit(6);
    if (!scalar(W, "a", 1, 1).ok() || !W->close().ok())
      ::_exit(7);
  });
  EXPECT_EQ(Ended, 0);
}

TEST(Process, KillLeavesAValidPrefix) {
  for (int Round = 0; Round < 20; ++Round) {
    Directory D;
    int Pipe[2];
    ASSERT_EQ(::pipe(Pipe), 0);
    pid_t Child = ::fork();
    if (Child == 0) {
      auto W = create_file_writer(D.Path, 10, 1);
      for (int64_t I = 0;; ++I) {
        (void)scalar(W, "a", I, I);
        if (I == 100)
          (void)W->flush();
        if (I == 20000 + Round * 1111)
          (void)!::write(Pipe[1], "x", 1);
      }
    }
    char Byte;
    ASSERT_EQ(::read(Pipe[0], &Byte, 1), 1);
    ::kill(Child, SIGKILL);
    ::waitpid(Child, nullptr, 0);
    ::close(Pipe[0]);
    ::close(Pipe[1]);
    File F = readRecords(onlyFile(D.Path));
    EXPECT_FALSE(F.Damaged);
    // All that was flushed, and a prefix: step after step, from the first.
    ASSERT_GE(F.Records.size(), 102u);
    for (size_t I = 1; I < std::min<size_t>(F.Records.size(), 128); ++I)
      ASSERT_EQ(body(F.Records[I]), scalarBody(static_cast<int>(I - 1), "a", static_cast<float>(I - 1)));
  }
}

TEST(Process, WhatIsNeverClosedIsWrittenAtExit) {
  Directory D;
  pid_t Child = ::fork();
  if (Child == 0) {
    auto *Leaked = new WriterPtr(create_file_writer(D.Path));
    for (int I = 0; I < 5; ++I)
      (void)scalar(*Leaked, "a", I, I);
    std::exit(0);
  }
  ::waitpid(Child, nullptr, 0);
  EXPECT_EQ(readRecords(onlyFile(D.Path)).Records.size(), 6u);
}

TEST(Process, AChildNeitherWritesNorHangs) {
  Directory D;
  auto W = create_file_writer(D.Path);
  ASSERT_TRUE(scalar(W, "a", 1, 1).written());
  int Ended = inChild([&] {
    if (scalar(W, "a", 2, 2).code() != Code::FailedPrecondition)
      ::_exit(2);
    (void)W->flush();
    (void)W->close();
    W.reset();
  });
  EXPECT_EQ(Ended, 0);
  ASSERT_TRUE(scalar(W, "a", 3, 3).written());
  ASSERT_TRUE(W->close().ok());
  EXPECT_THAT(bodies(W->path()), ElementsAre(scalarBody(1, "a", 1), scalarBody(3, "a", 3)));
}

} // namespace
