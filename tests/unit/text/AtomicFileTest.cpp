#include "text/AtomicFile.h"
#include "TemporaryFolder.h"
#include "text/Journal.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include <csignal>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/xattr.h>

using namespace summary_upgrade::text;
using namespace summary_upgrade::text::testing_support;
using testing::HasSubstr;

namespace {

std::string message(llvm::Error Problem) { return llvm::toString(std::move(Problem)); }

mode_t modeOf(const std::string &Path) {
  struct stat Status;
  EXPECT_EQ(::stat(Path.c_str(), &Status), 0);
  return Status.st_mode & 07777;
}

class WriteUnitTest : public testing::Test {
protected:
  void TearDown() override { clearInterrupt(); }

  llvm::Error write(const std::string &Name, const std::string &Old, const std::string &New) {
    return writeUnit({Folder.path(), {{Folder / Name, Old, New}}});
  }
  TemporaryFolder Folder;
};

TEST_F(WriteUnitTest, ReplacesOneFile) {
  Folder.write("a.py", "old\r\n");
  EXPECT_EQ(message(write("a.py", "old\r\n", "new\xFF\r\n")), "");
  EXPECT_EQ(Folder.read("a.py"), "new\xFF\r\n");
  EXPECT_EQ(Folder.files(), std::set<std::string>{"a.py"});
}

TEST_F(WriteUnitTest, ReplacesFilesOfSeveralFolders) {
  ::mkdir((Folder / "d").c_str(), 0755);
  WriteUnit Unit{Folder.path(),
                 {{Folder.write("a.py", "a"), "a", "A"},
                  {Folder.write("d/b.py", "b"), "b", ""},
                  {Folder.write("c.py", "c"), "c", "c"}}};
  EXPECT_EQ(message(writeUnit(Unit)), "");
  EXPECT_EQ(Folder.read("a.py") + Folder.read("d/b.py") + Folder.read("c.py"), "Ac");
  EXPECT_EQ(Folder.files(), (std::set<std::string>{"a.py", "d/b.py", "c.py"}));
}

TEST_F(WriteUnitTest, DoesNotTouchWhatStays) {
  std::string Path = Folder.write("a.py", "same");
  ::chmod(Path.c_str(), 0444);
  struct stat Before, After;
  ASSERT_EQ(::stat(Path.c_str(), &Before), 0);
  EXPECT_EQ(message(write("a.py", "same", "same")), "");
  ASSERT_EQ(::stat(Path.c_str(), &After), 0);
  EXPECT_EQ(Before.st_ino, After.st_ino);
}

TEST_F(WriteUnitTest, KeepsMode) {
  for (mode_t Mode : {0600, 0644, 0755, 0620, 04755}) {
    std::string Path = Folder.write("a.py", "old");
    ASSERT_EQ(::chmod(Path.c_str(), Mode), 0);
    EXPECT_EQ(message(write("a.py", "old", "new")), "");
    EXPECT_EQ(Folder.read("a.py"), "new");
    EXPECT_EQ(modeOf(Path), Mode);
  }
}

TEST_F(WriteUnitTest, KeepsUserAttributes) {
  std::string Path = Folder.write("a.py", "old");
  if (::setxattr(Path.c_str(), "user.note", "kept", 4, 0) != 0)
    GTEST_SKIP() << "no extended attributes on this file system";
  EXPECT_EQ(message(write("a.py", "old", "new")), "");
  char Value[8] = {};
  EXPECT_EQ(::getxattr(Path.c_str(), "user.note", Value, sizeof(Value)), 4);
  EXPECT_STREQ(Value, "kept");
}

TEST_F(WriteUnitTest, KeepsOwner) {
  if (::geteuid() != 0)
    GTEST_SKIP() << "only root can give files away";
  std::string Path = Folder.write("a.py", "old");
  ASSERT_EQ(::chown(Path.c_str(), 65534, 65533), 0);
  EXPECT_EQ(message(write("a.py", "old", "new")), "");
  struct stat Status;
  ASSERT_EQ(::stat(Path.c_str(), &Status), 0);
  EXPECT_EQ(Status.st_uid, 65534u);
  EXPECT_EQ(Status.st_gid, 65533u);
}

TEST_F(WriteUnitTest, RefusesAnOwnerItCannotKeep) {
  if (::geteuid() != 0)
    GTEST_SKIP() << "only root can make such a file";
  std::string Path = Folder.write("a.py", "old");
  ASSERT_EQ(::chmod(Path.c_str(), 0666), 0);
  ASSERT_EQ(::chmod(Folder.path().c_str(), 0777), 0);
  EXPECT_EQ(inChild([&] {
              ASSERT_EQ(::setgid(65534), 0);
              ASSERT_EQ(::setuid(65534), 0);
              EXPECT_THAT(message(write("a.py", "old", "new")), HasSubstr("a.py: its owner cannot be kept"));
            }),
            0);
  EXPECT_EQ(Folder.read("a.py"), "old");
  EXPECT_EQ(Folder.files(), std::set<std::string>{"a.py"});
}

TEST_F(WriteUnitTest, FollowsSymbolicLinks) {
  TemporaryFolder Elsewhere;
  std::string Real = Elsewhere.write("real.py", "old");
  ASSERT_EQ(::symlink(Real.c_str(), (Folder / "link").c_str()), 0);
  ASSERT_EQ(::symlink("link", (Folder / "a.py").c_str()), 0);
  EXPECT_EQ(message(write("a.py", "old", "new")), "");
  EXPECT_EQ(Elsewhere.read("real.py"), "new");
  EXPECT_TRUE(std::filesystem::is_symlink(Folder / "a.py"));
  EXPECT_TRUE(std::filesystem::is_symlink(Folder / "link"));
  EXPECT_EQ(Elsewhere.files(), std::set<std::string>{"real.py"});
  EXPECT_EQ(Folder.files(), (std::set<std::string>{"a.py", "link"}));
}

/// Each case changes the folder so that a.py, which belongs to a unit with b.py, cannot be written.
struct Refusal {
  const char *Name;
  void (*Arrange)(const TemporaryFolder &);
  const char *Message;
};

class Refusals : public testing::TestWithParam<Refusal> {};

TEST_P(Refusals, AndLeavesAll) {
  TemporaryFolder Folder;
  Folder.write("a.py", "old");
  Folder.write("b.py", "old b");
  GetParam().Arrange(Folder);
  auto Files = Folder.files();
  WriteUnit Unit{Folder.path(), {{Folder / "b.py", "old b", "new b"}, {Folder / "a.py", "old", "new"}}};
  EXPECT_THAT(message(writeUnit(Unit)), HasSubstr(GetParam().Message));
  EXPECT_EQ(Folder.read("b.py"), "old b");
  std::error_code Ignored; // a loop of links is no regular file either
  if (std::filesystem::is_regular_file(Folder / "a.py", Ignored))
    EXPECT_NE(Folder.read("a.py"), "new");
  EXPECT_EQ(Folder.files(), Files);
  clearInterrupt();
}

INSTANTIATE_TEST_SUITE_P(
    Table, Refusals,
    testing::Values(Refusal{"Changed", [](const TemporaryFolder &F) { F.write("a.py", "other"); },
                            "a.py: the file was changed meanwhile"},
                    Refusal{"Gone", [](const TemporaryFolder &F) { ::unlink((F / "a.py").c_str()); },
                            "a.py: No such file or directory"},
                    Refusal{"ReadOnly", [](const TemporaryFolder &F) { ::chmod((F / "a.py").c_str(), 0444); },
                            "a.py: the file is read-only"},
                    Refusal{"HardLink",
                            [](const TemporaryFolder &F) {
                              ASSERT_EQ(::link((F / "a.py").c_str(), (F / "c.py").c_str()), 0);
                            },
                            "a.py: the file has 2 hard links"},
                    Refusal{"Folder",
                            [](const TemporaryFolder &F) {
                              ::unlink((F / "a.py").c_str());
                              ::mkdir((F / "a.py").c_str(), 0755);
                            },
                            "a.py: not a regular file"},
                    Refusal{"Fifo",
                            [](const TemporaryFolder &F) {
                              ::unlink((F / "a.py").c_str());
                              ::mkfifo((F / "a.py").c_str(), 0644);
                            },
                            "a.py: not a regular file"},
                    Refusal{"LinkLoop",
                            [](const TemporaryFolder &F) {
                              ::unlink((F / "a.py").c_str());
                              ASSERT_EQ(::symlink("a.py", (F / "a.py").c_str()), 0);
                            },
                            "a.py: Too many levels of symbolic links"},
                    Refusal{"SameFileTwice",
                            [](const TemporaryFolder &F) {
                              ::unlink((F / "a.py").c_str());
                              ASSERT_EQ(::symlink("b.py", (F / "a.py").c_str()), 0);
                            },
                            "are the same file"},
                    Refusal{"PendingJournal", [](const TemporaryFolder &F) { F.write(".summary-upgrade.journal", ""); },
                            "an interrupted change must be finished first"},
                    Refusal{"Interrupted", [](const TemporaryFolder &) { requestInterrupt(); }, "interrupted"}),
    [](const auto &Info) { return Info.param.Name; });

TEST_F(WriteUnitTest, RefusesForeignFilesToOthers) {
  if (::geteuid() != 0)
    GTEST_SKIP() << "only root can make such a file";
  Folder.write("a.py", "old");
  ASSERT_EQ(::chmod(Folder.path().c_str(), 0777), 0);
  EXPECT_EQ(inChild([&] {
              ASSERT_EQ(::setgid(65534), 0);
              ASSERT_EQ(::setuid(65534), 0);
              EXPECT_THAT(message(write("a.py", "old", "new")),
                          HasSubstr("a.py: the file cannot be written: Permission denied"));
            }),
            0);
  EXPECT_EQ(Folder.read("a.py"), "old");
  EXPECT_EQ(Folder.files(), std::set<std::string>{"a.py"});
}

TEST_F(WriteUnitTest, OneFileNeedsNoWritableRoot) {
  if (::geteuid() != 0)
    GTEST_SKIP() << "only root can make such a folder";
  ::mkdir((Folder / "d").c_str(), 0755);
  for (const char *Name : {"d/a.py", "d/b.py"})
    ASSERT_EQ(::chown(Folder.write(Name, "old").c_str(), 65534, 65534), 0);
  ASSERT_EQ(::chown((Folder / "d").c_str(), 65534, 65534), 0);
  ASSERT_EQ(::chmod(Folder.path().c_str(), 0755), 0);
  EXPECT_EQ(inChild([&] {
              ASSERT_EQ(::setgid(65534), 0);
              ASSERT_EQ(::setuid(65534), 0);
              EXPECT_EQ(message(write("d/a.py", "old", "new")), "");
              WriteUnit Both{Folder.path(), {{Folder / "d/a.py", "new", "newer"}, {Folder / "d/b.py", "old", "new"}}};
              EXPECT_THAT(message(writeUnit(Both)), HasSubstr("the journal cannot be written: Permission denied"));
            }),
            0);
  EXPECT_EQ(Folder.read("d/a.py") + Folder.read("d/b.py"), "newold");
  EXPECT_EQ(Folder.files(), (std::set<std::string>{"d/a.py", "d/b.py"}));
}

TEST_F(WriteUnitTest, NamesTheMissingRoot) {
  Folder.write("a.py", "old");
  EXPECT_EQ(message(writeUnit({Folder / "no", {{Folder / "a.py", "old", "new"}}})),
            Folder / "no" + ": No such file or directory");
}

TEST_F(WriteUnitTest, AnInterruptEndsTheWaitForTheLock) {
  Folder.write("a.py", "old");
  int FD = ::open(Folder.path().c_str(), O_RDONLY | O_DIRECTORY);
  ASSERT_EQ(::flock(FD, LOCK_EX), 0);
  EXPECT_EQ(inChild([&] {
              struct sigaction Action = {};
              Action.sa_handler = [](int) { requestInterrupt(); };
              ::sigaction(SIGALRM, &Action, nullptr);
              // The timer repeats, so that a signal before the wait begins is not the only one.
              ::ualarm(20000, 20000);
              EXPECT_EQ(message(write("a.py", "old", "new")), "interrupted");
            }),
            0);
  ::close(FD);
  EXPECT_EQ(Folder.read("a.py"), "old");
  EXPECT_EQ(Folder.files(), std::set<std::string>{"a.py"});
}

TEST_F(WriteUnitTest, WritersOfOneRootTakeTurns) {
  // Each child appends its letter as often as it needs to meet nobody in between.
  Folder.write("a.py", "");
  std::vector<pid_t> Children;
  for (char Letter : {'x', 'y', 'z'}) {
    pid_t Child = ::fork();
    if (Child == 0) {
      for (int Done = 0; Done < 10;) {
        std::string Old = Folder.read("a.py");
        llvm::Error Problem = write("a.py", Old, Old + Letter);
        Done += !Problem;
        llvm::consumeError(std::move(Problem));
      }
      ::_exit(0);
    }
    Children.push_back(Child);
  }
  for (pid_t Child : Children) {
    int Status;
    ASSERT_EQ(::waitpid(Child, &Status, 0), Child);
    EXPECT_EQ(Status, 0);
  }
  std::string All = Folder.read("a.py");
  for (char Letter : {'x', 'y', 'z'})
    EXPECT_EQ(std::count(All.begin(), All.end(), Letter), 10) << All;
  EXPECT_EQ(Folder.files(), std::set<std::string>{"a.py"});
}

} // namespace
