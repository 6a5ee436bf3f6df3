#include "verify/Guard.h"
#include <cstdint>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

using namespace llvm;

namespace summary_upgrade::verify {

namespace {

// linux/landlock.h, which older systems do not have.
constexpr long CreateRuleset = 444, AddRule = 445, RestrictSelf = 446;
constexpr unsigned VersionFlag = 1, PathBeneath = 1;
struct RulesetAttributes {
  uint64_t HandledAccess;
};
struct __attribute__((packed)) PathAttributes {
  uint64_t AllowedAccess;
  int32_t Parent;
};
constexpr uint64_t WriteFile = 1 << 1, RemoveDir = 1 << 4, RemoveFile = 1 << 5, MakeAny = 0x1fc0, Refer = 1 << 13,
                   Truncate = 1 << 14;

} // namespace

int makeGuard(ArrayRef<std::string> Writable) {
  long Version = syscall(CreateRuleset, nullptr, 0, VersionFlag);
  if (Version < 1)
    return -1;
  uint64_t Writing = WriteFile | RemoveDir | RemoveFile | MakeAny;
  if (Version >= 2)
    Writing |= Refer;
  if (Version >= 3)
    Writing |= Truncate;
  RulesetAttributes Attributes{Writing};
  int Guard = static_cast<int>(syscall(CreateRuleset, &Attributes, sizeof(Attributes), 0));
  if (Guard < 0)
    return -1;
  auto allow = [&](const char *Path) {
    int Folder = open(Path, O_PATH | O_CLOEXEC);
    if (Folder < 0)
      return false;
    PathAttributes Rule{Writing, Folder};
    bool Ok = syscall(AddRule, Guard, PathBeneath, &Rule, 0) == 0;
    close(Folder);
    return Ok;
  };
  bool Ok = true;
  for (const std::string &Path : Writable)
    Ok &= allow(Path.c_str());
  if (!Ok) {
    close(Guard);
    return -1;
  }
  for (const char *Path : {"/dev", "/proc"})
    allow(Path);
  return Guard;
}

bool enterGuard(int Guard) {
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && syscall(RestrictSelf, Guard, 0) == 0;
}

} // namespace summary_upgrade::verify
