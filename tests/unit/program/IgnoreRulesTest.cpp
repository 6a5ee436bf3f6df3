// `.gitignore` as git reads it.
#include "program/IgnoreRules.h"
#include "gtest/gtest.h"

using namespace summary_upgrade::program;

namespace {

struct Case {
  const char *Rules, *Path;
  bool IsFolder, Ignored;
};

class Ignore : public testing::TestWithParam<Case> {};

TEST_P(Ignore, AsGitDoes) {
  const Case &C = GetParam();
  EXPECT_EQ(IgnoreRules(C.Rules).check(C.Path, C.IsFolder) == IgnoreRules::Answer::Ignored, C.Ignored)
      << C.Rules << " " << C.Path;
}

const Case Cases[] = {
    {"out\n", "out", true, true},
    {"out\n", "a/out", true, true},
    {"out\n", "outer", true, false},
    {"out/\n", "out", false, false},
    {"out/\n", "a/out", true, true},
    {"/out\n", "out", true, true},
    {"/out\n", "a/out", true, false},
    {"a/out\n", "b/a/out", true, false},
    {"a/out\n", "a/out", true, true},
    {"*.gen.py\n", "a/b.gen.py", false, true},
    {"*.gen.py\n", "b.py", false, false},
    {"a/*\n", "a/b", false, true},
    {"a/*\n", "a/b/c", false, false},
    {"**/gen\n", "gen", true, true},
    {"**/gen\n", "a/b/gen", true, true},
    {"**/gen\n", "a/begen", true, false},
    {"a/**/z.py\n", "a/z.py", false, true},
    {"a/**/z.py\n", "a/b/c/z.py", false, true},
    {"a/**/z.py\n", "a/bz.py", false, false},
    {"a/**\n", "a/b/c", false, true},
    {"a/**\n", "a", true, false},
    {"x?.py\n", "x1.py", false, true},
    {"x?.py\n", "x.py", false, false},
    {"x[0-9].py\n", "x7.py", false, true},
    {"x[!0-9].py\n", "x7.py", false, false},
    {"x[.py\n", "x[.py", false, false},
    {"\\#x\n", "#x", false, true},
    {"# x\n", "# x", false, false},
    {"x.py  \r\n", "x.py", false, true},
    {"*.py\n!keep.py\n", "keep.py", false, false},
    {"!keep.py\n*.py\n", "keep.py", false, true},
    {"********************a\n", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", false, false},
    {"\n\n", "x", false, false},
};
INSTANTIATE_TEST_SUITE_P(Program, Ignore, testing::ValuesIn(Cases));

} // namespace
