// A folder that lives as long as a test, and processes that end where it is told.
#ifndef SUMMARY_UPGRADE_TESTS_UNIT_TEXT_TEMPORARYFOLDER_H
#define SUMMARY_UPGRADE_TESTS_UNIT_TEXT_TEMPORARYFOLDER_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "gtest/gtest.h"
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <sys/wait.h>
#include <unistd.h>

namespace summary_upgrade::text::testing_support {

class TemporaryFolder {
public:
  /// `InMemory` spares tests with thousands of syncs the disk, where the machine has such a file system.
  explicit TemporaryFolder(bool InMemory = false) {
    std::filesystem::path Base = std::filesystem::temp_directory_path();
    if (InMemory && ::access("/dev/shm", W_OK) == 0)
      Base = "/dev/shm";
    std::string Pattern = (Base / "summary-upgrade-test-XXXXXX").string();
    if (::mkdtemp(Pattern.data()))
      Path = Pattern;
    else
      ADD_FAILURE() << "no temporary folder";
  }
  ~TemporaryFolder() {
    std::error_code Ignored;
    if (!Path.empty())
      std::filesystem::remove_all(Path, Ignored);
  }
  TemporaryFolder(const TemporaryFolder &) = delete;

  std::string operator/(const std::string &Name) const { return Path + "/" + Name; }
  const std::string &path() const { return Path; }

  std::string write(const std::string &Name, const std::string &Bytes) const {
    std::ofstream Out(*this / Name, std::ios::binary);
    Out << Bytes;
    Out.close();
    EXPECT_TRUE(Out.good()) << Name;
    return *this / Name;
  }
  std::string read(const std::string &Name) const {
    std::ifstream In(*this / Name, std::ios::binary);
    std::stringstream All;
    All << In.rdbuf();
    return In ? All.str() : "<unreadable>";
  }
  /// All files below, relative.
  std::set<std::string> files() const {
    std::set<std::string> Result;
    for (const auto &Item : std::filesystem::recursive_directory_iterator(Path))
      if (Item.is_symlink() || !Item.is_directory())
        Result.insert(Item.path().lexically_relative(Path).string());
    return Result;
  }

private:
  std::string Path;
};

/// Runs `Body` in a process of its own. Returns its exit code: 0, 1 after a failed expectation, or what it
/// left with.
inline int inChild(llvm::function_ref<void()> Body) {
  std::fflush(nullptr);
  pid_t Child = ::fork();
  if (Child == 0) {
    Body();
    std::fflush(nullptr);
    ::_exit(::testing::Test::HasFailure());
  }
  int Status = 0;
  if (Child < 0 || ::waitpid(Child, &Status, 0) != Child || !WIFEXITED(Status))
    return -1;
  return WEXITSTATUS(Status);
}

} // namespace summary_upgrade::text::testing_support

#endif
