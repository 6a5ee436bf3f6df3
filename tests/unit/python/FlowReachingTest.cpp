// Which definitions reach a use.
#include "Sample.h"
#include "python/Flow.h"
#include "llvm/ADT/STLExtras.h"

namespace summary_upgrade::python {
namespace {

struct Row {
  const char *Name; ///< of the case
  const char *Source;
  const char *Use;      ///< a name on the line marked #U
  const char *Expected; ///< lines of the definitions; "?" = may be unbound; "!" in front = incomplete
};

std::string show(const Sample &S, const ReachingDefs &R) {
  llvm::SmallVector<uint32_t, 4> Lines;
  for (Id D : R.Defs) {
    const Def &De = S.facts().Defs[D];
    text::Range Where = De.Target == NoId ? S.facts().HeaderRange[De.Stmt] : S.facts().ExprRange[De.Target];
    Lines.push_back(S.line(Where.Begin));
  }
  llvm::sort(Lines);
  std::string Out = R.Complete ? "" : "!";
  for (uint32_t L : Lines)
    Out += (Out.empty() || Out == "!" ? "" : ",") + std::to_string(L);
  return Out + (R.MayBeUnbound ? "?" : "");
}

const Row Rows[] = {
    {"straight", "x = 1\nx = 2\nprint(x) #U\n", "x", "2"},
    {"before any", "print(x) #U\nx = 1\n", "x", "?"},
    {"right side first", "x = 1\nx = x + 1 #U\n", "x", "1"},
    {"augmented target", "x = 1\nx += 1 #U\nx = 3\n", "x", "1"},
    {"after augmented", "x = 1\nx += 1\nprint(x) #U\n", "x", "2"},
    {"chained", "a = b = 1\nprint(b) #U\n", "b", "1"},
    {"tuple", "a, (b, *c) = f()\nprint(c) #U\n", "c", "1"},
    {"if without else", "x = 1\nif c:\n  x = 2\nprint(x) #U\n", "x", "1,3"},
    {"if else", "x = 1\nif c:\n  x = 2\nelse:\n  x = 3\nprint(x) #U\n", "x", "3,5"},
    {"elif chain", "if a:\n  x = 1\nelif b:\n  x = 2\nelse:\n  x = 3\nprint(x) #U\n", "x", "2,4,6"},
    {"elif without else", "if a:\n  x = 1\nelif b:\n  x = 2\nprint(x) #U\n", "x", "2,4?"},
    {"branch returns", "def f():\n  x = 1\n  if c:\n    x = 2\n    return\n  return x #U\n", "x", "2"},
    {"branch raises", "def f():\n  if c:\n    x = 2\n  else:\n    raise E\n  return x #U\n", "x", "3"},
    {"for target", "for i in y:\n  print(i) #U\n", "i", "1"},
    {"for target after", "for i in y:\n  pass\nprint(i) #U\n", "i", "1?"},
    {"loop carried", "x = 0\nfor i in y:\n  print(x) #U\n  x = i\n", "x", "1,4"},
    {"loop head before rebinding", "x = 0\nfor i in y:\n  x = 1\n  print(x) #U\n  x = 2\n", "x", "3"},
    {"after loop", "x = 0\nfor i in y:\n  x = 1\nprint(x) #U\n", "x", "1,3"},
    {"while true", "while True:\n  x = 1\n  if x: break\nprint(x) #U\n", "x", "2"},
    {"while 1", "x = 0\nwhile 1:\n  x = 1\n  break\nprint(x) #U\n", "x", "3"},
    {"while test", "x = 0\nwhile x < 3: #U\n  x += 1\n", "x", "1,3"},
    {"continue", "x = 0\nfor i in y:\n  print(x) #U\n  if i:\n    x = 1\n    continue\n  x = 2\n", "x", "1,5,7"},
    {"break skips else", "for i in y:\n  x = 1\n  break\nelse:\n  x = 2\nprint(x) #U\n", "x", "2,5"},
    {"else of loop", "x = 0\nfor i in y:\n  x = 1\nelse:\n  print(x) #U\n", "x", "1,3"},
    {"break before rebinding", "x = 0\nwhile c:\n  x = 1\n  if d: break\n  x = 2\nprint(x) #U\n", "x", "1,3,5"},
    {"nested loops", "x = 0\nfor i in y:\n  for j in z:\n    print(x) #U\n    x = j\n  x = i\n", "x", "1,5,6"},
    {"try body reaches handler", "x = 0\ntry:\n  x = 1\n  x = 2\nexcept E:\n  print(x) #U\n", "x", "1,3,4"},
    {"after try", "try:\n  x = 1\nexcept E:\n  x = 2\nprint(x) #U\n", "x", "2,4"},
    {"handler passes", "try:\n  x = 1\nexcept E:\n  pass\nprint(x) #U\n", "x", "2?"},
    {"handler leaves", "def f():\n  try:\n    x = 1\n  except E:\n    return\n  print(x) #U\n", "x", "3"},
    {"import shim", "try:\n  import a as m\nexcept ImportError:\n  import b as m\nm.f() #U\n", "m", "2,4"},
    {"try else", "try:\n  x = 1\nexcept E:\n  x = 2\nelse:\n  print(x) #U\n", "x", "2"},
    {"finally sees all", "x = 0\ntry:\n  x = 1\n  x = 2\nfinally:\n  print(x) #U\n", "x", "1,3,4"},
    {"after finally", "x = 0\ntry:\n  x = 1\nfinally:\n  y = 2\nprint(x) #U\n", "x", "3"},
    {"finally rebinds", "x = 0\ntry:\n  x = 1\nfinally:\n  x = 2\nprint(x) #U\n", "x", "5"},
    {"return through finally", "def f():\n  x = 0\n  try:\n    x = 1\n    return\n  finally:\n    print(x) #U\n", "x",
     "2,4"},
    {"break through finally", "x = 0\nwhile c:\n  try:\n    x = 1\n    break\n  finally:\n    x = 2\nprint(x) #U\n",
     "x", "1,7"},
    {"except name", "try:\n  f()\nexcept E as e:\n  print(e) #U\n", "e", "3"},
    {"except name is gone", "e = 1\ntry:\n  f()\nexcept E as e:\n  pass\nprint(e) #U\n", "e", "1?"},
    {"except name is gone after an exception", "try:\n  try: f()\n  except E as e: raise\nexcept F:\n  print(e) #U\n",
     "e", "3?"},
    {"except name is gone after a jump", "e = 0\nfor i in y:\n  try: f()\n  except E as e: break\nprint(e) #U\n", "e",
     "1,4?"},
    {"nested handler", "x = 0\ntry:\n  try:\n    x = 1\n  except A:\n    x = 2\nexcept B:\n  print(x) #U\n", "x",
     "1,4,6"},
    {"with target", "with open(p) as f:\n  f.read() #U\n", "f", "1"},
    {"with body", "x = 0\nwith a:\n  x = 1\nprint(x) #U\n", "x", "3"},
    {"with suppress", "x = 0\nwith contextlib.suppress(E):\n  x = 1\nprint(x) #U\n", "x", "1,3"},
    {"del", "x = 1\ndel x\nprint(x) #U\n", "x", "!1?"},
    {"del on a branch", "x = 1\nif c:\n  del x\nprint(x) #U\n", "x", "!1?"},
    {"rebound after del", "x = 1\ndel x\nx = 2\nprint(x) #U\n", "x", "3"},
    {"five definitions", "x = 1\nif a:\n  x = 2\nif b:\n  x = 3\nif c:\n  x = 4\nif d:\n  x = 5\nprint(x) #U\n", "x",
     "!1,3,5,7,9"},
    {"four definitions", "x = 1\nif a:\n  x = 2\nif b:\n  x = 3\nif c:\n  x = 4\nprint(x) #U\n", "x", "1,3,5,7"},
    {"unreachable", "def f():\n  x = 1\n  return 0\n  print(x) #U\n", "x", "!2"},
    {"parameter", "def f(x):\n  print(x) #U\n", "x", "1"},
    {"parameter rebound", "def f(x=None):\n  if x is None:\n    x = 1\n  print(x) #U\n", "x", "1,3"},
    {"global, one definition", "x = 1\ndef f():\n  print(x) #U\n", "x", "1"},
    {"global, two definitions", "x = 1\nx = 2\ndef f():\n  print(x) #U\n", "x", "!1,2"},
    {"global written inside", "x = 1\ndef f():\n  global x\n  x = 2\ndef g():\n  print(x) #U\n", "x", "!1,4?"},
    {"only written inside", "def f():\n  global x\n  x = 2\ndef g():\n  print(x) #U\n", "x", "3?"},
    {"module use of a written global", "x = 1\ndef f():\n  global x\n  x = 2\nf()\nprint(x) #U\n", "x", "!1,4"},
    {"global read only", "x = 1\ndef f():\n  global x\n  print(x)\nprint(x) #U\n", "x", "1"},
    {"nonlocal", "def f():\n  x = 1\n  def g():\n    nonlocal x\n    x = 2\n  g()\n  return x #U\n", "x", "!2,5"},
    {"closure", "def f():\n  x = 1\n  def g():\n    return x #U\n  return g\n", "x", "2"},
    {"closure over two", "def f():\n  x = 1\n  x = 2\n  return lambda: x #U\n", "x", "!2,3"},
    {"lambda parameter", "f = lambda x: x #U\n", "x", "1"},
    {"lambda default", "x = 1\nf = lambda y=x: y #U\nx = 2\n", "x", "1"},
    {"comprehension variable", "x = 1\ny = [x for x in z] #U\n", "x", "2"},
    {"comprehension keeps outer", "x = 1\ny = [x for x in z]\nprint(x) #U\n", "x", "1"},
    {"free name in list comprehension", "x = 1\ny = [x for _ in z] #U\nx = 2\n", "x", "1"},
    {"free name in a lazy generator", "x = 1\ny = (x for _ in z) #U\nx = 2\n", "x", "!1,3"},
    {"free name in an argument generator", "x = 1\ny = sum(x for _ in z) #U\nx = 2\n", "x", "1"},
    {"walrus", "if (n := f()) > 1:\n  print(n) #U\n", "n", "1"},
    {"walrus behind and", "n = 0\nif a and (n := f()):\n  pass\nprint(n) #U\n", "n", "1,2"},
    {"walrus in comprehension", "y = [n := i for i in z]\nprint(n) #U\n", "n", "1?"},
    {"walrus in while", "while (n := f()):\n  print(n) #U\n", "n", "1"},
    {"import", "import a.b\na.c() #U\n", "a", "1"},
    {"function", "def f(): pass\nf() #U\n", "f", "1"},
    {"decorated twice", "def f(): pass\nf = d(f)\nf() #U\n", "f", "2"},
    {"class body is inline", "class A:\n  x = 1\n  y = x #U\n", "x", "2"},
    {"class name in its method", "class A:\n  def m(self):\n    return A #U\n", "A", "1"},
    {"match capture", "match v:\n  case [a, b]:\n    print(a) #U\n", "a", "2"},
    {"match joins", "x = 0\nmatch v:\n  case 1:\n    x = 1\n  case 2:\n    x = 2\nprint(x) #U\n", "x", "1,4,6"},
    {"annotation only", "x: int\nprint(x) #U\n", "x", "?"},
    {"annotated", "x: int = 1\nprint(x) #U\n", "x", "1"},
    {"one line suite", "x = 1\nif c: x = 2; y = 3\nprint(x) #U\n", "x", "1,2"},
    {"builtin", "print(len) #U\n", "len", "!"},
    {"python 2 except", "try:\n  f()\nexcept E, e:\n  print e #U\n", "e", "3"},
};

TEST(FlowReaching, Table) {
  for (const Row &R : Rows) {
    Sample S(R.Source);
    ASSERT_TRUE(S.ok()) << R.Name << ": " << S.error();
    Flow F(S.facts());
    EXPECT_EQ(show(S, F.reaching(S.expr(R.Use, "U"))), R.Expected) << R.Name << "\n" << R.Source;
  }
}

TEST(FlowReaching, UniqueDef) {
  Sample S("x = 1\nif c:\n  y = 1\nelse:\n  y = 2\nprint(x, y) #U\n");
  Flow F(S.facts());
  EXPECT_NE(F.uniqueDef(S.expr("x", "U")), NoId);
  EXPECT_EQ(F.uniqueDef(S.expr("y", "U")), NoId);
}

TEST(FlowReaching, AtStatement) {
  struct {
    const char *Source, *Name, *Expected;
  } const Table[] = {
      {"x = 1\nx = 2 #U\n", "x", "1"},
      {"x = 1 #U\n", "x", "?"},
      {"x = 1\nfor i in y: #U\n  x = 2\n", "x", "1"},
      {"x = 1\nfor i in y:\n  pass #U\n  x = 2\n", "x", "1,4"},
      {"def f(a):\n  if c:\n    a = 1\n  pass #U\n", "a", "1,3"},
      {"x = 1\ndef f():\n  pass #U\n", "x", "1"},
      {"def f():\n  x = 1\n  return\n  pass #U\n", "x", "!2"},
      {"x = 1\ndef f():\n  global x\n  x = 2\npass #U\n", "x", "!1,4"},
  };
  for (auto &R : Table) {
    Sample S(R.Source);
    ASSERT_TRUE(S.ok()) << S.error();
    Flow F(S.facts());
    Id Binding = NoId;
    for (Id B = 0; B < S.facts().Bindings.size(); ++B)
      if (S.facts().Bindings[B].Name == R.Name)
        Binding = B;
    ASSERT_NE(Binding, NoId);
    EXPECT_EQ(show(S, F.reachingAt(Binding, S.stmt("U"))), R.Expected) << R.Source;
  }
}

TEST(FlowReaching, DeepNestingStaysSound) {
  // Seven loops, each with try/finally: beyond the exact limits, where the walk is coarser but must keep the
  // carried definition.
  std::string Source = "x = 0\n", Indent;
  for (int I = 0; I < 7; ++I) {
    Source += Indent + "for i in y:\n" + Indent + "  try:\n";
    Indent += "    ";
  }
  Source += Indent + "print(x) #U\n" + Indent + "x = 1\n";
  for (int I = 0; I < 7; ++I) {
    Indent.resize(Indent.size() - 4);
    Source += Indent + "  finally:\n" + Indent + "    z = x\n";
  }
  Sample S(Source);
  ASSERT_TRUE(S.ok()) << S.error();
  Flow F(S.facts());
  EXPECT_EQ(show(S, F.reaching(S.expr("x", "U"))), "1,17");
}

} // namespace
} // namespace summary_upgrade::python
