// Random insertions, wraps and removals on programs of awkward shapes: the result parses, and what was not
// asked to change is there byte for byte, in order.
#include "python/Rewriter.h"
#include "python/RewriterLexer.h"
#include "gtest/gtest.h"
#include <random>

using namespace llvm;
using namespace summary_upgrade;
using namespace summary_upgrade::python;

namespace {

const char *const Programs[] = {
    // Shared lines, one-line suites, strings and comments in the way.
    "#!/usr/bin/python\n'''doc\n  doc'''; a = 1\nimport b; c = f(1,\n  2);  # c;\n\n\n"
    "if a: b; c = '''x\n y'''; d  # x\nelse: e;\n\n@d(1)\ndef f(x, y=lambda p, q: 1): return x; pass\n"
    "class A(B): x = 1; y = [1,\n2]\nz; z2 = '''\n'''; z3",
    // Nested blocks, deep and shallow comments, blank lines with blanks.
    "def f():\n    \"doc\"\n    # own\n    a = g(b,\n          c)  # t\n# shallow\n    for i in x:\n"
    "        try:\n            b\n            # deep\n        except E as e: c\n        finally:\n           "
    " d\n"
    "    \n        # trailing\n\n    with a as b, \\\n         c as d:\n        e = \\\n  1\n    else_ = "
    "1\n\n\nf()\n",
    // Tabs, carriage returns, form feed.
    "def f():\r\n\tif a:\r\n\t\tb\r\n\t\t# c\r\n\telif c: d; e\r\n\telse:\r\n\t\tx = "
    "'''1\r\n\t2\r\n'''\r\n\r\n\f\r\n"
    "class A:\r\n\tdef m(self): pass\r\n\r\n\tn = [\r\n\t\t1,\r\n\t]\r\nwhile a: b\r\nc",
    // A byte order mark and two spaces.
    ("\xEF\xBB\xBF# coding: utf-8\n\nif x:\n  a; b\n  # e\n  if y: c; d\n  e(\n# odd\n    f)\n"
     "for i in (a +\n b): g; h;\n"),
};

/// The text without what layout may change: blanks, newlines, continuations, semicolons. String literals stay
/// as they are.
std::string essence(StringRef Bytes) {
  std::string Result;
  for (uint32_t Pos = 0;;) {
    Lexeme L = lexAt(Bytes, Pos);
    StringRef Text = Bytes.slice(L.Where.Begin, L.Where.End);
    Pos = L.Where.End;
    if (L.What == Lexeme::End)
      return Result;
    if (L.What != Lexeme::Blank && L.What != Lexeme::Newline && L.What != Lexeme::Continuation && Text != ";")
      Result += Text;
  }
}

void strip(std::string &From, StringRef What) {
  for (size_t At; (At = From.find(What.str())) != std::string::npos;)
    From.erase(At, What.size());
}

class RewriterRandom : public testing::TestWithParam<unsigned> {
protected:
  /// One random set of operations; returns the result, or an empty string after a failure.
  std::string rewrite(StringRef Program, unsigned Seed, bool Remove) {
    Expected<text::SourceFile> File = text::SourceFile::fromBytes("t.py", Program.str());
    EXPECT_TRUE(bool(File));
    ParseResult Parsed = parseModule(*File);
    EXPECT_TRUE(Parsed.Facts) << Parsed.Error.Message;
    const ModuleFacts &F = *Parsed.Facts;
    std::mt19937 Engine(Seed);
    auto pick = [&](size_t Count) { return static_cast<uint32_t>(Engine() % Count); };
    Rewriter R(F, *File);
    std::vector<Id> Wrapped; // one wrap a block: none cross
    for (unsigned I = 0, Count = 1 + pick(8); I < Count; ++I) {
      Id S = pick(F.Stmts.size());
      Id B = F.Stmts[S].Block;
      switch (pick(Remove ? 5 : 4)) {
      case 0:
        R.insertBefore(S, {{"N()", 0}}, pick(2));
        break;
      case 1:
        R.insertAfter(S, {{"with N:", 0}, {"N()", 1}}, pick(2));
        break;
      case 2:
        R.appendToBody(B, {{"N()", 0}});
        break;
      case 3:
        if (is_contained(Wrapped, B))
          break;
        Wrapped.push_back(B);
        R.wrap(B, F.Stmts[S].Index, F.Stmts[S].Index + pick(F.Blocks[B].Stmts.size() - F.Stmts[S].Index), "with N:");
        break;
      default:
        if (F.Stmts[S].Blocks.empty())
          R.removeStmt(S);
      }
    }
    Expected<std::vector<text::Edit>> Edits = R.render();
    if (!Edits) {
      ADD_FAILURE() << toString(Edits.takeError());
      return "";
    }
    Expected<std::string> Result = text::applyEdits(File->bytes(), *Edits);
    if (!Result) {
      ADD_FAILURE() << toString(Result.takeError());
      return "";
    }
    Expected<text::SourceFile> Out = text::SourceFile::fromBytes("t.py", *Result);
    EXPECT_TRUE(bool(Out));
    ParseResult Again = parseModule(*Out);
    EXPECT_TRUE(Again.Facts) << Again.Error.Message << " in\n" << *Result;
    return *Result;
  }
};

TEST_P(RewriterRandom, InsertionsAndWrapsKeepTheProgram) {
  for (unsigned Seed = 0; Seed < 500; ++Seed) {
    std::string Result = essence(rewrite(Programs[GetParam()], Seed, false));
    strip(Result, "withN:");
    strip(Result, "N()");
    ASSERT_EQ(Result, essence(Programs[GetParam()])) << "seed " << Seed;
  }
}

TEST_P(RewriterRandom, RemovalsParse) {
  for (unsigned Seed = 0; Seed < 500 && !HasFailure(); ++Seed)
    rewrite(Programs[GetParam()], Seed, true);
}

INSTANTIATE_TEST_SUITE_P(AwkwardPrograms, RewriterRandom,
                         testing::Range(0u, static_cast<unsigned>(std::size(Programs))));

} // namespace
