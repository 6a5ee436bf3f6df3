// Expressions: shape, ranges, order, literals.
#include "Sample.h"
#include "llvm/ADT/StringExtras.h"

namespace summary_upgrade::python {
namespace {

/// Names and numbers as they are, strings quoted, the rest as (Kind:text child…); `^` marks a target.
std::string show(const Sample &S, Id E) {
  static const char *const Kinds[] = {"",      "Attr",  "Call",     "Item",    "Slice",    "",      "Bytes",   "",
                                      "",      "",      "True",     "False",   "None",     "...",   "FString", "Unary",
                                      "Bin",   "Bool",  "Cmp",      "If",      "Lambda",   "Tuple", "List",    "Set",
                                      "Dict",  "Pair",  "ListComp", "SetComp", "DictComp", "Gen",   "Kw",      "Star",
                                      "DStar", "Await", "Yield",    "Walrus",  "Other"};
  const Expr &Ex = S.facts().Exprs[E];
  std::string Mark = Ex.Store ? "^" : "";
  switch (Ex.Kind) {
  case ExprKind::Name:
  case ExprKind::Int:
  case ExprKind::Float:
  case ExprKind::Imaginary:
    return Mark + Ex.Text;
  case ExprKind::String:
    return "'" + Ex.Text + "'";
  default:
    break;
  }
  std::string Out = Mark + Kinds[static_cast<unsigned>(Ex.Kind)];
  if (!Ex.Text.empty())
    Out += ":" + Ex.Text;
  if (Ex.Children.empty())
    return Out;
  for (Id C : Ex.Children)
    Out += " " + show(S, C);
  return "(" + Out + ")";
}

struct Row {
  const char *Source, *Expected;
};

const Row Values[] = {
    {"a", "a"},
    {"a.b.c", "(Attr:c (Attr:b a))"},
    {"f()", "(Call f)"},
    {"f(1, *a, b=2, **c)", "(Call f 1 (Star a) (Kw:b 2) (DStar c))"},
    {"f(g(x),)", "(Call f (Call g x))"},
    {"f(x for x in y)", "(Call f (Gen y ^x x))"},
    {"f((x for x in y), 1)", "(Call f (Gen y ^x x) 1)"},
    {"a[0]", "(Item a 0)"},
    {"a[1:2, ::3]", "(Item a (Tuple (Slice 1 2) (Slice 3)))"},
    {"a[:]", "(Item a Slice)"},
    {"a[1,]", "(Item a (Tuple 1))"},
    {"a[...]", "(Item a ...)"},
    {"-a", "(Unary:- a)"},
    {"not a", "(Unary:not a)"},
    {"a + b * c", "(Bin:+ a (Bin:* b c))"},
    {"a @ b", "(Bin:@ a b)"},
    {"a ** -b", "(Bin:** a (Unary:- b))"},
    {"a & b ^ c | d", "(Bin:| (Bin:^ (Bin:& a b) c) d)"},
    {"a ^ b & c", "(Bin:^ a (Bin:& b c))"},
    {"a ^ b ^ (c ^ d) & e", "(Bin:^ (Bin:^ a b) (Bin:& (Bin:^ c d) e))"},
    {"a or b and c", "(Bool:or a (Bool:and b c))"},
    {"a < b <= c", "(Cmp:<,<= a b c)"},
    {"a not  in b", "(Cmp:not in a b)"},
    {"a is  not b", "(Cmp:is not a b)"},
    {"a <> b", "(Cmp:<> a b)"},
    {"a if b else c", "(If b a c)"},
    {"lambda: 0", "(Lambda 0)"},
    {"lambda x, *y, z=1, **k: x", "(Lambda x)"},
    {"()", "Tuple"},
    {"(a,)", "(Tuple a)"},
    {"a, b", "(Tuple a b)"},
    {"a,", "(Tuple a)"},
    {"(a)", "a"},
    {"((a, b))", "(Tuple a b)"},
    {"[a, *b]", "(List a (Star b))"},
    {"{a, b}", "(Set a b)"},
    {"{}", "Dict"},
    {"{a: b, **c}", "(Dict (Pair a b) (DStar c))"},
    {"[i for i in a if b if c for j in d]", "(ListComp a ^i b c d ^j i)"},
    {"{i for i in a}", "(SetComp a ^i i)"},
    {"{k: v for k, v in a}", "(DictComp a (^Tuple ^k ^v) (Pair k v))"},
    {"[i for i in 1, 2]", "(ListComp (Tuple 1 2) ^i i)"},
    {"[i async for i in a]", "(ListComp a ^i i)"},
    {"(yield)", "Yield"},
    {"(yield a, b)", "(Yield (Tuple a b))"},
    {"(yield from a)", "(Yield:from a)"},
    {"await a", "(Await a)"},
    {"(a := b)", "(Walrus ^a b)"},
    {"f(a := 1)", "(Call f (Walrus ^a 1))"},
    {"*a, b", "(Tuple (Star a) b)"},
    {"*f(x).y[0], b", "(Tuple (Star (Item (Attr:y (Call f x)) 0)) b)"},
    {"`a`", "(Other:` a)"},
    {"True, False, None", "(Tuple True False None)"},
    {"0x1F, 1_000, 1.5e3, 2j, .5", "(Tuple 0x1F 1_000 1.5e3 2j .5)"},
    {"print", "print"},
    {"type(a).b", "(Attr:b (Call type a))"},
    {"f'{a!r:>{w}} {b.c}'", "(FString a w (Attr:c b))"},
    {"f'{a:=10}'", "(FString a)"},
    {"f'{f\"{a}\"}' 'x'", "(FString (FString a))"},
    {"f'{x[\"k\"]}{{y}}'", "(FString (Item x 'k'))"},
    {"f'''{\na\n}'''", "(FString a)"},
    {"b'x'", "Bytes:b'x'"},
    {"(a.\nb)", "(Attr:b a)"},
    {"a \\\n  + b", "(Bin:+ a b)"},
};

TEST(Expressions, Shape) {
  for (const Row &R : Values) {
    Sample S(std::string("v = ") + R.Source + "\n");
    ASSERT_TRUE(S.ok()) << R.Source << ": " << S.error();
    EXPECT_EQ(show(S, S.facts().Stmts[0].Value), R.Expected) << R.Source;
  }
}

TEST(Expressions, ShallowerContinuationLines) {
  // The grammar's scanner ends a block at any shallower line where no closing bracket may stand.
  Sample S("if c:\n    if d:\n        x = f(a +\n  b,\nkey=\n1)\n        y\n");
  ASSERT_TRUE(S.ok()) << S.error();
  EXPECT_EQ(show(S, S.facts().Stmts[2].Value), "(Call f (Bin:+ a b) (Kw:key 1))");
  EXPECT_EQ(S.facts().Stmts[3].Block, S.facts().Stmts[2].Block);
}

const Row Targets[] = {
    {"a = 1", "^a"},
    {"(a) = 1", "^a"},
    {"a.b = 1", "(^Attr:b a)"},
    {"a[i] = 1", "(^Item a i)"},
    {"a, b = 1", "(^Tuple ^a ^b)"},
    {"(a, [b, *c]) = 1", "(^Tuple ^a (^List ^b (^Star ^c)))"},
    {"a, = 1", "(^Tuple ^a)"},
    {"a = b = 1", "^a ^b"},
    {"a.b = c, d = 1", "(^Attr:b a) (^Tuple ^c ^d)"},
    {"a += 1", "^a"},
    {"a.b //= 1", "(^Attr:b a)"},
    {"a: int = 1", "^a"},
    {"a: int", "^a"},
    {"for (a) in b: pass", "^a"},
    {"for a, (b, c) in d: pass", "(^Tuple ^a (^Tuple ^b ^c))"},
    {"for a.b in c: pass", "(^Attr:b a)"},
    {"del a, b[0]", "^a (^Item b 0)"},
    {"del (a, b)", "(^Tuple ^a ^b)"},
};

TEST(Expressions, Targets) {
  for (const Row &R : Targets) {
    Sample S(std::string(R.Source) + "\n");
    ASSERT_TRUE(S.ok()) << R.Source << ": " << S.error();
    std::string Out;
    for (Id T : S.facts().Stmts[0].Targets)
      Out += (Out.empty() ? "" : " ") + show(S, T);
    EXPECT_EQ(Out, R.Expected) << R.Source;
  }
}

TEST(Expressions, Ranges) {
  struct {
    const char *Source, *Range, *Outer; ///< of the value
  } const Table[] = {
      {"v = a", "a", "a"},
      {"v = (a)", "a", "(a)"},
      {"v = ( ( a ) )", "a", "( ( a ) )"},
      {"v = (a, b)", "(a, b)", "(a, b)"},
      {"v = ((a, b))", "(a, b)", "((a, b))"},
      {"v = a, b", "a, b", "a, b"},
      {"v = (a + b).c", "(a + b).c", "(a + b).c"},
      {"v = (x for x in y)", "(x for x in y)", "(x for x in y)"},
      {"v = (yield a)", "yield a", "(yield a)"},
      {"v = 'a' 'b'", "'a' 'b'", "'a' 'b'"},
      {"v = ('a'\n 'b')", "'a'\n 'b'", "('a'\n 'b')"},
      {"v = `a`", "`a`", "`a`"},
  };
  for (auto &R : Table) {
    Sample S(std::string(R.Source) + "\n");
    ASSERT_TRUE(S.ok()) << R.Source << ": " << S.error();
    Id V = S.facts().Stmts[0].Value;
    EXPECT_EQ(S.file().slice(S.facts().ExprRange[V]), R.Range);
    EXPECT_EQ(S.file().slice(S.facts().ExprOuter[V]), R.Outer);
  }
  Sample S("f(x for x in y)\n*f(x), z\n");
  ASSERT_TRUE(S.ok()) << S.error();
  const ModuleFacts &F = S.facts();
  Id Gen = F.Exprs[F.Stmts[0].Value].Children[1];
  EXPECT_EQ(S.file().slice(F.ExprOuter[Gen]), "x for x in y") << "the parentheses are the call's";
  Id Star = F.Exprs[F.Stmts[1].Value].Children[0];
  EXPECT_EQ(S.file().slice(F.ExprRange[Star]), "*f(x)");
  EXPECT_EQ(S.file().slice(F.ExprRange[F.Exprs[Star].Children[0]]), "f(x)");
}

TEST(Expressions, EvaluationOrder) {
  struct {
    const char *Source, *Order; ///< of its names
  } const Table[] = {
      {"t(a, b).c(d)", "t a b d"},
      {"x = y.z", "y x"},
      {"x[i] = f(y)", "f y x i"},
      {"a if c else b", "c a b"},
      {"[e for x in it if c]", "it x c e"},
      {"@d\ndef f(a=b, *, c=e) -> r: g", "d b e r g"},
      {"lambda a=b: c", "b c"},
      {"with f() as a, g(a): h", "f a g a h"},
      {"for x in y: z", "y x z"},
      {"{k: v}", "k v"},
      {"class C(B, metaclass=M): x", "B M x"},
      {"x: t = v", "v x t"},
  };
  for (auto &R : Table) {
    Sample S(std::string(R.Source) + "\n");
    ASSERT_TRUE(S.ok()) << R.Source << ": " << S.error();
    std::string Out;
    for (const Expr &E : S.facts().Exprs)
      if (E.Kind == ExprKind::Name)
        Out += (Out.empty() ? "" : " ") + E.Text;
    EXPECT_EQ(Out, R.Order) << R.Source;
  }
}

TEST(Expressions, StringValues) {
  struct {
    const char *Source, *Value;
    bool OneToken;
  } const Table[] = {
      {"''", "", true},
      {"'a'", "a", true},
      {"\"it's\"", "it's", true},
      {"'''a\nb'''", "a\nb", true},
      {"'a' \"b\"", "ab", false},
      {"u'a'", "a", false},
      {"r'\\n'", "\\n", false},
      {"R'''\\''''", "\\'", false},
      {"'\\n\\t\\\\\\'\\\"'", "\n\t\\'\"", true},
      {"'\\x41\\101\\u00e9\\U0001F600'", "AA\xC3\xA9\xF0\x9F\x98\x80", true},
      {"'\\8\\q\\N{DASH}'", "\\8\\q\\N{DASH}", true},
      {"'a\\\nb'", "ab", true},
      {"'a\\\r\nb'", "ab", true},
      {"'''a\r\nb\rc'''", "a\nb\nc", true},
      {"'\\ud800'", "\xEF\xBF\xBD", true},
      {"'#'", "#", true},
      {"'\xC3\xA9'", "\xC3\xA9", true},
  };
  for (auto &R : Table) {
    Sample S(std::string("v = ") + R.Source + "\n");
    ASSERT_TRUE(S.ok()) << R.Source << ": " << S.error();
    const Expr &E = S.facts().Exprs[S.facts().Stmts[0].Value];
    EXPECT_EQ(E.Kind, ExprKind::String);
    EXPECT_EQ(E.Text, R.Value) << R.Source;
    EXPECT_EQ(E.OneToken, R.OneToken) << R.Source;
  }
}

TEST(Expressions, Latin1) {
  Sample S("# -*- coding: latin-1 -*-\nna\xEFve = '\xE9'  # \xFC\n");
  ASSERT_TRUE(S.ok()) << S.error();
  const ModuleFacts &F = S.facts();
  EXPECT_EQ(F.Exprs[F.Stmts[0].Value].Text, "\xC3\xA9") << "decoded to UTF-8";
  EXPECT_EQ(F.Exprs[F.Stmts[0].Targets[0]].Text, "na\xEFve") << "names keep the bytes of the file";
  EXPECT_EQ(F.Comments.size(), 2u);
}

TEST(Expressions, DepthIsLimited) {
  auto nested = [](unsigned N) { return "x = " + std::string(N, '-') + "1\n"; };
  EXPECT_TRUE(Sample(nested(900)).ok());
  EXPECT_EQ(Sample(nested(1100)).error(), "1:1005 expression nested too deeply");
  std::string Sum = "x = 1";
  for (int I = 0; I < 3000; ++I)
    Sum += " + 1";
  EXPECT_FALSE(Sample(Sum + "\n").ok());
  EXPECT_EQ(Sample("x = " + std::string(2000, '(') + std::string(2000, ')') + "\n").error(),
            "1:1005 too many nested parentheses");
}

} // namespace
} // namespace summary_upgrade::python
