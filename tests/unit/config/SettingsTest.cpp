#include "config/Settings.h"
#include "llvm/Support/JSON.h"
#include "gtest/gtest.h"

using namespace summary_upgrade::config;

namespace {

std::string error(llvm::StringRef Text, llvm::StringRef File = "/p/summary-upgrade.toml") {
  auto S = Settings::parse(Text, File);
  if (S)
    return "";
  return llvm::toString(S.takeError());
}

} // namespace

TEST(Settings, FaultsAreNamedWithTheirLine) {
  struct {
    const char *Text, *Expected;
  } Cases[] = {
      {"", ""},
      {"target = 'tf2'\nselect = ['SU1']\n", ""},
      {"\nselct = ['SU1']\n", "/p/summary-upgrade.toml:2: unknown key `selct`; did you mean `select`?"},
      {"colour = 1", "/p/summary-upgrade.toml:1: unknown key `colour`"},
      {"target = 'tf3'", "/p/summary-upgrade.toml:1: `target`: `tf3` is not one of auto, compat, tf2"},
      {"target = 2", "/p/summary-upgrade.toml:1: `target` wants a string"},
      {"ignore = 'SU1'", "/p/summary-upgrade.toml:1: `ignore` wants a list of strings"},
      {"ignore = [1]", "/p/summary-upgrade.toml:1: `ignore` wants a list of strings"},
      {"per-file-ignores = ['a']", "/p/summary-upgrade.toml:1: `per-file-ignores` wants a table of lists"},
      {"[per-file-ignores]\n'a' = 'SU1'", "/p/summary-upgrade.toml:1: `per-file-ignores`: `a` wants a list of strings"},
  };
  for (const auto &C : Cases)
    EXPECT_EQ(error(C.Text), C.Expected) << C.Text;
  EXPECT_EQ(error("a = ").find("/p/summary-upgrade.toml:1:"), 0u) << error("a = ");
  EXPECT_EQ(error("[tool.black]\n", "/p/pyproject.toml"), "/p/pyproject.toml: there is no [tool.summary-upgrade]");
  EXPECT_EQ(error("[tool.black]\nx = 1\n[tool.summary-upgrade]\nx = 1", "/p/pyproject.toml"),
            "/p/pyproject.toml:4: unknown key `x`");
}

TEST(Settings, PatternsAreRelativeToTheFile) {
  auto S = Settings::parse(
      "exclude = ['legacy', 'src/*_old.py']\nroots = ['src']\n[per-file-ignores]\n'tests' = ['SU1', 'SU201']\n",
      "/p/summary-upgrade.toml");
  ASSERT_TRUE(bool(S)) << llvm::toString(S.takeError());
  EXPECT_EQ(S->relative("/p/src/a.py"), "src/a.py");
  EXPECT_EQ(S->relative("/p/x/../src/a.py"), "src/a.py");
  EXPECT_EQ(S->relative("/px/a.py"), "");
  EXPECT_TRUE(S->excludes("/p/legacy/a.py"));
  EXPECT_TRUE(S->excludes("/p/src/a_old.py"));
  EXPECT_FALSE(S->excludes("/q/legacy/a.py"));
  EXPECT_TRUE(S->ignores("SU101", "/p/tests/a.py"));
  EXPECT_FALSE(S->ignores("SU202", "/p/tests/a.py"));
  EXPECT_FALSE(S->ignores("SU101", "/p/a.py"));
  EXPECT_EQ(S->roots(), std::vector<std::string>{"/p/src"});
}

TEST(Settings, SetOverrides) {
  auto S = Settings::parse("target = 'tf2'\nselect = ['SU1']", "/p/summary-upgrade.toml");
  ASSERT_TRUE(bool(S));
  struct {
    const char *Text, *Error;
  } Cases[] = {
      {"target=compat", ""},
      {"target = \"auto\"", ""},
      {"select=SU101,SU2", ""},
      {"ignore=['SU3', 'SU4']", ""},
      {"per-file-ignores={ \"a\" = ['SU5'] }", ""},
      {"target=tf3", "--config: `target`: `tf3` is not one of auto, compat, tf2"},
      {"trget=tf2", "unknown key `trget`; did you mean `target`?"},
      {"per-file-ignores=x", "--config: `per-file-ignores` wants a table of lists"},
  };
  for (const auto &C : Cases) {
    llvm::Error E = S->set(C.Text);
    EXPECT_EQ(E ? llvm::toString(std::move(E)) : "", C.Error) << C.Text;
  }
  EXPECT_EQ(S->word("target"), "auto");
  EXPECT_EQ(S->list("select").vec(), (std::vector<std::string>{"SU101", "SU2"}));
  EXPECT_EQ(S->list("ignore").vec(), (std::vector<std::string>{"SU3", "SU4"}));
  EXPECT_EQ(S->get("target")->Origin, "--config");
}
