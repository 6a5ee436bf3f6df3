// The tests that stop the writer stop it at its fail points; here the kernel is asked whether it does anything between
// them.
#include "TemporaryFolder.h"
#include "text/AtomicFile.h"
#include "text/Journal.h"
#include "text/SystemCalls.h"
#include "gtest/gtest.h"
#include <cerrno>
#include <csignal>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/xattr.h>

using namespace summary_upgrade::text;
using namespace summary_upgrade::text::testing_support;

namespace {

// Nobody calls these two: they stand for "behind a fail point" and "the writer begins or ends".
constexpr long Point = SYS_getppid, Border = SYS_getpgid;

int sayPoint(const char *) {
  ::syscall(Point);
  return 0;
}

/// Calls that touch no file system; the rest must stand behind a fail point of its own.
bool isMemoryOrTime(uint64_t Number) {
  switch (Number) {
  case SYS_brk:
  case SYS_mmap:
  case SYS_munmap:
  case SYS_mprotect:
  case SYS_mremap:
  case SYS_madvise:
  case SYS_getrandom:
  case SYS_futex:
  case SYS_geteuid:
  case SYS_rt_sigprocmask:
    return true;
  default:
    return false;
  }
}

/// What the child does between its borders: its calls in their order.
bool trace(llvm::function_ref<void()> Body, std::vector<uint64_t> &Calls) {
  std::fflush(nullptr);
  pid_t Child = ::fork();
  if (Child == 0) {
    if (::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) != 0)
      ::_exit(42);
    ::raise(SIGSTOP);
    ::syscall(Border, 0);
    Body();
    ::syscall(Border, 0);
    ::_exit(::testing::Test::HasFailure());
  }
  int Status = 0;
  if (::waitpid(Child, &Status, 0) != Child || !WIFSTOPPED(Status))
    return false;
  ::ptrace(PTRACE_SETOPTIONS, Child, nullptr, PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL);
  bool Inside = false, Known = true;
  for (long Signal = 0;;) {
    ::ptrace(PTRACE_SYSCALL, Child, nullptr, Signal);
    if (::waitpid(Child, &Status, 0) != Child || !WIFSTOPPED(Status))
      break;
    Signal = WSTOPSIG(Status) == (SIGTRAP | 0x80) ? 0 : WSTOPSIG(Status);
    if (Signal)
      continue;
    struct __ptrace_syscall_info Info = {};
    Known &= ::ptrace(PTRACE_GET_SYSCALL_INFO, Child, sizeof(Info), &Info) > 0;
    if (Info.op != PTRACE_SYSCALL_INFO_ENTRY)
      continue;
    if (Info.entry.nr == Border)
      Inside = !Inside;
    else if (Inside)
      Calls.push_back(Info.entry.nr);
  }
  EXPECT_TRUE(WIFEXITED(Status));
  if (WIFEXITED(Status) && WEXITSTATUS(Status) == 42)
    return false;
  EXPECT_EQ(WEXITSTATUS(Status), 0);
  return Known;
}

/// realpath(3) reads the links of one path; that is one question.
bool isReadlink(uint64_t Number) {
#ifdef SYS_readlink
  if (Number == SYS_readlink)
    return true;
#endif
  return Number == SYS_readlinkat || Number == SYS_getcwd;
}

void expectAPointBeforeEach(llvm::ArrayRef<uint64_t> Calls, size_t AtLeast) {
  uint64_t Last = 0;
  size_t Seen = 0;
  for (uint64_t Number : Calls) {
    if (isMemoryOrTime(Number))
      continue;
    if (Number != Point) {
      ++Seen;
      EXPECT_TRUE(Last == Point || (isReadlink(Number) && isReadlink(Last)))
          << "system call " << Number << " after " << Last;
    }
    Last = Number;
  }
  EXPECT_GE(Seen, AtLeast);
}

TEST(Traced, AFailPointBeforeEverySystemCall) {
  for (unsigned Count : {1u, 3u}) {
    TemporaryFolder Folder;
    ::mkdir((Folder / "d").c_str(), 0755);
    WriteUnit Unit;
    Unit.Root = Folder.path();
    for (unsigned I = 0; I < Count; ++I) {
      std::string Path = Folder.write((I % 2 ? "d/" : "") + std::to_string(I) + ".py", "old");
      (void)::setxattr(Path.c_str(), "user.note", "kept", 4, 0);
      Unit.Files.push_back({Path, "old", "new"});
    }
    std::vector<uint64_t> Calls;
    bool Traced = trace(
        [&] {
          setFailPoint(sayPoint);
          llvm::Error Problem = writeUnit(Unit);
          setFailPoint(nullptr);
          EXPECT_EQ(llvm::toString(std::move(Problem)), "");
        },
        Calls);
    if (!Traced)
      GTEST_SKIP() << "tracing a process is not permitted here";
    expectAPointBeforeEach(Calls, Count == 1 ? 20 : 50);
    for (const FileWrite &File : Unit.Files)
      EXPECT_EQ(Folder.read(File.Path.substr(Folder.path().size() + 1)), "new");
  }
}

TEST(Traced, AFailPointBeforeEverySystemCallOfTheRecovery) {
  TemporaryFolder Folder;
  std::vector<JournalEntry> Entries;
  for (const char *Name : {"a.py", "b.py"}) {
    Entries.push_back({Folder.write(Name, "old"), hashBytes("old"), hashBytes("new"), temporaryName()});
    Folder.write(Entries.back().Temporary, "new");
  }
  std::ofstream(journalPath(Folder.path())) << printJournal(Entries);
  std::vector<uint64_t> Calls;
  bool Traced = trace(
      [&] {
        setFailPoint(sayPoint);
        auto Found = recoverJournals(Folder.path(), /*ReportOnly=*/false);
        setFailPoint(nullptr);
        EXPECT_TRUE(bool(Found));
      },
      Calls);
  if (!Traced)
    GTEST_SKIP() << "tracing a process is not permitted here";
  expectAPointBeforeEach(Calls, 20);
  EXPECT_EQ(Folder.read("a.py") + Folder.read("b.py"), "newnew");
}

} // namespace
