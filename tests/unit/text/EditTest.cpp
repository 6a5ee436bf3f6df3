#include "text/Edit.h"
#include "gtest/gtest.h"

using namespace summary_upgrade::text;

namespace {

struct Case {
  const char *Name;
  const char *Before;
  std::vector<Edit> Edits;
  const char *After; // or the error
};

class Edits : public testing::TestWithParam<Case> {};

TEST_P(Edits, Apply) {
  const Case &C = GetParam();
  auto Result = applyEdits(C.Before, C.Edits);
  EXPECT_EQ(Result ? *Result : llvm::toString(Result.takeError()), C.After);
}

INSTANTIATE_TEST_SUITE_P(
    Table, Edits,
    testing::Values(Case{"None", "abc", {}, "abc"}, Case{"EmptyFile", "", {{{0, 0}, "x"}}, "x"},
                    Case{"Replace", "abcdef", {{{1, 3}, "XYZ"}}, "aXYZdef"},
                    Case{"Delete", "abcdef", {{{0, 6}, ""}}, ""},
                    Case{"AnyOrder", "abcdef", {{{4, 5}, "E"}, {{0, 1}, "A"}, {{2, 3}, "C"}}, "AbCdEf"},
                    Case{"InsertionsKeepOrder", "ab", {{{1, 1}, "1"}, {{1, 1}, "2"}, {{1, 1}, "3"}}, "a123b"},
                    Case{"InsertBeforeReplacement", "abc", {{{1, 2}, "B"}, {{1, 1}, "+"}}, "a+Bc"},
                    Case{"InsertAfterReplacement", "abc", {{{2, 2}, "+"}, {{1, 2}, "B"}}, "aB+c"},
                    Case{"Touching", "abcd", {{{0, 2}, "X"}, {{2, 4}, "Y"}}, "XY"},
                    Case{"AtEnd", "ab", {{{2, 2}, "\r\n"}}, "ab\r\n"},
                    Case{"Overlap", "abcd", {{{1, 3}, "X"}, {{2, 4}, "Y"}}, "edits [1, 3) and [2, 4) overlap"},
                    Case{"Same", "abcd", {{{1, 2}, "X"}, {{1, 2}, "X"}}, "edits [1, 2) and [1, 2) overlap"},
                    Case{"InsertInside", "abcd", {{{2, 2}, "X"}, {{1, 3}, "Y"}}, "edits [1, 3) and [2, 2) overlap"},
                    Case{"Outside", "abcd", {{{3, 5}, "X"}}, "edit [3, 5) does not lie in a file of 4 bytes"},
                    Case{"Backwards", "abcd", {{{3, 2}, "X"}}, "edit [3, 2) does not lie in a file of 4 bytes"}),
    [](const auto &Info) { return Info.param.Name; });

} // namespace
