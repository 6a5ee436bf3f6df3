// Effects, equal values and dependence on a run.
#include "Sample.h"
#include "python/Flow.h"

namespace summary_upgrade::python {
namespace {

TEST(FlowValues, Effect) {
  struct {
    const char *Expr;
    Effect Expected;
  } const Table[] = {
      {"1", Effect::Pure},
      {"'a' 'b'", Effect::Pure},
      {"k + 2 * k", Effect::Pure},
      {"not k", Effect::Pure},
      {"(k, [k], {k: 1})", Effect::Pure},
      {"len", Effect::Pure},
      {"lambda: f()", Effect::Pure},
      {"k if k else 2", Effect::Pure},
      {"f'{k}'", Effect::Pure},
      {"v", Effect::Reads},
      {"k.a", Effect::Reads},
      {"k[0]", Effect::Reads},
      {"k[1:v]", Effect::Reads},
      {"f(k)", Effect::Call},
      {"1 + f(k)", Effect::Call},
      {"[i for i in k]", Effect::Call},
      {"k.a(1).b", Effect::Call},
      {"(n := 1)", Effect::Call},
  };
  for (auto &R : Table) {
    Sample S(std::string("k = 1\nv = 1\nv = 2\nx = ") + R.Expr + "\n");
    ASSERT_TRUE(S.ok()) << S.error();
    Flow F(S.facts());
    Id Last = static_cast<Id>(S.facts().Stmts.size() - 1);
    EXPECT_EQ(F.effect(S.facts().Stmts[Last].Value), R.Expected) << R.Expr;
  }
}

struct SameRow {
  const char *Name;
  const char *Source; ///< the expression is the value of the statement marked #E
  bool Same;
};

const SameRow SameRows[] = {
    {"nothing between", "i = 0\na #P\nb #Q\nx = i #E\n", true},
    {"rebound between", "i = 0\na #P\ni = 1\nb #Q\nx = i #E\n", false},
    {"rebound at P", "i = 0\ni = 1 #P\nb #Q\nx = i #E\n", false},
    {"rebound at Q", "i = 0\na #P\ni = 1 #Q\nx = i #E\n", true},
    {"augmented between", "i = 0\na #P\ni += 1\nb #Q\nx = i * 2 #E\n", false},
    {"rebound before", "i = 0\ni = 1\na #P\nb #Q\nx = i #E\n", true},
    {"rebound after", "i = 0\na #P\nb #Q\ni = 1\nx = i #E\n", true},
    {"rebound on a branch", "i = 0\na #P\nif c: i = 1\nb #Q\nx = i #E\n", false},
    {"the other branch", "i = 0\nif c:\n  a #P\nelse:\n  i = 1\nb #Q\nx = i #E\n", true},
    {"after P in its block", "i = 0\nif c:\n  a #P\n  i = 1\nb #Q\nx = i #E\n", false},
    {"before P in its block", "i = 0\nif c:\n  i = 1\n  a #P\nb #Q\nx = i #E\n", true},
    {"before P in a loop", "i = 0\nfor j in y:\n  i = 1\n  a #P\nb #Q\nx = i #E\n", false},
    {"in one iteration", "for i in y:\n  a #P\n  b #Q\n  x = i #E\n", true},
    {"in one iteration, rebound after", "i = 0\nwhile c:\n  a #P\n  b #Q\n  i += 1\nx = i #E\n", true},
    {"Q in a loop", "i = 0\na #P\nfor j in y:\n  b #Q\nx = i #E\n", true},
    {"Q in a loop that rebinds", "i = 0\na #P\nfor j in y:\n  b #Q\n  i = 1\nx = i #E\n", false},
    {"Q in a loop over it", "i = 0\na #P\nfor i in y:\n  b #Q\nx = i #E\n", false},
    {"loop header to body", "i = 0\nfor i in y: #P\n  b #Q\nx = i #E\n", false},
    {"while test walrus", "i = 0\na #P\nif (i := f()):\n  b #Q\nx = i #E\n", false},
    {"with target", "i = 0\na #P\nwith w as i:\n  b #Q\nx = i #E\n", false},
    {"with", "i = 0\na #P\nwith w:\n  b #Q\nx = i #E\n", true},
    {"deleted", "i = 0\na #P\ndel i\nb #Q\nx = i #E\n", false},
    {"handler sees the body", "i = 0\ntry:\n  a #P\n  i = 1\nexcept E:\n  b #Q\nx = i #E\n", false},
    {"finally sees the handler", "i = 0\na #P\ntry:\n  f()\nexcept E:\n  i = 1\nfinally:\n  b #Q\nx = i #E\n", false},
    {"else of try", "i = 0\ntry:\n  a #P\nexcept E:\n  i = 1\nelse:\n  b #Q\nx = i #E\n", true},
    {"backwards", "i = 0\nb #Q\na #P\nx = i #E\n", false},
    {"itself", "i = 0\na #P #Q\nx = i #E\n", true},
    {"call", "i = 0\na #P\nb #Q\nx = f(i) #E\n", false},
    {"plain builtin", "i = 0\na #P\nb #Q\nx = len(i) + int(i) #E\n", true},
    {"shadowed builtin", "len = f\ni = 0\na #P\nb #Q\nx = len(i) #E\n", false},
    {"attribute", "a #P\nb #Q\nx = s.i #E\n", true},
    {"attribute stored", "s = g()\na #P\ns.i = 1\nb #Q\nx = s.i #E\n", false},
    {"attribute stored through another name", "s = g()\na #P\nt.i = 1\nb #Q\nx = s.i #E\n", false},
    {"other attribute stored", "s = g()\na #P\ns.j = 1\nb #Q\nx = s.i #E\n", true},
    {"attribute of a bare object", "s = g()\na #P\ns.j = 1\nb #Q\nx = s #E\n", false},
    {"attribute augmented", "s = g()\na #P\ns.i += 1\nb #Q\nx = s.i #E\n", false},
    {"item stored", "d = g()\na #P\nd[0] = 1\nb #Q\nx = d[0] #E\n", false},
    {"item of another", "d = g()\ne = g()\na #P\ne[0] = 1\nb #Q\nx = d[0] #E\n", true},
    {"item of an alias", "d = g()\ne = d\na #P\ne[0] = 1\nb #Q\nx = d[0] #E\n", false},
    {"item of an attribute", "s = g()\na #P\ns.d[0] = 1\nb #Q\nx = s.d #E\n", false},
    {"item of another attribute", "s = g()\na #P\ns.e[0] = 1\nb #Q\nx = s.d #E\n", true},
    {"append", "d = []\na #P\nd.append(1)\nb #Q\nx = len(d) #E\n", false},
    {"append to another", "d = []\ne = []\na #P\ne.append(1)\nb #Q\nx = len(d) #E\n", true},
    {"append to an attribute", "s = g()\na #P\ns.d.append(1)\nb #Q\nx = s.i #E\n", true},
    {"shuffled", "d = []\na #P\nrandom.shuffle(d)\nb #Q\nx = d[0] #E\n", false},
    {"global written by a callee", "i = 0\ndef f():\n  global i\n  i = 1\na #P\nf()\nb #Q\nx = i #E\n", false},
    {"global, no call between", "i = 0\ndef f():\n  global i\n  i = 1\na #P\nc\nb #Q\nx = i #E\n", true},
    {"attribute stored by another method",
     "class C:\n  def f(self):\n    a #P\n    self.g()\n    b #Q\n    x = self.i #E\n  def g(self):\n    "
     "self.i = 1\n",
     false},
    {"attribute stored by the constructor",
     "class C:\n  def __init__(self):\n    self.i = 1\n  def f(self):\n    a #P\n    self.g()\n    b #Q\n    "
     "x = self.i #E\n",
     true},
    {"other function", "i = 0\na #P\ndef f():\n  b #Q\nx = i #E\n", false},
    {"walrus", "i = 0\na #P\nb #Q\nx = (i := 1) #E\n", false},
    {"lambda", "i = 0\na #P\nb #Q\nx = lambda: i #E\n", false},
    {"literal", "a #P\nb #Q\nx = 'tag' #E\n", true},
    {"match pattern", "i = 0\na #P\nmatch v:\n  case i:\n    b #Q\nx = i #E\n", false},
    {"yield and attribute", "def f(s):\n  a #P\n  yield\n  b #Q\n  x = s.i #E\n", false},
};

TEST(FlowValues, SameValue) {
  for (const SameRow &R : SameRows) {
    Sample S(R.Source);
    ASSERT_TRUE(S.ok()) << R.Name << ": " << S.error();
    Flow F(S.facts());
    Id Q = S.stmt("Q");
    Id P = llvm::StringRef(R.Source).contains("#P #Q") ? Q : S.stmt("P");
    EXPECT_EQ(F.sameValue(S.facts().Stmts[S.stmt("E")].Value, P, Q), R.Same) << R.Name << "\n" << R.Source;
  }
}

struct TaintRow {
  const char *Name;
  const char *Source; ///< the run is `run()` on the line #R; the expression is the value of the statement marked #E
  bool Tainted;
};

const TaintRow TaintRows[] = {
    {"itself", "x = g(run()) #R #E\n", true},
    {"name", "s = run() #R\nx = s #E\n", true},
    {"arithmetic", "s = run() #R\nx = s + 1 #E\n", true},
    {"tuple", "_, s = run() #R\nx = s #E\n", true},
    {"two steps", "s = run() #R\nt = f(s)\nx = t.a[0] #E\n", true},
    {"other value", "s = run() #R\nt = 1\nx = t #E\n", false},
    {"rebound", "s = run() #R\ns = 1\nx = s #E\n", false},
    {"before", "s = 1\nx = s #E\ns = run() #R\n", false},
    {"on a branch", "s = 1\nif c:\n  s = run() #R\nx = s #E\n", true},
    {"loop carried", "s = 0\nfor i in y:\n  x = s #E\n  s = run() #R\n", true},
    {"loop variable", "for i in y:\n  s = run() #R\n  x = i #E\n", false},
    {"over the result", "for i in run(): #R\n  x = i #E\n", true},
    {"augmented", "s = 0\ns += run() #R\nx = s #E\n", true},
    {"augmented before", "s = run() #R\ns += 1\nx = s #E\n", true},
    {"attribute", "self.s = run() #R\nx = self.s #E\n", true},
    {"other attribute", "self.s = run() #R\nx = self.t #E\n", false},
    {"item", "d = {}\nd['a'] = run() #R\nx = d['b'] #E\n", true},
    {"append", "l = []\nl.append(run()) #R\nx = sum(l) #E\n", true},
    {"append to another", "l = []\nm = []\nl.append(run()) #R\nx = sum(m) #E\n", false},
    {"local function", "s = run() #R\ndef f():\n  return s\nx = f() #E\n", true},
    {"walrus", "if (s := run()): #R\n  pass\nx = s #E\n", true},
    {"with", "with run() as s: #R\n  x = s #E\n", true},
    {"comprehension", "s = run() #R\nx = [i for i in s] #E\n", true},
    {"parameter", "def f(s):\n  t = run() #R\n  x = s #E\n", false},
};

TEST(FlowValues, TaintedBy) {
  for (const TaintRow &R : TaintRows) {
    // Only the last mark of a line names it.
    std::string Source = R.Source;
    bool OneLine = llvm::StringRef(Source).contains("#R #E");
    Sample S(Source);
    ASSERT_TRUE(S.ok()) << R.Name << ": " << S.error();
    Flow F(S.facts());
    Id Run = S.expr("run()", OneLine ? "E" : "R");
    EXPECT_EQ(F.taintedBy(S.facts().Stmts[S.stmt("E")].Value, Run), R.Tainted) << R.Name << "\n" << Source;
  }
}

} // namespace
} // namespace summary_upgrade::python
