// A full disk, by a real small file system where the machine permits one, and by a limit on file sizes
// everywhere.
#include "TemporaryFolder.h"
#include "text/AtomicFile.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include <csignal>
#include <iostream>
#include <sched.h>
#include <sys/mount.h>
#include <sys/resource.h>

using namespace summary_upgrade::text;
using namespace summary_upgrade::text::testing_support;
using testing::HasSubstr;

namespace {

constexpr int NotPermitted = 42;

/// Mounts a tmpfs of 64 KiB on the folder, seen by this process only.
bool mountSmall(const TemporaryFolder &Folder) {
  if (::unshare(CLONE_NEWNS) != 0 && ::unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0)
    return false;
  return ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
         ::mount("none", Folder.path().c_str(), "tmpfs", 0, "size=64k") == 0;
}

void expectUntouched(const TemporaryFolder &Folder, const WriteUnit &Unit, const char *Reason,
                     const std::set<std::string> &Files) {
  EXPECT_THAT(llvm::toString(writeUnit(Unit)), HasSubstr(Reason));
  for (const FileWrite &File : Unit.Files)
    EXPECT_EQ(Folder.read(File.Path.substr(Folder.path().size() + 1)), File.OldBytes) << File.Path;
  EXPECT_EQ(Folder.files(), Files);
}

void fillDisk(const TemporaryFolder &Folder) {
  std::ofstream Out(Folder / "filler", std::ios::binary);
  while (Out.put('x').flush()) {
  }
}

TEST(FullDisk, SmallFileSystem) {
  TemporaryFolder Folder;
  int Exit = inChild([&] {
    if (!mountSmall(Folder))
      ::_exit(NotPermitted);
    const std::string Old(5000, 'o'), Big(70000, 'n'), Half(24000, 'n');
    std::string A = Folder.write("a.py", Old), B = Folder.write("b.py", Old), C = Folder.write("c.py", Old);
    const std::set<std::string> Files{"a.py", "b.py", "c.py"};
    expectUntouched(Folder, {Folder.path(), {{A, Old, Big}}}, "a.py: No space left on device", Files);
    // The first fits, the second does not.
    expectUntouched(Folder, {Folder.path(), {{A, Old, Half}, {B, Old, Half}, {C, Old, Half}}},
                    "py: No space left on device", Files);
    // There is room for these.
    EXPECT_EQ(llvm::toString(writeUnit({Folder.path(), {{A, Old, "a"}, {B, Old, "b"}}})), "");
    EXPECT_EQ(Folder.read("a.py") + Folder.read("b.py"), "ab");
    EXPECT_EQ(Folder.files(), Files);
    // Not even the journal fits.
    fillDisk(Folder);
    expectUntouched(Folder, {Folder.path(), {{A, "a", "x"}, {B, "b", "y"}}}, "No space left on device",
                    {"a.py", "b.py", "c.py", "filler"});
    ASSERT_EQ(::mount(nullptr, Folder.path().c_str(), nullptr, MS_REMOUNT | MS_RDONLY, nullptr), 0);
    expectUntouched(Folder, {Folder.path(), {{A, "a", "x"}}}, "a.py: the file cannot be written: Read-only file system",
                    {"a.py", "b.py", "c.py", "filler"});
  });
  if (Exit == NotPermitted)
    GTEST_SKIP() << "mounting a file system is not permitted here; FullDisk.SizeLimit stands in";
  EXPECT_EQ(Exit, 0);
  std::cout << "a full disk was met on a tmpfs of 64 KiB\n";
}

TEST(FullDisk, SizeLimit) {
  TemporaryFolder Folder;
  const std::string Old = "old\n", Big(5000, 'n');
  std::string A = Folder.write("a.py", Old), B = Folder.write("b.py", Old);
  EXPECT_EQ(inChild([&] {
              ::signal(SIGXFSZ, SIG_IGN);
              rlimit Limit{4096, 4096};
              ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &Limit), 0);
              const std::set<std::string> Files{"a.py", "b.py"};
              expectUntouched(Folder, {Folder.path(), {{A, Old, Big}}}, "a.py: File too large", Files);
              expectUntouched(Folder, {Folder.path(), {{A, Old, "small"}, {B, Old, Big}}}, "b.py: File too large",
                              Files);
            }),
            0);
}

} // namespace
