// Statements and blocks: shape, ranges, flags.
#include "Sample.h"
#include "llvm/ADT/StringExtras.h"

namespace summary_upgrade::python {
namespace {

const char *const Kinds[] = {"Expr",     "Assign",   "AugAssign", "AnnAssign", "Return", "Delete",     "Pass",
                             "Break",    "Continue", "Global",    "Nonlocal",  "Import", "ImportFrom", "Raise",
                             "Assert",   "If",       "For",       "While",     "Try",    "With",       "FunctionDef",
                             "ClassDef", "Match",    "Print",     "Exec",      "Other"};
const char *const BlockKinds[] = {"", "Function", "Class", "Body", "Elif", "Else", "Except", "Finally", "Case"};

std::string showBlock(const ModuleFacts &F, Id B) {
  std::string Out;
  for (Id S : F.Blocks[B].Stmts) {
    const Stmt &St = F.Stmts[S];
    Out += (Out.empty() ? "" : " ") + std::string(St.Async ? "async-" : "") + Kinds[static_cast<unsigned>(St.Kind)];
    for (Id Inner : St.Blocks)
      Out += std::string("/") + BlockKinds[static_cast<unsigned>(F.Blocks[Inner].Kind)] +
             (F.Blocks[Inner].OneLine ? "!" : "") + "{" + showBlock(F, Inner) + "}";
  }
  return Out;
}

struct Row {
  const char *Source, *Expected;
};

const Row Shapes[] = {
    {"", ""},
    {"\n\n", ""},
    {"# only a comment", ""},
    {"x", "Expr"},
    {"x\n", "Expr"},
    {"\xEF\xBB\xBFx\n", "Expr"},
    {"x; y;\nz\n", "Expr Expr Expr"},
    {"if a: x\n", "If/Body!{Expr}"},
    {"if a: x; y\nelif b: z\nelse: w\n", "If/Body!{Expr Expr}/Elif!{Expr}/Else!{Expr}"},
    {"if a: \\\n  x\ny\n", "If/Body!{Expr} Expr"},
    {"if a:\n  x\n\n# c\n  y\nz\n", "If/Body{Expr Expr} Expr"},
    {"if a:\n\tx\n\ty\n", "If/Body{Expr Expr}"},
    {"if a:\n    if b:\n\tx\n", "If/Body{If/Body{Expr}}"},
    {"if a:\n        x\n\ty\n", "If/Body{Expr Expr}"},
    {"if a:\n    if b:\n      \tx\n        y\n", "If/Body{If/Body{Expr Expr}}"},
    {"if a:\r\n  x\r\n  y\r\nz\r\n", "If/Body{Expr Expr} Expr"},
    {"if a:\r  x\r  y\rz\r", "If/Body{Expr Expr} Expr"},
    {"\fif a:\n  x\n\f  y\n", "If/Body{Expr Expr}"},
    {"if a:  \f\n  x\n", "If/Body{Expr}"},
    {"if a:\n  x\n  \\\n  y\n", "If/Body{Expr Expr}"},
    {"if a:\n  \\\n      x\n  y\n", "If/Body{Expr Expr}"},
    {"for i in x:\n  break\nelse:\n  pass\n", "For/Body{Break}/Else{Pass}"},
    {"while x:\n  continue\n", "While/Body{Continue}"},
    {"try:\n  a\nexcept:\n  b\nelse:\n  c\nfinally:\n  d\n", "Try/Body{Expr}/Except{Expr}/Else{Expr}/Finally{Expr}"},
    {"try:\n  a\nexcept (A, B) as e: b\nexcept C: c\n", "Try/Body{Expr}/Except!{Expr}/Except!{Expr}"},
    {"try:\n  a\nexcept* A:\n  b\n", "Try/Body{Expr}/Except{Expr}"},
    {"with a as b, c: d\n", "With/Body!{Expr}"},
    {"with (a as b, c as d,):\n  e\n", "With/Body{Expr}"},
    {"async def f():\n  async with a: pass\n  async for b in c: pass\n",
     "async-FunctionDef/Function{async-With/Body!{Pass} async-For/Body!{Pass}}"},
    {"@a\n@b(c)\nclass D(E): x = 1\n", "ClassDef/Class!{Assign}"},
    {"match x:\n  case 1: a\n  case [b, *c] if d:\n    e\n", "Match/Case!{Expr}/Case{Expr}"},
    {"match = 1\nmatch(x)\nmatch[0]\n", "Assign Expr Expr"},
    {"type X = int\ntype(x)\ntype(x).y = 1\ntype = 2\n", "Other Expr Assign Assign"},
    {"print 'a', b\nprint\nprint(a)\nprint >>f, a,\n", "Print Expr Expr Print"},
    {"exec 'x' in d\nexec('x')\n", "Exec Expr"},
    {"raise A, 'b'\nraise C from d\n", "Raise Raise"},
    {"global a, b\nnonlocal c\n", "Global Nonlocal"},
    {"return\nreturn 1, 2\ndel x\nassert a, b\n", "Return Return Delete Assert"},
    {"import a\nfrom . import b\nfrom __future__ import division\nfrom c import *\n",
     "Import ImportFrom ImportFrom ImportFrom"},
    {"def f(): return (yield)\n", "FunctionDef/Function!{Return}"},
    {"x = '''\n  # no comment\n'''\n# yes\n", "Assign"},
    {"async = 1\n", "Assign"},
};

TEST(Statements, Shape) {
  for (const Row &R : Shapes) {
    Sample S(R.Source);
    ASSERT_TRUE(S.ok()) << R.Source << ": " << S.error();
    EXPECT_EQ(showBlock(S.facts(), 0), R.Expected) << R.Source;
  }
}

TEST(Statements, Flags) {
  struct {
    const char *Source; ///< the statement is the one marked #A, or the first
    uint8_t Flags;
  } const Table[] = {
      {"a\n", 0},
      {"a;\n", 0},
      {"a; b\n", SharesLine},
      {"if c: a\n", 0},
      {"if c:\n  return #A\n", HasComment | HasJump},
      {"if c: return\n", HasJump},
      {"def f(): return\n", 0},
      {"def f():\n  def g(): yield\n", 0},
      {"class C:\n  raise x\n", HasJump},
      {"for i in x:\n  break\n", HasJump},
      {"x = '''a\nb'''\n", HasMultilineString},
      {"x = 'a\\\nb'\n", HasMultilineString},
      {"if c:\n  x = '''a\nb'''\n", HasMultilineString},
      {"def f():\n  x = '''a\nb'''\n", HasMultilineString},
      {"x = '''ab'''\n", 0},
      {"f(a, # c\n  b)\n", HasComment},
      {"a\n# c\n", 0},
      {"a # c", HasComment},
      {"if c:\n  a\n  # c\n  b\n", HasComment},
      {"if c:\n  a\n  # c\nb\n", 0},
      {"x = yield\n", HasYield},
      {"x = lambda: (yield)\n", 0},
      {"x = await y\n", HasYield},
      {"async with a:\n  b\n", HasYield},
      {"if c:\n  yield\n", HasYield},
  };
  for (auto &R : Table) {
    Sample S(R.Source);
    ASSERT_TRUE(S.ok()) << R.Source << ": " << S.error();
    Id A = llvm::StringRef(R.Source).contains("#A") ? S.stmt("A") : 0;
    EXPECT_EQ(unsigned(S.facts().Stmts[A].Flags), R.Flags) << R.Source;
  }
  Sample S("if c: a; b\n");
  EXPECT_EQ(unsigned(S.facts().Stmts[1].Flags), SharesLine);
  EXPECT_EQ(unsigned(S.facts().Stmts[2].Flags), SharesLine);
}

TEST(Statements, Ranges) {
  struct {
    const char *Source, *Stmt, *Header;
  } const Table[] = {
      {"x = 1  # c\n", "x = 1", "x = 1"},
      {"x ; y\n", "x", "x"},
      {"if a :  # c\n  x\n\n# d\ny\n", "if a :  # c\n  x", "if a :"},
      {"@d\ndef f(a: int = {1: 2}) -> x[1:2]: pass\n", "@d\ndef f(a: int = {1: 2}) -> x[1:2]: pass",
       "def f(a: int = {1: 2}) -> x[1:2]:"},
      {"class C: pass;\n", "class C: pass", "class C:"},
      {"while lambda: x: y\n", "while lambda: x: y", "while lambda: x:"},
      {"with a, b(c[1:2]):\n  d\n", "with a, b(c[1:2]):\n  d", "with a, b(c[1:2]):"},
      {"try:\n  a\nfinally:\n  b\n", "try:\n  a\nfinally:\n  b", "try:"},
      {"async  def f():\n  a\n", "async  def f():\n  a", "async  def f():"},
      {"match x:\n  case y: z\n", "match x:\n  case y: z", "match x:"},
      {"print 'a',\n", "print 'a',", "print 'a',"},
      {"f(a,\n  b)\n", "f(a,\n  b)", "f(a,\n  b)"},
      {"\xEF\xBB\xBFx\n", "x", "x"},
  };
  for (auto &R : Table) {
    Sample S(R.Source);
    ASSERT_TRUE(S.ok()) << R.Source << ": " << S.error();
    EXPECT_EQ(S.file().slice(S.facts().StmtRange[0]), R.Stmt) << R.Source;
    EXPECT_EQ(S.file().slice(S.facts().HeaderRange[0]), R.Header) << R.Source;
  }
}

TEST(Statements, Imports) {
  struct {
    const char *Source, *Expected; ///< level, module, name, alias, "root"
  } const Table[] = {
      {"import a", "0 a - a"},
      {"import a.b", "0 a.b - a root"},
      {"import a . b as c, d", "0 a.b - c; 0 d - d"},
      {"from a.b import c as d, e", "0 a.b c d; 0 a.b e e"},
      {"from a import (b,\n  c,)", "0 a b b; 0 a c c"},
      {"from . import x", "1 - x x"},
      {"from ...p.q import x", "3 p.q x x"},
      {"from a import *", "0 a * -"},
      {"from __future__ import print_function", "0 __future__ print_function print_function"},
      {"from .match import type", "1 match type type"},
  };
  for (auto &R : Table) {
    Sample S(std::string(R.Source) + "\n");
    ASSERT_TRUE(S.ok()) << R.Source << ": " << S.error();
    std::string Out;
    auto orDash = [](const std::string &T) { return T.empty() ? std::string("-") : T; };
    for (const ImportedName &I : S.facts().Stmts[0].Imports) {
      Out += (Out.empty() ? "" : "; ") + std::to_string(I.Level) + " " + orDash(I.Module) + " " + orDash(I.Name) + " " +
             orDash(I.Alias) + (I.BindsRoot ? " root" : "");
      EXPECT_EQ(I.Binding == NoId, I.Name == "*");
    }
    EXPECT_EQ(Out, R.Expected) << R.Source;
  }
}

TEST(Statements, Parameters) {
  struct {
    const char *Source, *Expected;
  } const Table[] = {
      {"()", ""},
      {"(a, b=1)", "a b=1"},
      {"(a, /, b, *, c=2, d)", "/a b kc=2 kd"},
      {"(*args, c, **kw)", "*args kc **kw"},
      {"(a: int, *b: str, c: x = 3, **d: y)", "a *b kc=3 **d"},
      {"(a, (b, c), d)", "a - d"},
      {"(self,)", "self"},
  };
  for (auto &R : Table) {
    Sample S(std::string("def f") + R.Source + ": pass\n");
    ASSERT_TRUE(S.ok()) << R.Source << ": " << S.error();
    std::string Out;
    for (const Param &P : S.facts().Scopes[1].Params) {
      static const char *const Prefix[] = {"/", "", "*", "k", "**"};
      Out += (Out.empty() ? "" : " ") + std::string(Prefix[static_cast<unsigned>(P.Kind)]) +
             (P.Name.empty() ? "-" : P.Name);
      if (P.Default != NoId)
        Out += "=" + S.facts().Exprs[P.Default].Text;
    }
    EXPECT_EQ(Out, R.Expected) << R.Source;
  }
}

TEST(Statements, StmtAt) {
  Sample S("a\nif b:\n  c #C\n  d\ne; f\n");
  const ModuleFacts &F = S.facts();
  llvm::StringRef Text = S.file().bytes();
  for (const char *Name : {"a", "c", "d", "e", "f"}) {
    Id Found = stmtAt(F, static_cast<uint32_t>(Text.rfind(Name)));
    ASSERT_NE(Found, NoId) << Name;
    EXPECT_EQ(F.Exprs[F.Stmts[Found].Value].Text, Name);
  }
  EXPECT_EQ(stmtAt(F, static_cast<uint32_t>(Text.find("b:"))), 1u);
  EXPECT_EQ(stmtAt(F, static_cast<uint32_t>(Text.find("\n"))), NoId);
  EXPECT_EQ(stmtAt(F, static_cast<uint32_t>(Text.find(";"))), NoId);
  EXPECT_EQ(stmtAt(F, 1000), NoId);
}

} // namespace
} // namespace summary_upgrade::python
