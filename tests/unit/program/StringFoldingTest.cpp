#include "program/StringFolding.h"
#include <gtest/gtest.h>

namespace summary_upgrade::program {

// Expected values are what Python 3.7 prints.
TEST(StringFolding, Str) {
  struct {
    Constant Value;
    const char *Text;
  } Cases[] = {{std::string("a"), "a"},
               {int64_t(-3), "-3"},
               {true, "True"},
               {false, "False"},
               {std::monostate(), "None"},
               {0.1, "0.1"},
               {1.0, "1.0"},
               {1e-05, "1e-05"},
               {1e16, "1e+16"},
               {123456.75, "123456.75"},
               {0.0001, "0.0001"},
               {-2.5, "-2.5"},
               {1e22, "1e+22"}};
  for (const auto &Case : Cases)
    EXPECT_EQ(pythonStr(Case.Value), Case.Text);
}

TEST(StringFolding, Percent) {
  struct {
    const char *Format;
    std::vector<Constant> Values;
    const char *Text; ///< null: not folded
  } Cases[] = {
      {"loss_%d", {int64_t(3)}, "loss_3"},
      {"%s/%s", {std::string("a"), int64_t(1)}, "a/1"},
      {"%03d%%", {int64_t(7)}, "007%"},
      {"%-4d|", {int64_t(7)}, "7   |"},
      {"%.2f", {0.125}, "0.12"},
      {"%g", {0.1}, "0.1"},
      {"%5s", {std::string("ab")}, "   ab"},
      {"%.1s", {std::string("ab")}, "a"},
      {"%s", {std::monostate()}, "None"},
      {"%x", {int64_t(255)}, "ff"},
      {"%+d", {int64_t(2)}, "+2"},
      {"%d", {std::string("a")}, nullptr},
      {"%d", {}, nullptr},
      {"a", {int64_t(1)}, nullptr},
      {"%(key)s", {std::string("a")}, nullptr},
      {"%r", {std::string("a")}, nullptr},
  };
  for (const auto &Case : Cases) {
    auto Text = formatPercent(Case.Format, Case.Values);
    EXPECT_EQ(Text.value_or("<none>"), Case.Text ? Case.Text : "<none>") << Case.Format;
  }
}

TEST(StringFolding, Braces) {
  std::vector<NamedConstant> Values = {{"", std::string("a")}, {"", int64_t(2)}, {"key", std::string("k")}, {"f", 0.5}};
  struct {
    const char *Format;
    const char *Text;
  } Cases[] = {{"{}_{}", "a_2"},   {"{1}/{0}", "2/a"}, {"{key}{{}}", "k{}"},   {"{1:03d}", "002"},
               {"{f:.1f}", "0.5"}, {"{0:>3}", "  a"},  {"{0:*^3}", "*a*"},     {"{0!s:3}|", "a  |"},
               {"{1:>3}", "  2"},  {"{3}", nullptr},   {"{key.x}", nullptr},   {"{0!r}", nullptr},
               {"{", nullptr},     {"{0:d}", nullptr}, {"{missing}", nullptr}, {"{f}", "0.5"},
               {"}", nullptr},     {"{1:x}", "2"},     {"{0:{1}}", nullptr}};
  for (const auto &Case : Cases)
    EXPECT_EQ(formatBraces(Case.Format, Values).value_or("<none>"), Case.Text ? Case.Text : "<none>") << Case.Format;
}

TEST(StringFolding, CleanTag) {
  EXPECT_EQ(cleanTag("Learning Rate"), "Learning_Rate");
  EXPECT_EQ(cleanTag("a:0"), "a_0");
  EXPECT_EQ(cleanTag("//lead/x"), "lead/x");
  EXPECT_EQ(cleanTag("a-b.c_d/e"), "a-b.c_d/e");
}

} // namespace summary_upgrade::program
