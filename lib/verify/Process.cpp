#include "verify/Process.h"
#include "text/Interrupt.h"
#include "verify/Guard.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MemoryBuffer.h"
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace llvm;

namespace summary_upgrade::verify {

namespace {

using Clock = std::chrono::steady_clock;

std::vector<char *> pointers(const std::vector<std::string> &Strings) {
  std::vector<char *> Result;
  for (const std::string &S : Strings)
    Result.push_back(const_cast<char *>(S.c_str()));
  Result.push_back(nullptr);
  return Result;
}

/// In the child: only system calls, because the parent may have threads. Does not return.
[[noreturn]] void becomeProgram(const Command &C, char *const *Arguments, char *const *Environment, int Guard,
                                int Report, pid_t Parent) {
  setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != Parent)
    _exit(127);
  // Ignored signals stay ignored in a new program.
  for (int Signal : {SIGPIPE, SIGXFSZ, SIGINT, SIGTERM})
    signal(Signal, SIG_DFL);
  int Input = open("/dev/null", O_RDONLY);
  int Output = open(C.Output.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  bool Ready = Input >= 0 && Output >= 0 && dup2(Input, 0) == 0 && dup2(Output, 1) == 1 && dup2(Output, 2) == 2 &&
               chdir(C.Directory.c_str()) == 0 && (Guard < 0 || enterGuard(Guard));
  if (Ready)
    execve(Arguments[0], Arguments, Environment);
  int Error = errno;
  ssize_t Written = write(Report, &Error, sizeof(Error));
  (void)Written;
  _exit(127);
}

/// The children of this process that are left: those that a descendant of ours left behind come to us, as its
/// subreaper.
SmallVector<pid_t, 8> orphans() {
  SmallVector<pid_t, 8> Result;
  std::string Path = "/proc/self/task/" + std::to_string(gettid()) + "/children";
  if (auto Buffer = MemoryBuffer::getFileAsStream(Path)) {
    SmallVector<StringRef, 8> Words;
    (*Buffer)->getBuffer().split(Words, ' ', -1, false);
    for (StringRef Word : Words)
      if (pid_t Pid; !Word.trim().getAsInteger(10, Pid))
        Result.push_back(Pid);
  }
  return Result;
}

/// Nothing that the program started goes on after it.
void endFamily(pid_t Group, ArrayRef<pid_t> NotOurs) {
  kill(-Group, SIGKILL);
  for (int Round = 0; Round < 100; ++Round) {
    bool Any = false;
    for (pid_t Pid : orphans())
      if (!is_contained(NotOurs, Pid)) {
        Any = true;
        kill(Pid, SIGKILL);
        waitpid(Pid, nullptr, 0);
      }
    if (!Any)
      return;
  }
}

} // namespace

std::string ProcessResult::text() const {
  switch (How) {
  case End::Exited:
    return "ended with exit code " + std::to_string(Code);
  case End::Signaled:
    return "was killed by signal " + std::to_string(Code);
  case End::TimedOut:
    return "did not end in time";
  case End::Interrupted:
    return "was interrupted";
  case End::NotStarted:
    return std::string("could not be started: ") + std::strerror(Code);
  }
  return {};
}

ProcessResult runProcess(const Command &C) {
  ProcessResult Result;
  std::vector<char *> Arguments = pointers(C.Arguments), Environment = pointers(C.Environment);
  int Report[2];
  if (pipe2(Report, O_CLOEXEC)) {
    Result.Code = errno;
    return Result;
  }
  int Guard = C.Writable.empty() ? -1 : makeGuard(C.Writable);
  Result.Guarded = Guard >= 0;
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  SmallVector<pid_t, 8> NotOurs = orphans();
  Clock::time_point Start = Clock::now();
  pid_t Parent = getpid(), Child = fork();
  if (Child == 0)
    becomeProgram(C, Arguments.data(), Environment.data(), Guard, Report[1], Parent);
  int ForkError = errno;
  close(Report[1]);
  if (Guard >= 0)
    close(Guard);
  if (Child < 0) {
    close(Report[0]);
    Result.Code = ForkError;
    return Result;
  }
  Result.Pid = Child;
  setpgid(Child, Child);
  int Error = 0;
  ssize_t Read;
  while ((Read = read(Report[0], &Error, sizeof(Error))) < 0 && errno == EINTR) {
  }
  close(Report[0]);
  int Status = 0;
  auto Pause = std::chrono::microseconds(500);
  auto elapsed = [&] { return std::chrono::duration<double>(Clock::now() - Start).count(); };
  std::optional<ProcessResult::End> Stopped;
  for (;;) {
    pid_t Done = waitpid(Child, &Status, WNOHANG);
    if (Done == Child)
      break;
    if (text::interrupted())
      Stopped = ProcessResult::End::Interrupted;
    else if (C.Timeout > 0 && elapsed() > C.Timeout)
      Stopped = ProcessResult::End::TimedOut;
    if (Stopped) {
      kill(-Child, SIGKILL);
      waitpid(Child, &Status, 0);
      break;
    }
    std::this_thread::sleep_for(Pause);
    Pause = std::min(Pause * 2, std::chrono::microseconds(20000));
  }
  Result.Seconds = elapsed();
  endFamily(Child, NotOurs);
  if (Read == sizeof(Error)) {
    Result.Code = Error;
  } else if (Stopped) {
    Result.How = *Stopped;
  } else if (WIFSIGNALED(Status)) {
    Result.How = ProcessResult::End::Signaled;
    Result.Code = WTERMSIG(Status);
  } else {
    Result.How = ProcessResult::End::Exited;
    Result.Code = WEXITSTATUS(Status);
  }
  return Result;
}

} // namespace summary_upgrade::verify
