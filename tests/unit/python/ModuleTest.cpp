// Names, landmarks, style, dialect, errors and the dump.
#include "Sample.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

namespace summary_upgrade::python {
namespace {

struct Row {
  const char *Name, *Source, *Expected;
};

/// Where the name `x` on the line marked #U comes from: "kind name" of the scope, or "builtin".
const Row Resolution[] = {
    {"module", "x = 1\nx #U\n", "module"},
    {"from a function", "x = 1\ndef f():\n  x #U\n", "module"},
    {"local", "x = 1\ndef f():\n  x = 2\n  x #U\n", "function f"},
    {"local by a later assignment", "x = 1\ndef f():\n  x #U\n  x = 2\n", "function f"},
    {"parameter", "x = 1\ndef f(x): x #U\n", "function f"},
    {"enclosing", "def f():\n  x = 1\n  def g():\n    x #U\n", "function f"},
    {"class scope is not seen from methods", "x = 1\nclass C:\n  x = 2\n  def m(self):\n    x #U\n", "module"},
    {"class body", "x = 1\nclass C:\n  x = 2\n  x #U\n", "class C"},
    {"comprehension in a class body", "x = 1\nclass C:\n  x = 2\n  y = [x for i in z] #U\n", "module"},
    {"first iterable in a class body", "x = 1\nclass C:\n  x = 2\n  y = [i for i in x] #U\n", "class C"},
    {"global", "x = 1\ndef f():\n  x = 2\n  def g():\n    global x\n    x #U\n", "module"},
    {"global declared around", "x = 1\ndef f():\n  global x\n  def g():\n    x #U\n", "module"},
    {"global only in functions", "def f():\n  global x\n  x = 1\nx #U\n", "module"},
    {"nonlocal", "def f():\n  x = 1\n  def g():\n    nonlocal x\n    x = 2\n    x #U\n", "function f"},
    {"lambda", "x = 1\ny = lambda x: x #U\n", "lambda "},
    {"comprehension", "x = 1\ny = [x for x in z] #U\n", "comprehension "},
    {"decorator is outside", "x = 1\n@x #U\ndef f(x): pass\n", "module"},
    {"default is outside", "x = 1\ndef f(a=x): #U\n  x = 2\n", "module"},
    {"import in a function", "def f():\n  import x\n  x #U\n", "function f"},
    {"import in try", "try:\n  import x\nexcept E:\n  x = None\nx #U\n", "module"},
    {"for", "for x in y: pass\nx #U\n", "module"},
    {"with", "with y as x: pass\nx #U\n", "module"},
    {"walrus in a comprehension", "def f():\n  [x := i for i in y]\n  x #U\n", "function f"},
    {"match", "def f():\n  match y:\n    case {'k': x}: pass\n  x #U\n", "function f"},
    {"match class pattern", "def f():\n  match y:\n    case C(a=x): pass\n  x #U\n", "function f"},
    {"star import", "from y import *\nx #U\n", "builtin"},
    {"annotation makes it local", "x = 1\ndef f():\n  x: int\n  x #U\n", "function f"},
    {"deletion makes it local", "x = 1\ndef f():\n  x #U\n  del x\n", "function f"},
    {"python 2 tuple parameter", "def f(a, (x, b)):\n  x #U\n", "function f"},
};

TEST(Names, Resolution) {
  static const char *const Kinds[] = {"module", "function ", "class ", "lambda ", "comprehension "};
  for (const Row &R : Resolution) {
    Sample S(R.Source);
    ASSERT_TRUE(S.ok()) << R.Name << ": " << S.error();
    Id B = S.facts().Exprs[S.expr("x", "U")].Binding;
    std::string Out = "builtin";
    if (B != NoId) {
      const Scope &Sc = S.facts().Scopes[S.facts().Bindings[B].Scope];
      Out = Kinds[static_cast<unsigned>(Sc.Kind)] + Sc.Name;
    }
    EXPECT_EQ(Out, R.Expected) << R.Name << "\n" << R.Source;
  }
}

TEST(Names, Definitions) {
  struct {
    const char *Source, *Expected; ///< kind name path of every definition
  } const Table[] = {
      {"a = b = 1", "Assign:a Assign:b"},
      {"a, (b, *c, d) = x", "Assign:a.0 Assign:b.1.0 Assign:c.1.-1 Assign:d.1.-1"},
      {"a += 1", "AugAssign:a"},
      {"a: int", "Annotation:a"},
      {"a: int = 1", "Assign:a"},
      {"a.b = c[0] = 1", ""},
      {"for i, a in x: pass", "For:i.0 For:a.1"},
      {"with x as (a, b): pass", "With:a.0 With:b.1"},
      {"import a.b, c as d", "Import:a Import:d"},
      {"from a import *", ""},
      {"def f(a, *b, c=1, **d): pass", "Param:a Param:b Param:c Param:d Function:f"},
      {"class C: a = 1", "Assign:a Class:C"},
      {"try: pass\nexcept E as e: pass", "Except:e"},
      {"(a := 1)", "Named:a"},
      {"del a, b.c", "Delete:a"},
      {"match x:\n  case [a, *b]: pass", "Match:a Match:b"},
      {"match x:\n  case {'k': a, **b}: pass", "Match:a Match:b"},
      {"match x:\n  case (1 | 2) as a: pass", "Match:a"},
      {"match x:\n  case _: pass", ""},
      {"match x:\n  case M.a: pass", ""},
      {"[0 for a, b in x]", "Comprehension:a.0 Comprehension:b.1"},
      {"lambda a, b=1: 0", "Param:a Param:b"},
  };
  static const char *const Kinds[] = {"Assign", "AugAssign", "Annotation", "For",          "With",
                                      "Import", "Function",  "Class",      "Param",        "Except",
                                      "Named",  "Delete",    "Match",      "Comprehension"};
  for (auto &R : Table) {
    Sample S(std::string(R.Source) + "\n");
    ASSERT_TRUE(S.ok()) << R.Source << ": " << S.error();
    std::string Out;
    for (const Def &D : S.facts().Defs) {
      Out += (Out.empty() ? "" : " ") + std::string(Kinds[static_cast<unsigned>(D.Kind)]) + ":" +
             S.facts().Bindings[D.Binding].Name;
      for (int I : D.Path)
        Out += "." + std::to_string(I);
    }
    EXPECT_EQ(Out, R.Expected) << R.Source;
  }
}

TEST(Names, BindingsKnowInnerWriters) {
  Sample S("x = 1\ny = 1\ndef f():\n  global x\n  x = 2\n  y = 3\n");
  const ModuleFacts &F = S.facts();
  for (const Binding &B : F.Bindings)
    if (B.Scope == 0)
      EXPECT_EQ(B.WrittenFromInner, B.Name == "x") << B.Name;
}

TEST(Module, Landmarks) {
  struct {
    const char *Source;
    int Anchor, Docstring; ///< lines, 0 = none
    int Main;              ///< line of the first statement of the block
  } const Table[] = {
      {"", 0, 0, 0},
      {"'''doc'''\nimport a\nfrom b import c\nx = 1\nimport d\n", 3, 1, 0},
      {"import a\ntry:\n  import b\nexcept ImportError:\n  b = None\nimport c\nx\n", 6, 0, 0},
      {"from __future__ import x\n__all__ = []\nimport a\n", 3, 0, 0},
      {"x = 1\nimport a\n", 0, 0, 0},
      {"def f(): 'no'\nif __name__ == '__main__':\n  f()\n", 0, 0, 3},
      {"if '__main__' == __name__: f()\n", 0, 0, 1},
      {"if __name__ != '__main__':\n  f()\n", 0, 0, 0},
      {"b'no docstring'\n", 0, 0, 0},
  };
  for (auto &R : Table) {
    Sample S(R.Source);
    ASSERT_TRUE(S.ok()) << R.Source << ": " << S.error();
    const ModuleFacts &F = S.facts();
    auto lineOf = [&](Id Stmt) { return Stmt == NoId ? 0 : int(S.line(F.StmtRange[Stmt].Begin)); };
    EXPECT_EQ(lineOf(F.ImportAnchor), R.Anchor) << R.Source;
    EXPECT_EQ(lineOf(F.DocstringStmt), R.Docstring) << R.Source;
    EXPECT_EQ(F.MainBlock == NoId ? 0 : int(S.line(F.BlockRange[F.MainBlock].Begin)), R.Main) << R.Source;
  }
}

TEST(Module, Style) {
  struct {
    const char *Source;
    char Quote;
    const char *Indent;
  } const Table[] = {
      {"", '\'', "    "},
      {"x = \"a\"\ny = \"b\"\nz = 'c'\n", '"', "    "},
      {"x = 'a'\n\"\"\"doc\"\"\"\n\"\"\"doc\"\"\"\n", '\'', "    "},
      {"if a:\n  if b:\n    c\n", '\'', "  "},
      {"if a:\n\tif b:\n\t\tc\n", '\'', "\t"},
      {"if a: b\n", '\'', "    "},
      {"if a:\n  b\nif c:\n    d\nif e:\n    f\n", '\'', "    "},
  };
  for (auto &R : Table) {
    Sample S(R.Source);
    EXPECT_EQ(S.facts().Quote, R.Quote) << R.Source;
    EXPECT_EQ(S.facts().IndentUnit, R.Indent) << R.Source;
  }
}

TEST(Module, Dialect) {
  struct {
    const char *Source;
    int Python2; ///< offset of the evidence, -1 = none
    bool Python36;
  } const Table[] = {
      {"print(x)\n", -1, false},
      {"x\nprint x\n", 2, false},
      {"exec 'x'\n", 0, false},
      {"x = `y`\n", 4, false},
      {"try: x\nexcept A, e: y\n", 7, false},
      {"raise A, 'b'\n", 6, false},
      {"a <> b\n", 2, false},
      {"x = 0777\n", 4, false},
      {"x = 0\ny = 00\n", -1, false},
      {"x = 10L\n", 4, false},
      {"x = ur'a'\n", 4, false},
      {"x = u'a'\n", -1, false},
      {"def f(a, (b, c)): pass\n", 9, false},
      {"[x for x in 1, 2]\n", 12, false},
      {"if a:\n        x\n\ty\n", 17, false},
      {"f'{x}'\n", -1, true},
      {"x: int = 1\n", -1, true},
      {"1_000\n", -1, true},
      {"(x := 1)\n", -1, true},
      {"match x:\n  case 1: pass\n", -1, true},
  };
  for (auto &R : Table) {
    Sample S(R.Source);
    ASSERT_TRUE(S.ok()) << R.Source << ": " << S.error();
    EXPECT_EQ(S.facts().Lang.Python2 ? int(S.facts().Lang.Evidence) : -1, R.Python2) << R.Source;
    EXPECT_EQ(S.facts().Lang.Python36Plus, R.Python36) << R.Source;
  }
}

TEST(Module, Errors) {
  struct {
    const char *Source, *Expected;
  } const Table[] = {
      {"x = \n", "1:1 invalid syntax near `x =`"},
      {"foo bar\n", "1:1 invalid syntax near `foo`"},
      {"x\n  y\n", "2:3 unexpected indent"},
      {"  x\n", "1:3 unexpected indent"},
      {"if x: y\n  z\n", "2:3 unexpected indent"},
      {"if x:\ny\n", "2:1 expected an indented block"},
      {"if x:\n", "1:5 expected an indented block after ':'"},
      {"if x:\n  # only a comment\n", "1:5 expected an indented block after ':'"},
      {"if x:\n    y\n  z\n", "3:3 unindent does not match any outer indentation level"},
      {"f(x\n", "1:2 '(' was never closed"},
      {"f(x]\n", "1:4 closing parenthesis ']' does not match opening parenthesis '('"},
      {"x)\n", "1:2 unmatched ')'"},
      {"x = 'a\n", "1:5 unterminated string literal"},
      {"x = '''a\n", "1:5 unterminated triple-quoted string literal"},
      {"x = f'{a'\n", "1:8 invalid syntax near `a`"},
      {"x \\ y\n", "1:3 unexpected character after line continuation character"},
      {"exec 'a' % b\n", "1:6 Python 2 syntax: `exec` statement"},
      {"f() = 1\n", "1:1 invalid syntax near `f() =`"},
      {"x + 1 = 2\n", "1:1 invalid syntax near `x + 1 =`"},
      {"x := 1\n", "1:1 invalid syntax: `:=` needs parentheses here"},
      {"try:\n  x\n", "1:1 expected 'except' or 'finally' block"},
      {"try: x\nexcept A, B, C: y\n", "2:8 multiple exception types must be parenthesized"},
      {"a, b += 1\n", "1:1 illegal target for augmented assignment"},
      {"x = y as z\n", "1:5 invalid syntax near `y as z`"},
      {"with a as 1: pass\n", "1:11 cannot assign to `1`"},
      {"*a = b\n", "1:1 starred assignment target must be in a list or tuple"},
      {"x = \v1\n", "1:5 invalid non-printable character U+000B"},
      {"x =\xC2\xA0"
       "1\n",
       "1:4 invalid non-printable character U+00A0"},
      {"x = $\n", "1:5 invalid syntax near `$`"},
  };
  for (auto &R : Table) {
    Sample S(R.Source);
    ASSERT_FALSE(S.ok()) << R.Source;
    EXPECT_EQ(S.error(), R.Expected) << R.Source;
  }
}

TEST(Module, TooManyIndents) {
  std::string Source;
  for (int I = 0; I < 120; ++I)
    Source += std::string(I, ' ') + "if x:\n";
  Sample S(Source + std::string(120, ' ') + "y\n");
  ASSERT_FALSE(S.ok());
  EXPECT_EQ(S.error(), "101:101 too many levels of indentation");
}

TEST(Module, Comments) {
  struct {
    const char *Source, *Expected;
  } const Table[] = {
      {"# a\nx # b\n  # c\n", "# a|# b|# c"},
      {"x = '# no'\ny = '''\n# no\n''' # yes\n", "# yes"},
      {"x = r'\\' # no'\n", ""},
      {"x = r'\\\\' # yes'\n", "# yes'"},
      {"x = f'{\"#\"}' # yes\n", "# yes"},
      {"f(a, # b\n  # c\n  d)\n", "# b|# c"},
      {"x = 'a\\\n# no' # yes\n", "# yes"},
      {"# a\r\nx\r# b\r", "# a|# b"},
      {"x \\\n# no\n", "# no"},
      {"#\n", "#"},
      {"x = \"it's\" # a \"quote\" '''\ny\n", "# a \"quote\" '''"},
      {"x = '' # a\ny = '''''' # b\n", "# a|# b"},
      {"x = b'#' + Rb'#' # c\n", "# c"},
  };
  for (auto &R : Table) {
    Sample S(R.Source);
    ASSERT_TRUE(S.ok()) << R.Source << ": " << S.error();
    std::string Out;
    for (text::Range C : S.facts().Comments)
      Out += (Out.empty() ? "" : "|") + S.file().slice(C).str();
    EXPECT_EQ(Out, R.Expected) << R.Source;
  }
}

TEST(Module, ManyCommentLines) {
  // Quadratic in the grammar (40 seconds); the test would time out.
  std::string Source = "def f():\n  x = 1\n";
  for (int I = 0; I < 16000; ++I)
    Source += "  # comment\n";
  Sample S(Source + "  y = 2\n");
  ASSERT_TRUE(S.ok()) << S.error();
  EXPECT_EQ(S.facts().Comments.size(), 16000u);
  EXPECT_EQ(S.facts().Blocks[1].Stmts.size(), 2u);
}

TEST(Module, Dump) {
  Sample S("import a.b as c\n"
           "def f(x, *y, z=1):\n"
           "  for i, j in c.g(x):  # walk\n"
           "    self.k += i\n");
  ASSERT_TRUE(S.ok()) << S.error();
  EXPECT_EQ(dumpFacts(S.facts(), S.file()), "module quote=' indent=2020 imports-after=s0\n"
                                            "b0 Module\n"
                                            " s0 Import 1:1-1:16 c0 {a.b as c n0}\n"
                                            " s1 FunctionDef 2:1-4:16 c0 others=[e0] scope=c1 comment\n"
                                            "   e0 Int '1' 2:16-2:17\n"
                                            "  b1 Function\n"
                                            "   s2 For 3:3-4:16 c1 value=e4 targets=[e7] comment\n"
                                            "     e1 Name 'c' 3:15-3:16 n0\n"
                                            "     e2 Attribute 'g' 3:15-3:18 [e1]\n"
                                            "     e3 Name 'x' 3:19-3:20 n1\n"
                                            "     e4 Call 3:15-3:21 [e2 e3]\n"
                                            "     e5 Name 'i' 3:7-3:8 store n5\n"
                                            "     e6 Name 'j' 3:10-3:11 store n6\n"
                                            "     e7 Tuple 3:7-3:11 [e5 e6] store\n"
                                            "    b2 Body\n"
                                            "     s3 AugAssign 4:5-4:16 c1 op=+= value=e8 targets=[e10]\n"
                                            "       e8 Name 'i' 4:15-4:16 n5\n"
                                            "       e9 Name 'self' 4:5-4:9\n"
                                            "       e10 Attribute 'k' 4:5-4:11 [e9] store\n"
                                            "c0 Module [n0 n4]\n"
                                            "c1 Function f outer=c0 (x, *y, kw-only z=e0) [n1 n2 n3 n5 n6]\n"
                                            "n0 c c0 defs=[d0] uses=[e1]\n"
                                            "n1 x c1 param defs=[d1] uses=[e3]\n"
                                            "n2 y c1 param defs=[d2]\n"
                                            "n3 z c1 param defs=[d3]\n"
                                            "n4 f c0 defs=[d4]\n"
                                            "n5 i c1 defs=[d5] uses=[e8]\n"
                                            "n6 j c1 defs=[d6]\n"
                                            "d0 Import c n0 s0 import=0\n"
                                            "d1 Param x n1 s1 param=0\n"
                                            "d2 Param y n2 s1 param=1\n"
                                            "d3 Param z n3 s1 value=e0 param=2\n"
                                            "d4 Function f n4 s1 scope=c1\n"
                                            "d5 For i n5 s2 target=e5 value=e4 path=0\n"
                                            "d6 For j n6 s2 target=e6 value=e4 path=1\n"
                                            "comment 3:24-3:30\n");
}

} // namespace
} // namespace summary_upgrade::python
