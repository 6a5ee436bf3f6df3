// Ends, fails or interrupts the writer before each of its system calls, and looks at what is left.
#include "TemporaryFolder.h"
#include "text/AtomicFile.h"
#include "text/Journal.h"
#include "text/SystemCalls.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include <cerrno>
#include <sys/stat.h>

using namespace summary_upgrade::text;
using namespace summary_upgrade::text::testing_support;

namespace {

int Calls = 0, Chosen = 0, Code = 0;

int endProcess(const char *) {
  if (++Calls == Chosen)
    ::_exit(FailPointExitCode);
  return 0;
}
int failCall(const char *) { return ++Calls == Chosen ? Code : 0; }
int interruptAt(const char *) {
  if (++Calls == Chosen)
    requestInterrupt();
  return 0;
}
int countCalls(const char *) {
  ++Calls;
  return 0;
}

/// A unit of some files in two folders, in a fresh folder.
struct Scene {
  TemporaryFolder Folder{/*InMemory=*/true};
  WriteUnit Unit;
  std::set<std::string> Names;

  explicit Scene(unsigned Count) {
    ::mkdir((Folder / "d").c_str(), 0755);
    Unit.Root = Folder.path();
    for (unsigned I = 0; I < Count; ++I) {
      std::string Name = (I % 2 ? "d/" : "") + std::to_string(I) + ".py";
      Unit.Files.push_back({Folder.write(Name, old(I)), old(I), fresh(I)});
      Names.insert(Name);
    }
  }
  static std::string old(unsigned I) { return "old " + std::to_string(I) + "\n"; }
  static std::string fresh(unsigned I) { return "new and longer " + std::to_string(I) + "\n"; }

