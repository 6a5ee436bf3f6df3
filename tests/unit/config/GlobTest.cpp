#include "config/Glob.h"
#include "gtest/gtest.h"

using summary_upgrade::config::matchesFile;

TEST(Glob, Table) {
  struct {
    const char *Pattern, *Path;
    bool Matches;
  } Cases[] = {
      {"train.py", "train.py", true},
      {"train.py", "a/b/train.py", true},
      {"train.py", "xtrain.py", false},
      {"legacy", "legacy/a/b.py", true},
      {"legacy", "src/legacy/b.py", true},
      {"legacy/", "legacy/b.py", true},
      {"legacy/**", "legacy/a/b.py", true},
      {"legacy", "legacy2/b.py", false},
      {"src/legacy", "src/legacy/b.py", true},
      {"src/legacy", "a/src/legacy/b.py", false},
      {"./src/*.py", "src/b.py", true},
      {"src/*.py", "src/a/b.py", false},
      {"src/**/*.py", "src/b.py", true},
      {"src/**/*.py", "src/a/c/b.py", true},
      {"**/b.py", "a/b.py", true},
      {"**/b.py", "b.py", true},
      {"*_test.py", "a/x_test.py", true},
      {"*_test.py", "a/x_test.pyi", false},
      {"?.py", "a.py", true},
      {"?.py", "ab.py", false},
      {"a/?.py", "a/b/.py", false},
      {"**", "a/b.py", true},
      {"/b.py", "b.py", true},
      {"/b.py", "a/b.py", false},
  };
  for (const auto &C : Cases)
    EXPECT_EQ(matchesFile(C.Pattern, C.Path), C.Matches) << C.Pattern << " " << C.Path;
}
