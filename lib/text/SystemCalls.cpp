#include "text/SystemCalls.h"
#include "llvm/ADT/ScopeExit.h"
#include "llvm/ADT/Twine.h"
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/xattr.h>
#include <unistd.h>

using llvm::StringRef;

namespace summary_upgrade::text {

static std::atomic<FailPoint> Hook{nullptr};

void setFailPoint(FailPoint New) { Hook.store(New); }

namespace {
/// What SUMMARY_UPGRADE_FAILPOINT asks for.
struct Asked {
  std::atomic<long> Remaining{0};
  StringRef What;
  int Code = 0;

  Asked() {
    const char *Value = std::getenv("SUMMARY_UPGRADE_FAILPOINT");
    auto [Number, Action] = StringRef(Value ? Value : "").split(':');
    long Limit = 0;
    if (Number.getAsInteger(10, Limit) || (!Action.empty() && Action != "kill" && Action.getAsInteger(10, Code)))
      return;
    What = Action;
    Remaining = Limit;
  }
};
} // namespace

/// 0, or the errno to fail with.
static int before(const char *Call) {
  static Asked Environment;
  if (FailPoint Installed = Hook.load(std::memory_order_relaxed))
    return Installed(Call);
  if (Environment.Remaining.load(std::memory_order_relaxed) <= 0 || Environment.Remaining.fetch_sub(1) != 1)
    return 0;
  if (Environment.What.empty())
    ::_exit(FailPointExitCode);
  if (Environment.What == "kill")
    ::raise(SIGKILL);
  return Environment.Code;
}

/// Runs `Call` behind the fail point `Name`; -1 means failure.
template <typename Function> static auto guarded(const char *Name, Function Call, bool Retry = true) {
  using Result = decltype(Call());
  if (int Code = before(Name)) {
    errno = Code;
    return Result(-1);
  }
  for (;;) {
    Result Value = Call();
    if (Value != Result(-1) || errno != EINTR || !Retry)
      return Value;
  }
}

namespace sys {

int open(const std::string &Path, int Flags, mode_t Mode) {
  return guarded("open", [&] { return ::open(Path.c_str(), Flags | O_CLOEXEC, Mode); });
}
int close(int FD) {
  // Linux closes the descriptor whatever it says, so a second try could close another thread's file, and a failure
  // that a test asks for must not keep a lock.
  int Code = before("close");
  bool Closed = ::close(FD) == 0 || errno == EINTR;
  if (Code)
    errno = Code;
  return Closed && Code == 0 ? 0 : -1;
}
int stat(const std::string &Path, struct stat &Out) {
  return guarded("stat", [&] { return ::stat(Path.c_str(), &Out); });
}
int lstat(const std::string &Path, struct stat &Out) {
  return guarded("lstat", [&] { return ::lstat(Path.c_str(), &Out); });
}
int fstat(int FD, struct stat &Out) {
  return guarded("fstat", [&] { return ::fstat(FD, &Out); });
}
ssize_t read(int FD, char *Data, size_t Size) {
  return guarded("read", [&] { return ::read(FD, Data, Size); });
}
ssize_t write(int FD, const char *Data, size_t Size) {
  return guarded("write", [&] { return ::write(FD, Data, Size); });
}
int access(const std::string &Path, int Mode) {
  return guarded("access", [&] { return ::faccessat(AT_FDCWD, Path.c_str(), Mode, AT_EACCESS); });
}
int fchmod(int FD, mode_t Mode) {
  return guarded("fchmod", [&] { return ::fchmod(FD, Mode); });
}
int fchown(int FD, uid_t User, gid_t Group) {
  return guarded("fchown", [&] { return ::fchown(FD, User, Group); });
}
int fsync(int FD) {
  return guarded("fsync", [&] { return ::fsync(FD); });
}
int rename(const std::string &From, const std::string &To) {
  return guarded("rename", [&] { return ::rename(From.c_str(), To.c_str()); });
}
int unlink(const std::string &Path) {
  return guarded("unlink", [&] { return ::unlink(Path.c_str()); });
}
int flock(int FD, int Operation) {
  return guarded("flock", [&] { return ::flock(FD, Operation); }, /*Retry=*/false);
}

std::string realpath(const std::string &Path) {
  if (int Code = before("realpath")) {
    errno = Code;
    return {};
  }
  char *Found = ::realpath(Path.c_str(), nullptr);
  if (!Found)
    return {};
  std::string Result = Found;
  std::free(Found);
  return Result;
}

static ssize_t listAttributes(int FD, char *Names, size_t Size) {
  return guarded("flistxattr", [&] { return ::flistxattr(FD, Names, Size); });
}
static ssize_t getAttribute(int FD, const std::string &Key, char *Value, size_t Size) {
  return guarded("fgetxattr", [&] { return ::fgetxattr(FD, Key.c_str(), Value, Size); });
}
static int setAttribute(int FD, const std::string &Key, StringRef Value) {
  return guarded("fsetxattr", [&] { return ::fsetxattr(FD, Key.c_str(), Value.data(), Value.size(), 0); });
}

int copyAttributes(int From, int To) {
  auto None = [] { return errno == ENOTSUP || errno == ENOSYS || errno == ENODATA; };
  ssize_t Size = listAttributes(From, nullptr, 0);
  if (Size <= 0)
    return Size == 0 || None() ? 0 : -1;
  std::string Names(static_cast<size_t>(Size), '\0');
  Size = listAttributes(From, Names.data(), Names.size());
  if (Size < 0)
    return -1;
  StringRef Rest(Names.data(), static_cast<size_t>(Size));
  while (!Rest.empty()) {
    StringRef Name = Rest.take_until([](char C) { return C == '\0'; });
    Rest = Rest.drop_front(std::min(Name.size() + 1, Rest.size()));
    // The others (labels, capabilities) are the system's to give.
    if (!Name.starts_with("user.") && Name != "system.posix_acl_access")
      continue;
    std::string Key = Name.str();
    ssize_t Length = getAttribute(From, Key, nullptr, 0);
    std::string Value(Length > 0 ? static_cast<size_t>(Length) : 0, '\0');
    if (Length > 0)
      Length = getAttribute(From, Key, Value.data(), Value.size());
    if (Length < 0) {
      if (None())
        continue;
      return -1;
    }
    if (setAttribute(To, Key, StringRef(Value).take_front(static_cast<size_t>(Length))) != 0)
      return -1;
  }
  return 0;
}

int readAll(int FD, std::string &Out) {
  struct stat Status;
  if (sys::fstat(FD, Status) != 0)
    return -1;
  Out.resize(static_cast<size_t>(Status.st_size) + 1);
  size_t Have = 0;
  for (;;) {
    if (Have == Out.size())
      Out.resize(2 * Have);
    ssize_t Got = sys::read(FD, Out.data() + Have, Out.size() - Have);
    if (Got < 0)
      return -1;
    if (Got == 0)
      break;
    Have += static_cast<size_t>(Got);
  }
  Out.resize(Have);
  return 0;
}

int readFile(const std::string &Path, std::string &Out) {
  int FD = sys::open(Path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  if (FD < 0)
    return -1;
  struct stat Status;
  int Result = sys::fstat(FD, Status);
  if (Result == 0 && !S_ISREG(Status.st_mode)) {
    errno = EINVAL;
    Result = -1;
  }
  if (Result == 0)
    Result = readAll(FD, Out);
  int Saved = errno;
  (void)sys::close(FD);
  errno = Saved;
  return Result;
}

int writeAll(int FD, StringRef Bytes) {
  while (!Bytes.empty()) {
    ssize_t Written = sys::write(FD, Bytes.data(), Bytes.size());
    if (Written < 0)
      return -1;
    Bytes = Bytes.drop_front(static_cast<size_t>(Written));
  }
  return 0;
}

int syncDirectory(const std::string &Path) {
  int FD = sys::open(Path, O_RDONLY | O_DIRECTORY);
  if (FD < 0)
    return -1;
  int Result = sys::fsync(FD);
  int Saved = errno;
  (void)sys::close(FD);
  errno = Saved;
  return Result != 0 && (Saved == EINVAL || Saved == ENOTSUP || Saved == ENOSYS) ? 0 : Result;
}

} // namespace sys

llvm::Error systemError(const llvm::Twine &What, int Code) {
  return llvm::createStringError(std::error_code(Code, std::generic_category()), What + ": " + std::strerror(Code));
}

} // namespace summary_upgrade::text