  /// 'o' old, 'n' new, '!' anything else; one letter a file.
  std::string state() const {
    std::string Result;
    unsigned I = 0;
    for (const FileWrite &File : Unit.Files) {
      std::ifstream In(File.Path, std::ios::binary);
      std::stringstream Now;
      Now << In.rdbuf();
      Result += Now.str() == old(I) ? 'o' : Now.str() == fresh(I) ? 'n' : '!';
      ++I;
    }
    return Result;
  }
  std::string allOld() const { return std::string(Unit.Files.size(), 'o'); }
  std::string allNew() const { return std::string(Unit.Files.size(), 'n'); }
};

/// Runs `Body` with `Hook` aimed at the N-th call, and counts calls.
void with(FailPoint Hook, int N, llvm::function_ref<void()> Body) {
  Calls = 0;
  Chosen = N;
  setFailPoint(Hook);
  Body();
  setFailPoint(nullptr);
}

int callsToWrite(unsigned Count) {
  Scene S(Count);
  with(countCalls, 0, [&] { EXPECT_EQ(llvm::toString(writeUnit(S.Unit)), ""); });
  EXPECT_EQ(S.state(), S.allNew());
  return Calls;
}

/// Recovers and expects a clean folder, all old or all new.
void expectRecovered(const Scene &S, const std::string &Where) {
  std::string Torn = S.state();
  auto Reported = recoverJournals(S.Unit.Root, /*ReportOnly=*/true);
  ASSERT_TRUE(bool(Reported)) << Where;
  EXPECT_EQ(S.state(), Torn) << Where << ": a report changes nothing";
  auto Done = recoverJournals(S.Unit.Root, /*ReportOnly=*/false);
  ASSERT_TRUE(bool(Done)) << Where << ": " << llvm::toString(Done.takeError());
  ASSERT_EQ(Done->size(), Reported->size()) << Where;
  bool Committed = false;
  for (size_t I = 0; I < Done->size(); ++I) {
    EXPECT_EQ((*Done)[I].Journal, (*Reported)[I].Journal) << Where;
    EXPECT_EQ((*Reported)[I].Blocked, "") << Where;
    Committed |= (*Done)[I].Committed;
  }
  std::string State = S.state();
  EXPECT_TRUE(State == S.allOld() || State == S.allNew()) << Where << ": " << State;
  if (Torn != S.allOld() || Committed)
    EXPECT_EQ(State, S.allNew()) << Where << ": what was begun is finished";
  EXPECT_EQ(S.Folder.files(), S.Names) << Where;
  auto Again = recoverJournals(S.Unit.Root, false);
  ASSERT_TRUE(bool(Again)) << Where;
  EXPECT_TRUE(Again->empty()) << Where;
}

class Crash : public testing::TestWithParam<unsigned> {
protected:
  void TearDown() override {
    setFailPoint(nullptr);
    clearInterrupt();
  }
};

TEST_P(Crash, BeforeEachCallOfTheWriter) {
  int Total = callsToWrite(GetParam());
  ASSERT_GT(Total, 15);
  std::set<std::string> Torn, After;
  for (int N = 1; N <= Total + 1; ++N) {
    Scene S(GetParam());
    int Exit = inChild([&] { with(endProcess, N, [&] { llvm::consumeError(writeUnit(S.Unit)); }); });
    ASSERT_EQ(Exit, N <= Total ? FailPointExitCode : 0);
    for (char Letter : S.state())
      EXPECT_NE(Letter, '!') << "call " << N;
    Torn.insert(S.state());
    expectRecovered(S, "call " + std::to_string(N));
    After.insert(S.state());
    if (testing::Test::HasFailure())
      return;
  }
  // The test has seen every moment: each number of files renamed, and both ends.
  EXPECT_EQ(Torn.size(), GetParam() + 1);
  EXPECT_EQ(After.size(), 2u);
}

TEST_P(Crash, BeforeEachCallOfTheRecovery) {
  int Total = callsToWrite(GetParam());
  std::set<std::pair<std::string, int>> Tried;
  for (int N = 1; N <= Total; ++N) {
    int Steps;
    std::string Left;
    {
      Scene S(GetParam());
      ASSERT_EQ(inChild([&] { with(endProcess, N, [&] { llvm::consumeError(writeUnit(S.Unit)); }); }),
                FailPointExitCode);
      Left = S.state();
      with(countCalls, 0, [&] { EXPECT_TRUE(bool(recoverJournals(S.Unit.Root, false))); });
      Steps = Calls;
    }
    // Moments that leave the same files and take the same steps are one.
    if (!Tried.insert({Left, Steps}).second)
      continue;
    for (int M = 1; M <= Steps; ++M) {
      Scene S(GetParam());
      ASSERT_EQ(inChild([&] { with(endProcess, N, [&] { llvm::consumeError(writeUnit(S.Unit)); }); }),
                FailPointExitCode);
      ASSERT_EQ(inChild([&] {
                  with(endProcess, M, [&] { llvm::consumeError(recoverJournals(S.Unit.Root, false).takeError()); });
                }),
                FailPointExitCode);
      expectRecovered(S, "call " + std::to_string(N) + ", then " + std::to_string(M));
      if (testing::Test::HasFailure())
        return;
    }
  }
  EXPECT_GT(Tried.size(), 2u);
}

TEST_P(Crash, FailureOfEachCall) {
  int Total = callsToWrite(GetParam());
  for (int Reason : {EIO, ENOSPC}) {
    std::set<std::string> Messages;
    for (int N = 1; N <= Total; ++N) {
      Scene S(GetParam());
      std::string Message;
      Code = Reason;
      with(failCall, N, [&] { Message = llvm::toString(writeUnit(S.Unit)); });
      std::string Where = "call " + std::to_string(N) + ": " + Message, State = S.state();
      if (Message.empty() || Message.find("was written but") != std::string::npos) {
        EXPECT_EQ(State, S.allNew()) << Where;
      } else if (Message.find("was begun but not finished") == std::string::npos) {
        EXPECT_EQ(State, S.allOld()) << Where;
        EXPECT_EQ(S.Folder.files(), S.Names) << Where << ": it cleans up by itself";
      }
      Messages.insert(Message);
      expectRecovered(S, Where);
      if (testing::Test::HasFailure())
        return;
    }
    EXPECT_GT(Messages.size(), 4u);
  }
}

TEST_P(Crash, InterruptBeforeEachCall) {
  int Total = callsToWrite(GetParam());
  std::set<std::string> States;
  for (int N = 1; N <= Total; ++N) {
    Scene S(GetParam());
    std::string Message;
    with(interruptAt, N, [&] { Message = llvm::toString(writeUnit(S.Unit)); });
    clearInterrupt();
    // Before the commit all is as it was, after it all is done; recovery has nothing to do.
    EXPECT_EQ(S.state(), Message.empty() ? S.allNew() : S.allOld()) << "call " << N << ": " << Message;
    EXPECT_THAT(Message, testing::AnyOf("", testing::StartsWith("interrupted"))) << "call " << N;
    EXPECT_EQ(S.Folder.files(), S.Names) << "call " << N;
    States.insert(S.state());
  }
  EXPECT_EQ(States.size(), 2u);
}

std::vector<std::string> Trace;
int traceCall(const char *Call) {
  Trace.push_back(Call);
  return 0;
}

TEST_P(Crash, TheOrderOfSyncsAndRenames) {
  Scene S(GetParam());
  Trace.clear();
  with(traceCall, 0, [&] { EXPECT_EQ(llvm::toString(writeUnit(S.Unit)), ""); });
  std::string Order;
  for (const std::string &Call : Trace)
    Order += Call == "fsync" ? "s" : Call == "rename" ? "r" : Call == "unlink" ? "u" : "";
  // One: file, rename, folder. More: journal, files, commit, root, renames, folders. Then the journal goes.
  EXPECT_EQ(Order, GetParam() == 1 ? "srsu" : GetParam() == 2 ? "sssrsrrssu" : "ssssrsrrrssu");
}

const Scene *Current = nullptr;
int editAtFsync(const char *Call) {
  if (llvm::StringRef(Call) == "fsync" && ++Calls == Chosen)
    std::ofstream(Current->Unit.Files.back().Path) << "edited meanwhile";
  return 0;
}

TEST_P(Crash, SeesAnEditUntilTheCommit) {
  Scene S(GetParam());
  Current = &S;
  std::string Message;
  with(editAtFsync, 1, [&] { Message = llvm::toString(writeUnit(S.Unit)); });
  EXPECT_THAT(Message, testing::EndsWith(".py: the file was changed meanwhile"));
  EXPECT_EQ(S.state(), S.allOld().substr(1) + "!");
  EXPECT_EQ(S.Folder.files(), S.Names);
}

INSTANTIATE_TEST_SUITE_P(Files, Crash, testing::Values(1, 2, 3), testing::PrintToStringParamName());

TEST(FailPoint, TheVariableEndsTheProcess) {
  TemporaryFolder Folder; // the process ends without removing its own
  for (const char *Limit : {"1", "12"})
    EXPECT_EQ(inChild([&] {
                ::setenv("TMPDIR", Folder.path().c_str(), 1);
                ::setenv("SUMMARY_UPGRADE_FAILPOINT", Limit, 1);
                ::execl("/proc/self/exe", "unit_text", "--gtest_filter=WriteUnitTest.ReplacesOneFile",
                        "--gtest_brief=1", nullptr);
              }),
              FailPointExitCode);
}

TEST(Journal, RoundTrip) {
  std::vector<JournalEntry> Entries = {
      {"/p/a b.py", hashBytes("1"), hashBytes("2"), temporaryName()},
      {"/p/with\nnewline\nend 00\n\xFF.py", hashBytes("3"), hashBytes("4"), temporaryName()}};
  std::string Bytes = printJournal(Entries);
  auto Parsed = parseJournal(Bytes);
  ASSERT_TRUE(Parsed);
  EXPECT_EQ(*Parsed, Entries);
  for (size_t Size = 0; Size < Bytes.size(); ++Size)
    EXPECT_FALSE(parseJournal(llvm::StringRef(Bytes).take_front(Size))) << "torn at " << Size;
  for (size_t At = 0; At < Bytes.size(); ++At) {
    std::string Damaged = Bytes;
    Damaged[At] ^= 1;
    EXPECT_FALSE(parseJournal(Damaged)) << "damaged at " << At;
  }
}

TEST(Journal, FollowsOnlyOurTemporaries) {
  for (const char *Name : {"a.py", ".summary-upgrade-../x.tmp", ".summary-upgrade-00", "../.summary-upgrade-00.tmp"})
    EXPECT_FALSE(parseJournal(printJournal({{"/p/a.py", "0", "1", Name}}))) << Name;
  EXPECT_FALSE(parseJournal(printJournal({{"p/a.py", "0", "1", temporaryName()}})));
}

/// A committed unit of two files of which the first is renamed.
class Pending : public testing::Test {
protected:
  Pending() : S(2) {
    std::vector<JournalEntry> Entries;
    for (const FileWrite &File : S.Unit.Files)
      Entries.push_back({File.Path, hashBytes(File.OldBytes), hashBytes(File.NewBytes), temporaryName()});
    Temporary = temporaryPath(Entries[1]);
    std::ofstream(Temporary) << Scene::fresh(1);
    std::ofstream(S.Unit.Files[0].Path) << Scene::fresh(0);
    std::ofstream(journalPath(S.Unit.Root)) << printJournal(Entries);
  }
  void expectBlocked(const std::string &Why) {
    auto Before = S.Folder.files();
    auto Report = recoverJournals(S.Unit.Root, true);
    ASSERT_TRUE(bool(Report));
    ASSERT_EQ(Report->size(), 1u);
    EXPECT_THAT((*Report)[0].Blocked, testing::HasSubstr(Why));
    auto Done = recoverJournals(S.Unit.Root, false);
    ASSERT_FALSE(bool(Done));
    std::string Message = llvm::toString(Done.takeError());
    EXPECT_EQ(Message, (*Report)[0].Blocked);
    EXPECT_EQ(S.Folder.files(), Before);
  }
  Scene S;
  std::string Temporary;
};

TEST_F(Pending, IsFinished) { expectRecovered(S, "pending"); }

TEST_F(Pending, IsFoundFromBelowAndByName) {
  auto Found = recoverJournals(S.Folder / "d", true);
  ASSERT_TRUE(bool(Found));
  ASSERT_EQ(Found->size(), 1u);
  EXPECT_TRUE((*Found)[0].Committed);
  EXPECT_EQ((*Found)[0].Files, (std::vector<std::string>{S.Unit.Files[0].Path, S.Unit.Files[1].Path}));
  TemporaryFolder Other;
  Found = recoverJournals(Other.path(), true, {S.Unit.Root});
  ASSERT_TRUE(bool(Found));
  EXPECT_EQ(Found->size(), 1u);
  Found = recoverJournals(Other.path(), true);
  ASSERT_TRUE(bool(Found));
  EXPECT_EQ(Found->size(), 0u);
}

TEST_F(Pending, StopsAtAChangedFile) {
  std::ofstream(S.Unit.Files[1].Path) << "edited by hand";
  expectBlocked(S.Unit.Files[1].Path + " was changed since");
  EXPECT_EQ(S.Folder.read("d/1.py"), "edited by hand");
}

TEST_F(Pending, StopsAtALostTemporary) {
  std::ofstream(Temporary) << "torn";
  expectBlocked("its new text " + Temporary + " is lost");
  ::unlink(Temporary.c_str());
  expectBlocked("its new text " + Temporary + " is lost");
  EXPECT_EQ(S.state(), "no");
}

TEST_F(Pending, StopsAtAVanishedFile) {
  ::unlink(S.Unit.Files[1].Path.c_str());
  expectBlocked(S.Unit.Files[1].Path + ": No such file or directory");
}

TEST_F(Pending, StopsAtADamagedJournal) {
  std::ofstream(journalPath(S.Unit.Root), std::ios::app) << "x";
  expectBlocked("the journal is damaged");
}

TEST_F(Pending, OfAnotherUserIsNotFollowed) {
  if (::geteuid() != 0)
    GTEST_SKIP() << "only root can give files away";
  ASSERT_EQ(::chown(journalPath(S.Unit.Root).c_str(), 65534, 65534), 0);
  expectBlocked("belongs to another user");
  auto Below = recoverJournals(S.Folder / "d", false);
  ASSERT_TRUE(bool(Below));
  EXPECT_TRUE(Below->empty());
  EXPECT_EQ(S.state(), "no");
}

} // namespace
