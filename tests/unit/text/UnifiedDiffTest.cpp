#include "text/UnifiedDiff.h"
#include "text/LineMatch.h"
#include "gtest/gtest.h"
#include <cstdlib>
#include <fstream>
#include <random>
#include <sstream>
#include <unistd.h>

using namespace summary_upgrade::text;

namespace {

struct Case {
  const char *Name;
  const char *Old;
  const char *New;
  const char *Hunks;
  unsigned Context = 3;
};

class Diff : public testing::TestWithParam<Case> {};

TEST_P(Diff, Prints) {
  const Case &C = GetParam();
  std::string Want = *C.Hunks ? std::string("--- a/d/a.py\n+++ b/d/a.py\n") + C.Hunks : "";
  EXPECT_EQ(unifiedDiff("d/a.py", "d/a.py", C.Old, C.New, C.Context), Want);
}

const char *const Ten = "0\n1\n2\n3\n4\n5\n6\n7\n8\n9\n";

INSTANTIATE_TEST_SUITE_P(
    Table, Diff,
    testing::Values(
        Case{"Equal", "a\n", "a\n", ""}, Case{"BothEmpty", "", "", ""},
        Case{"FromEmpty", "", "a\nb\n", "@@ -0,0 +1,2 @@\n+a\n+b\n"}, Case{"ToEmpty", "a\n", "", "@@ -1 +0,0 @@\n-a\n"},
        Case{"Change", "a\nb\nc\n", "a\nB\nc\n", "@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n"},
        Case{"Context", Ten, "0\n1\n2\n3\n4\nX\n6\n7\n8\n9\n", "@@ -3,7 +3,7 @@\n 2\n 3\n 4\n-5\n+X\n 6\n 7\n 8\n"},
        Case{"NoContext", Ten, "0\n1\n2\n3\n4\n6\n7\n8\n9\n", "@@ -6 +5,0 @@\n-5\n", 0},
        Case{"InsertNoContext", "a\nb\n", "a\nx\nb\n", "@@ -1,0 +2 @@\n+x\n", 0},
        Case{"Joined", Ten, "0\nX\n2\n3\n4\n5\n6\n7\nY\n9\n",
             "@@ -1,10 +1,10 @@\n 0\n-1\n+X\n 2\n 3\n 4\n 5\n 6\n 7\n-8\n+Y\n 9\n"},
        Case{"TwoHunks", Ten, "0\nX\n2\n3\n4\n5\n6\n7\nY\n9\n",
             "@@ -1,4 +1,4 @@\n 0\n-1\n+X\n 2\n 3\n@@ -7,4 +7,4 @@\n 6\n 7\n-8\n+Y\n 9\n", 2},
        Case{"NoFinalNewline", "a\nb", "a\nc",
             "@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+c\n"
             "\\ No newline at end of file\n"},
        Case{"AddsFinalNewline", "a", "a\n", "@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n"},
        Case{"NoFinalNewlineInContext", "a\nb", "x\nb", "@@ -1,2 +1,2 @@\n-a\n+x\n b\n\\ No newline at end of file\n"},
        Case{"CRLF", "a\r\nb\r\n", "a\r\nc\r\n", "@@ -1,2 +1,2 @@\n a\r\n-b\r\n+c\r\n"},
        Case{"LoneCRStaysInLine", "a\rb\n", "a\rc\n", "@@ -1 +1 @@\n-a\rb\n+a\rc\n"},
        Case{"InsertedBlockSlidesDown", "def f():\n  x\n\ndef h():\n  x\n",
             "def f():\n  x\n\ndef g():\n  x\n\ndef h():\n  x\n", "@@ -3,0 +4,3 @@\n+def g():\n+  x\n+\n", 0}),
    [](const auto &Info) { return Info.param.Name; });

TEST(Diff, Paths) {
  const std::pair<const char *, const char *> Cases[] = {
      {"a.py", "--- a/a.py\n+++ b/a.py\n"},
      {"./x/a.py", "--- a/x/a.py\n+++ b/x/a.py\n"},
      {"/x/a.py", "--- a/x/a.py\n+++ b/x/a.py\n"},
      {"x y.py", "--- a/x y.py\t\n+++ b/x y.py\t\n"},
      {"t\t\"\\.py", "--- \"a/t\\011\\\"\\\\.py\"\n+++ \"b/t\\011\\\"\\\\.py\"\n"}};
  for (const auto &[Path, Want] : Cases)
    EXPECT_EQ(unifiedDiff(Path, Path, "", "\n"), std::string(Want) + "@@ -0,0 +1 @@\n+\n");
}

std::string read(const std::string &Path) {
  std::ifstream In(Path, std::ios::binary);
  std::stringstream Out;
  Out << In.rdbuf();
  return Out.str();
}

void write(const std::string &Path, const std::string &Bytes) { std::ofstream(Path, std::ios::binary) << Bytes; }

/// Runs a random walk of edits through the real tools; the seed is fixed.
class RealTools : public testing::Test {
protected:
  void SetUp() override {
    char Name[] = "/tmp/summary-upgrade-diff-XXXXXX";
    ASSERT_NE(mkdtemp(Name), nullptr);
    Folder = Name;
  }
  void TearDown() override {
    if (!Folder.empty())
      EXPECT_EQ(std::system(("rm -rf '" + Folder + "'").c_str()), 0);
  }
  bool has(const char *Tool) { return std::system((std::string("command -v ") + Tool + " >/dev/null").c_str()) == 0; }
  /// Applies with `Command`, run in the folder, and returns what became of the file.
  std::string apply(const std::string &Path, const std::string &Old, const std::string &Patch, const char *Command) {
    write(Folder + "/" + Path, Old);
    write(Folder + "/change.patch", Patch);
    std::string Line = "cd '" + Folder + "' && " + Command + " > log 2>&1";
    if (std::system(Line.c_str()) != 0)
      return "failed: " + read(Folder + "/log") + Patch;
    return read(Folder + "/" + Path);
  }
  std::string Folder;
};

TEST_F(RealTools, TakeThePatch) {
  // `git apply` outside of a repository takes plain files.
  const std::pair<const char *, const char *> Tools[] = {
      {"patch", "patch --binary --batch -p1 < change.patch"},
      {"git", "GIT_CEILING_DIRECTORIES=/tmp git apply -p1 --whitespace=nowarn change.patch"}};
  std::mt19937 Random(20260407);
  auto Pick = [&](unsigned N) { return static_cast<unsigned>(Random() % N); };
  const char *const Ends[] = {"\n", "\r\n", "\n", "\n"};
  for (const auto &[Tool, Command] : Tools) {
    if (!has(Tool)) {
      std::cout << "[  SKIPPED ] no " << Tool << " on this machine\n";
      continue;
    }
    for (int Round = 0; Round < 60; ++Round) {
      std::vector<std::string> Lines;
      for (unsigned I = 0, N = 1 + Pick(40); I < N; ++I)
        Lines.push_back(std::string(Pick(3), ' ') + static_cast<char>('a' + Pick(5)) + Ends[Pick(4)]);
      auto Join = [](const std::vector<std::string> &L) {
        std::string All;
        for (const std::string &S : L)
          All += S;
        return All;
      };
      std::string Old = Join(Lines);
      for (unsigned I = 0, N = 1 + Pick(8); I < N; ++I) {
        unsigned At = Pick(Lines.size() + 1);
        if (Pick(2) || At == Lines.size())
          Lines.insert(Lines.begin() + At, "new" + std::to_string(Pick(3)) + Ends[Pick(4)]);
        else
          Lines.erase(Lines.begin() + At);
      }
      Lines.push_back("end\n");
      std::string New = Join(Lines);
      if (Pick(3) == 0)
        New.pop_back();
      if (Pick(3) == 0)
        Old.pop_back();
      std::string Path = Pick(4) ? "a.py" : "with blank.py";
      EXPECT_EQ(apply(Path, Old, unifiedDiff(Path, Path, Old, New), Command), New) << Tool << " round " << Round;
    }
  }
}

/// Rebuilds the new lines from the changes, and the cost of the script.
unsigned check(const std::vector<llvm::StringRef> &Old, const std::vector<llvm::StringRef> &New,
               const std::vector<LineChange> &Changes) {
  unsigned Cost = 0, I = 0, J = 0;
  auto Same = [&](unsigned ToOld, unsigned ToNew) {
    ASSERT_EQ(ToOld - I, ToNew - J);
    for (; I < ToOld; ++I, ++J)
      ASSERT_EQ(Old[I], New[J]);
  };
  for (const LineChange &C : Changes) {
    EXPECT_TRUE(C.OldBegin < C.OldEnd || C.NewBegin < C.NewEnd);
    EXPECT_TRUE(&C == &Changes.front() || C.OldBegin > I);
    Same(C.OldBegin, C.NewBegin);
    I = C.OldEnd;
    J = C.NewEnd;
    Cost += C.OldEnd - C.OldBegin + C.NewEnd - C.NewBegin;
  }
  Same(Old.size(), New.size());
  return Cost;
}

/// Whether a pure insertion or deletion could be shown one line further down.
bool slides(const std::vector<llvm::StringRef> &Old, const std::vector<llvm::StringRef> &New,
            const std::vector<LineChange> &Changes) {
  for (const LineChange &C : Changes) {
    if (C.OldBegin == C.OldEnd && C.NewEnd < New.size() && New[C.NewBegin] == New[C.NewEnd])
      return true;
    if (C.NewBegin == C.NewEnd && C.OldEnd < Old.size() && Old[C.OldBegin] == Old[C.OldEnd])
      return true;
  }
  return false;
}

TEST(LineMatch, IsShortestAndAsFarDownAsItGoes) {
  std::mt19937 Random(7);
  const llvm::StringRef Letters[] = {"a", "b", "c", "d"};
  for (int Round = 0; Round < 3000; ++Round) {
    unsigned Alphabet = 1 + Random() % 4;
    std::vector<llvm::StringRef> Old, New;
    for (unsigned I = Random() % 13; I; --I)
      Old.push_back(Letters[Random() % Alphabet]);
    for (unsigned I = Random() % 13; I; --I)
      New.push_back(Letters[Random() % Alphabet]);
    // The longest common subsequence, by the book.
    std::vector<std::vector<unsigned>> Longest(Old.size() + 1, std::vector<unsigned>(New.size() + 1));
    for (size_t I = 0; I < Old.size(); ++I)
      for (size_t J = 0; J < New.size(); ++J)
        Longest[I + 1][J + 1] = Old[I] == New[J] ? Longest[I][J] + 1 : std::max(Longest[I][J + 1], Longest[I + 1][J]);
    auto Changes = matchLines(Old, New);
    EXPECT_EQ(check(Old, New, Changes), Old.size() + New.size() - 2 * Longest.back().back());
    EXPECT_FALSE(slides(Old, New, Changes));
    if (testing::Test::HasFailure())
      return;
  }
}

TEST(LineMatch, BoundsTheWork) {
  std::vector<std::string> Text;
  for (int I = 0; I < 60000; ++I)
    Text.push_back(std::to_string(I));
  std::vector<llvm::StringRef> Old, New;
  for (int I = 0; I < 30000; ++I) {
    Old.push_back(Text[I]);
    New.push_back(Text[30000 + I]);
  }
  Old.push_back("end");
  New.push_back("end");
  auto Changes = matchLines(Old, New);
  EXPECT_EQ(Changes, (std::vector<LineChange>{{0, 30000, 0, 30000}}));
}

} // namespace
