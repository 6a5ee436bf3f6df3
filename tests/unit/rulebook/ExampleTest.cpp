#include "rulebook/Example.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace summary_upgrade::rulebook;
using testing::ElementsAre;
using testing::IsEmpty;

namespace {

/// The examples of a page whose body is `Body`, and its problems.
struct Parsed {
  explicit Parsed(llvm::StringRef Body) {
    Rule R;
    R.File = "SU999-x.md";
    R.Body = Body;
    R.BodyLine = 10;
    std::vector<PageProblem> Found;
    Examples = parseExamples(R, RuleBook::get(), Found);
    for (const PageProblem &P : Found)
      Problems.push_back(P.text());
  }
  std::vector<Example> Examples;
  std::vector<std::string> Problems;
};

} // namespace

TEST(Examples, ReadsARewrite) {
  const Parsed P("text\n```python before run target=tf2\na\nb\n```\n```python after\nc\n```\n");
  EXPECT_THAT(P.Problems, IsEmpty());
  ASSERT_EQ(P.Examples.size(), 1u);
  const Example &E = P.Examples[0];
  EXPECT_EQ(E.Kind, ExampleKind::Rewrite);
  EXPECT_TRUE(E.Run);
  EXPECT_EQ(E.Target, "tf2");
  EXPECT_EQ(E.Line, 11u);
  ASSERT_EQ(E.Files.size(), 1u);
  EXPECT_EQ(E.Files[0].Name, "train.py");
  EXPECT_EQ(E.Files[0].Before, "a\nb\n");
  EXPECT_EQ(E.Files[0].After, "c\n");
  EXPECT_EQ(E.Files[0].BeforeLine, 11u);
  EXPECT_EQ(E.Files[0].AfterLine, 15u);
}

TEST(Examples, TakesExpectationsOut) {
  const Parsed P("```python declined SU214\n"
                 "x = 1\n"
                 "    write(s, step)\n"
                 "    #        ^ SU214 known after\n"
                 "y = 2  # ^ SU219\n"
                 "# ^ is a caret\n"
                 "```\n");
  EXPECT_THAT(P.Problems, IsEmpty());
  ASSERT_EQ(P.Examples.size(), 1u);
  const Example &E = P.Examples[0];
  EXPECT_EQ(E.DeclinedCode, "SU214");
  EXPECT_EQ(E.Files[0].Before, "x = 1\n    write(s, step)\ny = 2\n# ^ is a caret\n");
  EXPECT_EQ(E.Files[0].After, E.Files[0].Before);
  ASSERT_EQ(E.Expected.size(), 2u);
  EXPECT_EQ(E.Expected[0].Line, 2u);
  EXPECT_EQ(E.Expected[0].Column, 14u);
  EXPECT_EQ(E.Expected[0].Code, "SU214");
  EXPECT_EQ(E.Expected[0].Text, "known after");
  EXPECT_EQ(E.Expected[1].Line, 3u);
  EXPECT_EQ(E.Expected[1].Column, 0u);
  EXPECT_EQ(E.Expected[1].Text, "");
}

TEST(Examples, JoinsFilesUntilANameComesAgain) {
  const Parsed P("```python before file=a.py\n1\n```\n```python before file=b.py\n2\n```\n"
                 "```python after file=a.py\n3\n```\n"
                 "```python declined SU216 file=a.py\n4\n```\n```python declined SU216 file=b.py outside\n5\n```\n"
                 "```python silent\n6\n```\n```python silent\n7\n```\n");
  EXPECT_THAT(P.Problems, IsEmpty());
  ASSERT_EQ(P.Examples.size(), 4u);
  ASSERT_EQ(P.Examples[0].Files.size(), 2u);
  EXPECT_EQ(P.Examples[0].Files[0].After, "3\n");
  EXPECT_EQ(P.Examples[0].Files[1].After, "2\n") << "a file without an 'after' stays as it is";
  ASSERT_EQ(P.Examples[1].Files.size(), 2u);
  EXPECT_FALSE(P.Examples[1].Files[0].Outside);
  EXPECT_TRUE(P.Examples[1].Files[1].Outside);
  EXPECT_EQ(P.Examples[2].Files.size(), 1u);
  EXPECT_EQ(P.Examples[3].Files.size(), 1u);
}

TEST(Examples, SaysWhatIsWrong) {
  const std::pair<llvm::StringRef, llvm::StringRef> Cases[] = {
      {"```python before\n1\n```\n", "SU999-x.md:10: this 'before' has no 'after'"},
      {"```python after\n1\n```\n", "SU999-x.md:10: this 'after' follows no 'before'"},
      {"```python befor\n1\n```\n", "SU999-x.md:10: an example is before, after, silent or declined, not 'befor'"},
      {"```python declined\n1\n```\n", "SU999-x.md:10: 'declined' is followed by a code"},
      {"```python silent ruin\n1\n```\n", "SU999-x.md:10: unknown attribute 'ruin'"},
      {"```python silent frame=nowhere\n1\n```\n", "SU999-x.md:10: there is no frame 'nowhere'"},
      {"```python before\n1\n```\n```python after\n1\n```\n```python after\n1\n```\n",
       "SU999-x.md:16: the example has an 'after' for train.py already"},
      {"```python before\n1\n```\n```python after\n1\n```\n```python after file=b.py\n1\n```\n",
       "SU999-x.md:16: this 'after' names b.py, which is not in the example"},
  };
  for (auto [Body, Problem] : Cases)
    EXPECT_THAT(Parsed(Body).Problems, ElementsAre(Problem.str())) << Body.str();
}

TEST(Examples, ProseFencesAreNoExamples) {
  const Parsed P("```sh\nsummary-upgrade .\n```\n```python\nx\n```\n");
  EXPECT_THAT(P.Examples, IsEmpty());
  EXPECT_THAT(P.Problems, IsEmpty());
}

TEST(Frames, AreFilledAndEmptied) {
  const llvm::StringRef Frame = "a\nif x:\n    # body\nz\n";
  EXPECT_EQ(fillFrame(Frame, "1\n\n  2\n"), "a\nif x:\n    1\n\n      2\nz\n");
  EXPECT_EQ(bodyOfFrame(Frame, "a\nif x:\n    1\n\n      2\nz\n"), "1\n\n  2\n");
  EXPECT_EQ(bodyOfFrame(Frame, "a\nif x:\n  1\nz\n"), std::nullopt) << "less indented than the mark";
  EXPECT_EQ(bodyOfFrame(Frame, "b\nif x:\n    1\nz\n"), std::nullopt);
}

TEST(Bless, ReplacesTheTextOfFences) {
  EXPECT_EQ(withAfters("p\n```python before\n1\n```\n```python after\n2\n```\nq\n", {{5, "3\n4\n"}}),
            "p\n```python before\n1\n```\n```python after\n3\n4\n```\nq\n");
}
