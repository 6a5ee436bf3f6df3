#include "rulebook/RuleBook.h"
#include "rulebook/Example.h"
#include "llvm/ADT/STLExtras.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace summary_upgrade::rulebook;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

namespace {

const std::string GoodPage = R"(---
code: SU999
name: v1-thing
since: 0.1.0
languages: [python, cpp]
fix: safe
frame: session
from: |
  tf.thing(name, tensor, deep=None)
to: |
  tf.summary.scalar({tag}, {data}, step={step}, deep={deep})
---
# v1-thing
## What it does
Does.
## Why
Because.
## Fix safety
Safe.
## What is left to you
Nothing.
## Evidence
None.
## Examples
```python silent
## not a heading
```
)";

std::vector<std::string> problemsOf(llvm::StringRef File, llvm::StringRef Page) {
  std::vector<PageProblem> Problems;
  const Rule R = parsePage(File, Page, Problems);
  checkBody(R, Problems);
  std::vector<std::string> Lines;
  for (const PageProblem &P : Problems)
    Lines.push_back(P.text());
  return Lines;
}

std::string replaced(std::string Text, llvm::StringRef From, llvm::StringRef To) {
  const size_t At = Text.find(From.str());
  EXPECT_NE(At, std::string::npos) << From.str();
  return Text.replace(At, From.size(), To.str());
}

} // namespace

// The rule pages of the repository, as they are compiled in.
TEST(RuleBook, EveryPageIsWellFormed) {
  for (const PageProblem &P : checkBook(RuleBook::get()))
    ADD_FAILURE() << "rules/" << P.text();
  EXPECT_GE(RuleBook::get().all().size(), 1u);
}

TEST(RuleBook, EveryPageHasAnExample) {
  for (const Rule &R : RuleBook::get().all()) {
    std::vector<PageProblem> Problems;
    EXPECT_FALSE(parseExamples(R, RuleBook::get(), Problems).empty()) << R.File.str();
  }
}

TEST(RuleBook, FindsByCodeNameAndCall) {
  const RuleBook &Book = RuleBook::get();
  const Rule *Scalar = Book.find("SU101");
  ASSERT_NE(Scalar, nullptr);
  EXPECT_EQ(Scalar->Name, "v1-scalar-op");
  EXPECT_EQ(Book.findByName("v1-scalar-op"), Scalar);
  const ApiCall *Call = Book.findCall("tensorflow.summary.scalar");
  ASSERT_NE(Call, nullptr);
  EXPECT_EQ(Call->Owner, Scalar);
  EXPECT_EQ(Call->From.indexOf("tensor"), 1u);
  EXPECT_EQ(Book.find("SU000"), nullptr);
  EXPECT_EQ(Book.find("SU1"), nullptr);
  EXPECT_EQ(Book.find("ZZ"), nullptr);
  EXPECT_EQ(Book.findCall("tensorflow.summary"), nullptr);
  EXPECT_TRUE(llvm::is_sorted(Book.all(), [](const Rule &A, const Rule &B) { return A.Code < B.Code; }));
}

TEST(RuleBook, SuggestsOnlyWhatIsNear) {
  EXPECT_EQ(RuleBook::get().suggest("v1-scaler-op"), "SU101");
  EXPECT_EQ(RuleBook::get().suggest("su101"), "SU101");
  EXPECT_EQ(RuleBook::get().suggest("completely-unrelated-words"), "");
}

TEST(Page, IsRead) {
  std::vector<PageProblem> Problems;
  const Rule R = parsePage("SU999-thing.md", GoodPage, Problems);
  EXPECT_THAT(problemsOf("SU999-thing.md", GoodPage), IsEmpty());
  EXPECT_EQ(R.Code, "SU999");
  EXPECT_EQ(R.Since, "0.1.0");
  EXPECT_THAT(R.Languages, ElementsAre("python", "cpp"));
  EXPECT_EQ(R.Fix, FixKind::Safe);
  EXPECT_EQ(R.Frame, "session");
  EXPECT_THAT(R.From, ElementsAre("tf.thing(name, tensor, deep=None)"));
  EXPECT_THAT(R.To, ElementsAre("tf.summary.scalar({tag}, {data}, step={step}, deep={deep})"));
  EXPECT_EQ(R.BodyLine, 13u);
  EXPECT_EQ(section(R, "Why"), "Because.");
  EXPECT_EQ(section(R, "Examples"), "```python silent\n## not a heading\n```");
  EXPECT_EQ(section(R, "Nonsense"), "");
}

TEST(Page, FaultsAreNamedWithTheirLine) {
  struct {
    llvm::StringRef From, To, Problem;
  } Cases[] = {
      {"---\ncode", "code", "SU999-thing.md:1: the page starts with front matter between lines of ---"},
      {"code: SU999", "code: SUX", "SU999-thing.md:2: a code is SU and three digits, not 'SUX'"},
      {"name: v1-thing", "name: V1", "SU999-thing.md:3: a name is lower-case words joined by '-', not 'V1'"},
      {"since: 0.1.0", "since: soon", "SU999-thing.md:4: 'since' is a version such as 0.1.0, not 'soon'"},
      {"since: 0.1.0\n", "", "SU999-thing.md:1: the key 'since' is missing"},
      {"[python, cpp]", "[perl]", "SU999-thing.md:5: a language is python or cpp, not 'perl'"},
      {"[python, cpp]", "python", "SU999-thing.md:5: 'languages' is a list such as [python]"},
      {"fix: safe", "fix: sure", "SU999-thing.md:6: 'fix' is safe, unsafe, display-only or none, not 'sure'"},
      {"frame:", "frames:", "SU999-thing.md:7: unknown key 'frames'"},
      {"frame: session", "since: 0.1.0", "SU999-thing.md:7: the key 'since' is repeated"},
      {"from: |", "from:", "SU999-thing.md:8: 'from' is a block: write 'from: |' and indent its lines by two spaces"},
      {"deep=None)", "deep=None", "SU999-thing.md:9: column 33: a signature ends in a balanced parameter list"},
      {"{deep}", "{depth}",
       "SU999-thing.md:11: the hole {depth} is neither {tag}, {data}, {step}, {writer} nor a parameter of "
       "'from'"},
      {"{deep}", "{deep", "SU999-thing.md:11: column 52: the hole is not closed"},
      {"name: v1-thing", "name: v1-other", "SU999-thing.md:1: the file of this rule is called SU999-other.md"},
      {"# v1-thing", "# thing", "SU999-thing.md:13: the page has one title, the rule's name: # v1-thing"},
      {"## Why\n", "## Wherefore\n",
       "SU999-thing.md:13: the sections are, in this order: What it does, Why, Fix safety, What is left to "
       "you, Evidence, Examples"},
      {"Because.\n", "", "SU999-thing.md:13: the section 'Why' is empty"},
  };
  for (const auto &Case : Cases)
    EXPECT_THAT(problemsOf("SU999-thing.md", replaced(GoodPage, Case.From, Case.To)), Contains(Case.Problem.str()))
        << Case.To.str();
}

TEST(Page, UnclosedPartsAreFound) {
  EXPECT_THAT(problemsOf("SU999-thing.md", "---\ncode: SU999\n"),
              Contains("SU999-thing.md:2: the front matter is not closed by ---"));
  EXPECT_THAT(problemsOf("SU999-thing.md", GoodPage + "```python\n"),
              Contains("SU999-thing.md:28: a fence is not closed"));
}
