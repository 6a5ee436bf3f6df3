#include "RewriterCase.h"
#include "gtest/gtest.h"

using namespace summary_upgrade::python;

namespace {

class RewriterExpressions : public testing::TestWithParam<RewriterCase> {};
TEST_P(RewriterExpressions, GivesWhatIsExpected) { EXPECT_EQ(check(GetParam()), ""); }
std::string nameOf(const testing::TestParamInfo<RewriterCase> &Info) { return Info.param.Name; }

RewriterCase positional(const char *Name, std::string Before, const char *Call, std::string After) {
  return {Name, Before, [Call](Script &S) { S.R.addArg(S.expr(Call), "n", false); }, After};
}
RewriterCase keyword(const char *Name, std::string Before, const char *Call, std::string After) {
  return {Name, Before, [Call](Script &S) { S.R.addArg(S.expr(Call), "k=n", true); }, After};
}

const RewriterCase Arguments[] = {
    positional("None", "f()\n", "f()", "f(n)\n"),
    positional("NoneWithSpace", "f( )\n", "f( )", "f(n )\n"),
    positional("Last", "f(a, b)\n", "f(a, b)", "f(a, b, n)\n"),
    positional("BeforeKeyword", "f(a, k=1)\n", "f(a, k=1)", "f(a, n, k=1)\n"),
    positional("OnlyKeyword", "f(k=1)\n", "f(k=1)", "f(n, k=1)\n"),
    positional("BeforeStars", "f(a, *b, **c)\n", "f(a, *b, **c)", "f(a, n, *b, **c)\n"),
    positional("TrailingComma", "f(a, b,)\n", "f(a, b,)", "f(a, b, n,)\n"),
    positional("Lambda", "f(lambda x, y: x)\n", "f(lambda x, y: x)", "f(lambda x, y: x, n)\n"),
    positional("Generator", "f(x for x in y)\n", "f(x for x in y)", "f((x for x in y), n)\n"),
    positional("GeneratorInParens", "f((x for x in y))\n", "f((x for x in y))", "f((x for x in y), n)\n"),
    positional("Parenthesised", "f((a), (b))\n", "f((a), (b))", "f((a), (b), n)\n"),
    positional("ParenthesisedCallee", "(f)(a)\n", "(f)(a)", "(f)(a, n)\n"),
    positional("Comparison", "f(a == b)\n", "f(a == b)", "f(a == b, n)\n"),
    positional("Filled", "f(a, b,\n  c)\n", "f(a, b,\n  c)", "f(a, b,\n  c, n)\n"),
    positional("OnePerLine", "f(\n    a,\n    b\n)\n", "f(\n    a,\n    b\n)", "f(\n    a,\n    b,\n    n\n)\n"),
    positional("OnePerLineComma", "f(\n    a,\n    b,  # of b\n)\n", "f(\n    a,\n    b,  # of b\n)",
               "f(\n    a,\n    b,  # of b\n    n,\n)\n"),
    positional("OnePerLineComment", "f(\n    a,\n    b  # of b\n)\n", "f(\n    a,\n    b  # of b\n)",
               "f(\n    a,\n    b,  # of b\n    n\n)\n"),
    positional("Aligned", "f(a,\n  b)\n", "f(a,\n  b)", "f(a,\n  b,\n  n)\n"),
    positional("OnePerLineBeforeKeyword", "f(\n    a,\n    k=1)\n", "f(\n    a,\n    k=1)",
               "f(\n    a,\n    n,\n    k=1)\n"),
    positional("OneHanging", "f(\n    a)\n", "f(\n    a)", "f(\n    a, n)\n"),
    positional("CommentInside", "f(  # c\n    a)\n", "f(  # c\n    a)", "f(  # c\n    a, n)\n"),
    positional("Backslash", "f \\\n  (a)\n", "f \\\n  (a)", "f \\\n  (a, n)\n"),
    positional("StringWithBrackets", "f('(,', a[1, 2])\n", "f('(,', a[1, 2])", "f('(,', a[1, 2], n)\n"),
    positional("CRLFOnePerLine", "f(\r\n  a,\r\n  b\r\n)\r\n", "f(\r\n  a,\r\n  b\r\n)",
               "f(\r\n  a,\r\n  b,\r\n  n\r\n)\r\n"),
    keyword("KeywordNone", "f()\n", "f()", "f(k=n)\n"),
    keyword("KeywordLast", "f(a, j=1)\n", "f(a, j=1)", "f(a, j=1, k=n)\n"),
    keyword("KeywordBeforeStars", "f(a, **c)\n", "f(a, **c)", "f(a, k=n, **c)\n"),
    keyword("KeywordAfterStar", "f(a, *b, **c)\n", "f(a, *b, **c)", "f(a, *b, k=n, **c)\n"),
    keyword("KeywordOnlyStars", "f(**c)\n", "f(**c)", "f(k=n, **c)\n"),
    {"Several", "f(a, **c)\n",
     [](Script &S) {
       Id Call = S.expr("f(a, **c)");
       S.R.addArg(Call, "k=1", true);
       S.R.addArg(Call, "m", false);
       S.R.addArg(Call, "n", false);
       S.R.addArg(Call, "l=2", true);
     },
     "f(a, m, n, k=1, l=2, **c)\n"},
    {"InAndAround", "f(g(a))\n",
     [](Script &S) {
       S.R.addArg(S.expr("f(g(a))"), "m", false);
       S.R.addArg(S.expr("g(a)"), "n", false);
       S.R.replaceExpr(S.expr("a"), "b");
     },
     "f(g(b, n), m)\n"},
};
INSTANTIATE_TEST_SUITE_P(Arguments, RewriterExpressions, testing::ValuesIn(Arguments), nameOf);

RewriterCase removal(const char *Name, std::string Before, const char *Call, std::vector<unsigned> Indices,
                     std::string After) {
  return {Name, Before,
          [=](Script &S) {
            for (unsigned I : Indices)
              S.R.removeArg(S.expr(Call), I);
          },
          After};
}

const RewriterCase ArgumentRemoval[] = {
    removal("First", "f(a, b)\n", "f(a, b)", {0}, "f(b)\n"),
    removal("Middle", "f(a, b, c)\n", "f(a, b, c)", {1}, "f(a, c)\n"),
    removal("Last", "f(a, b)\n", "f(a, b)", {1}, "f(a)\n"),
    removal("LastWithComma", "f(a, b,)\n", "f(a, b,)", {1}, "f(a,)\n"),
    removal("Only", "f(a)\n", "f(a)", {0}, "f()\n"),
    removal("OnlyWithComma", "f(a, )\n", "f(a, )", {0}, "f( )\n"),
    removal("Two", "f(a, b, c, d)\n", "f(a, b, c, d)", {1, 2}, "f(a, d)\n"),
    removal("LastTwo", "f(a, b, c)\n", "f(a, b, c)", {1, 2}, "f(a)\n"),
    removal("All", "f(a, b)\n", "f(a, b)", {0, 1}, "f()\n"),
    removal("Keyword", "f(a, k=(1), **c)\n", "f(a, k=(1), **c)", {1}, "f(a, **c)\n"),
    removal("OnePerLine", "f(\n    a,\n    b,\n)\n", "f(\n    a,\n    b,\n)", {1}, "f(\n    a,\n)\n"),
    removal("CommentOfTheOther", "f(a,  # of a\n  b)\n", "f(a,  # of a\n  b)", {1}, "f(a  # of a\n  )\n"),
    removal("CommentOfTheOtherLine", "f(\n    a,  # of a\n    b,\n)\n", "f(\n    a,  # of a\n    b,\n)", {1},
            "f(\n    a,  # of a\n)\n"),
    removal("OutOfRange", "f(a)\n", "f(a)", {3}, "f(a)\n"),
    {"AndAdd", "f(a, b)\n",
     [](Script &S) {
       S.R.removeArg(S.expr("f(a, b)"), 1);
       S.R.addArg(S.expr("f(a, b)"), "n", false);
     },
     "f(a, n)\n"},
    {"BehindCommentAndAdd", "f(\n    a,  # of a\n    b\n)\n",
     [](Script &S) {
       S.R.removeArg(S.expr("f(\n    a,  # of a\n    b\n)"), 1);
       S.R.addArg(S.expr("f(\n    a,  # of a\n    b\n)"), "k=1", true);
     },
     "f(\n    a,  # of a\n    k=1,\n)\n"},
    {"AllAndAdd", "f(a)\n",
     [](Script &S) {
       S.R.removeArg(S.expr("f(a)"), 0);
       S.R.addArg(S.expr("f(a)"), "n", false);
       S.R.addArg(S.expr("f(a)"), "k=1", true);
     },
     "f(n, k=1)\n"},
    {"FirstAndAddBefore", "f(a, k=1)\n",
     [](Script &S) {
       S.R.removeArg(S.expr("f(a, k=1)"), 0);
       S.R.addArg(S.expr("f(a, k=1)"), "n", false);
     },
     "f(n, k=1)\n"},
};
INSTANTIATE_TEST_SUITE_P(ArgumentRemoval, RewriterExpressions, testing::ValuesIn(ArgumentRemoval), nameOf);

RewriterCase element(const char *Name, std::string Before, const char *List, std::string After) {
  return {Name, Before, [List](Script &S) { S.R.addElement(S.expr(List), "n"); }, After};
}
RewriterCase entry(const char *Name, std::string Before, const char *Dict, std::string After) {
  return {Name, Before, [Dict](Script &S) { S.R.addDictEntry(S.expr(Dict), "k", "v"); }, After};
}

const RewriterCase Displays[] = {
    element("List", "x = [a, b]\n", "[a, b]", "x = [a, b, n]\n"),
    element("EmptyList", "x = []\n", "[]", "x = [n]\n"),
    element("ListWithComma", "x = [a,]\n", "[a,]", "x = [a, n,]\n"),
    element("Tuple", "x = (a, b)\n", "(a, b)", "x = (a, b, n)\n"),
    element("TupleOfOne", "x = (a,)\n", "(a,)", "x = (a, n)\n"),
    element("EmptyTuple", "x = ()\n", "()", "x = (n,)\n"),
    element("BareTuple", "x = a, b\n", "a, b", "x = a, b, n\n"),
    element("BareTupleOfOne", "x = a,  # c\n", "a,", "x = a, n  # c\n"),
    element("BareTupleReturned", "def f(): return a, (b)\n", "a, (b)", "def f(): return a, (b), n\n"),
    element("BareTupleSubscript", "x[a, b]\n", "a, b", "x[a, b, n]\n"),
    element("OnePerLine", "x = [\n    a,\n    b,\n]\n", "[\n    a,\n    b,\n]", "x = [\n    a,\n    b,\n    n,\n]\n"),
    element("Nested", "x = [[a], (b, c)]\n", "[[a], (b, c)]", "x = [[a], (b, c), n]\n"),
    entry("Dict", "x = {a: b}\n", "{a: b}", "x = {a: b, k: v}\n"),
    entry("EmptyDict", "x = {}\n", "{}", "x = {k: v}\n"),
    entry("DictWithStars", "x = {a: b, **c}\n", "{a: b, **c}", "x = {a: b, **c, k: v}\n"),
    entry("DictLambda", "x = {a: lambda p, q: p}\n", "{a: lambda p, q: p}", "x = {a: lambda p, q: p, k: v}\n"),
    entry("DictOnePerLine", "x = {\n    a: b,\n    c: d\n}\n", "{\n    a: b,\n    c: d\n}",
          "x = {\n    a: b,\n    c: d,\n    k: v\n}\n"),
    entry("DictAligned", "x = {a: b,\n     c: d}\n", "{a: b,\n     c: d}", "x = {a: b,\n     c: d,\n     k: v}\n"),
    entry("DictOneEntryLine", "x = {\n    a: b,\n}\n", "{\n    a: b,\n}", "x = {\n    a: b,\n    k: v,\n}\n"),
};
INSTANTIATE_TEST_SUITE_P(Displays, RewriterExpressions, testing::ValuesIn(Displays), nameOf);

RewriterCase parameter(const char *Name, std::string Before, std::string After, const char *Param = "n",
                       const char *Scope = "f") {
  return {Name, Before, [=](Script &S) { S.R.addParam(S.scope(Scope), Param); }, After};
}

const RewriterCase Parameters[] = {
    parameter("None", "def f(): pass\n", "def f(n): pass\n"),
    parameter("Last", "def f(a, b): pass\n", "def f(a, b, n): pass\n"),
    parameter("BeforeArgs", "def f(a, *args, **kw): pass\n", "def f(a, n, *args, **kw): pass\n"),
    parameter("BeforeKeywordOnly", "def f(a, *, b): pass\n", "def f(a, n, *, b): pass\n"),
    parameter("OnlyKw", "def f(**kw): pass\n", "def f(n, **kw): pass\n"),
    parameter("BehindPositionalOnly", "def f(a, /): pass\n", "def f(a, /, n): pass\n"),
    parameter("BehindDefaults", "def f(a, b=1): pass\n", "def f(a, b=1, n=None): pass\n"),
    parameter("OwnDefault", "def f(a, b=1): pass\n", "def f(a, b=1, n=2): pass\n", "n=2"),
    parameter("BehindLambdaDefault", "def f(a=lambda x, y=1: x): pass\n", "def f(a=lambda x, y=1: x, n=None): pass\n"),
    parameter("BehindTupleDefault", "def f(a=(1, 2)): pass\n", "def f(a=(1, 2), n=None): pass\n"),
    parameter("Annotated", "def f(a: g(x=1)) -> h(2): pass\n", "def f(a: g(x=1), n) -> h(2): pass\n"),
    parameter("Decorated", "@d(1, 2)\ndef f(a): pass\n", "@d(1, 2)\ndef f(a, n): pass\n"),
    parameter("OnePerLine", "def f(\n    a,\n    b,\n):\n    pass\n", "def f(\n    a,\n    b,\n    n,\n):\n    pass\n"),
    parameter("Aligned", "def f(a,  # x\n      b  # y\n      ):\n    pass\n",
              "def f(a,  # x\n      b,  # y\n      n\n      ):\n    pass\n"),
    parameter("Lambda", "g = lambda a, b=(1, 2): a\n", "g = lambda a, b=(1, 2), n=None: a\n", "n", "lambda"),
    parameter("LambdaNone", "g = lambda: 1\n", "g = lambda n: 1\n", "n", "lambda"),
    parameter("Python2Tuple", "def f(a, (b, c)):\n    print a\n", "def f(a, (b, c), n):\n    print a\n"),
    {"Two", "def f(a): pass\n",
     [](Script &S) {
       S.R.addParam(S.scope("f"), "n=1");
       S.R.addParam(S.scope("f"), "m");
     },
     "def f(a, n=1, m=None): pass\n"},
};
INSTANTIATE_TEST_SUITE_P(Parameters, RewriterExpressions, testing::ValuesIn(Parameters), nameOf);

RewriterCase item(const char *Name, std::string Before, std::string After) {
  return {Name, Before, [](Script &S) { S.R.addWithItem(S.stmt("with"), "n.d()"); }, After};
}
RewriterCase drop(const char *Name, std::string Before, const char *Stmt, std::string After) {
  return {Name, Before, [Stmt](Script &S) { S.R.dropTarget(S.stmt(Stmt)); }, After};
}
RewriterCase slice(const char *Name, std::string Before, const char *Expr, Text (*With)(Id), std::string After) {
  return {Name, Before, [=](Script &S) { S.R.replaceExpr(S.expr(Expr), With(S.expr(Expr))); }, After};
}

const RewriterCase Others[] = {
    drop("AlignedTarget", "xyz = f(a,\n        g(b,\n          c),\n# c\n        '\'\'\n   s\'\'\')\n", "xyz",
         "f(a,\n  g(b,\n    c),\n# c\n  '\'\'\n   s\'\'\')\n"),
    drop("HangingTarget", "xyz = f(\n    a,\n)\n", "xyz", "f(\n    a,\n)\n"),
    {"AlignedEntryAndTarget", "if x:\n    s = f({a: b,\n           c: d})\n",
     [](Script &S) {
       S.R.dropTarget(S.stmt("s"));
       S.R.addDictEntry(S.expr("{a: b,\n           c: d}"), "k", "v");
       S.wrap("s", "s", "with w:");
     },
     "if x:\n    with w:\n        f({a: b,\n           c: d,\n           k: v})\n"},
    {"HangingEntryInWrap", "f({\n    a: b,\n    c: d})\ng(1,\n2)\n",
     [](Script &S) {
       S.R.addDictEntry(S.expr("{\n    a: b,\n    c: d}"), "k", "v");
       S.R.addArg(S.expr("g(1,\n2)"), "3", false);
       S.wrap("f", "g", "with w:");
     },
     "with w:\n    f({\n        a: b,\n        c: d,\n        k: v})\n    g(1,\n    2,\n    3)\n"},
    {"MovedOut", "def f():\n    for i in x:\n        s = g(a,\n              b, h(\n                  c))\n",
     [](Script &S) {
       S.R.insertBefore(S.stmt("for"),
                        {{Text("t = ").expr(S.expr("g(a,\n              b, h(\n                  c))"))}});
     },
     "def f():\n    t = g(a,\n          b, h(\n              c))\n    for i in x:\n        s = g(a,\n        "
     "      b, h(\n"
     "                  c))\n"},
    {"ShiftedRight", "f(a,\n  b)\n", [](Script &S) { S.R.replaceExpr(S.expr("f"), "longer"); },
     "longer(a,\n       b)\n"},
    {"TabsAreLeftAlone", "if x:\n\ts = f(a,\n\t      b)\n", [](Script &S) { S.R.dropTarget(S.stmt("s")); },
     "if x:\n\tf(a,\n\t      b)\n"},
    item("With", "with a:\n    b\n", "with n.d(), a:\n    b\n"),
    item("WithAs", "with a as x, b as y:\n    c\n", "with n.d(), a as x, b as y:\n    c\n"),
    item("WithParens", "with (a):\n    b\n", "with n.d(), (a):\n    b\n"),
    item("WithList", "with (\n    a as x,\n    b as y,\n):\n    c\n",
         "with (\n    n.d(), a as x,\n    b as y,\n):\n    c\n"),
    item("WithTuple", "with (a, b):\n    c\n", "with (n.d(), a, b):\n    c\n"),
    item("WithOneLine", "with a: b\n", "with n.d(), a: b\n"),
    drop("Target", "x = f(a)  # c\n", "x", "f(a)  # c\n"),
    drop("Targets", "x = y.z = f(a)\n", "x", "f(a)\n"),
    drop("TupleTarget", "_, x = f(a)\n", "_, x", "f(a)\n"),
    drop("TargetOfParens", "x = (\n    f(a))\n", "x", "(\n    f(a))\n"),
    drop("TargetBackslash", "x = \\\n    f(a)\n", "x", "f(a)\n"),
    drop("TargetInSuite", "if c: x = f(a); y\n", "x", "if c: f(a); y\n"),
    slice(
        "Itself", "x = f(a)\n", "f(a)", [](Id E) { return Text("g(").expr(E).lit(")"); }, "x = g(f(a))\n"),
    slice(
        "ItselfTwice", "x = a + b\n", "a + b", [](Id E) { return Text("g(").expr(E).lit(", ").expr(E).lit(")"); },
        "x = g(a + b, a + b)\n"),
    slice(
        "TightBinary", "x = a + b\n", "a + b", [](Id E) { return Text().expr(E, true).lit(".c()"); },
        "x = (a + b).c()\n"),
    slice(
        "TightAtom", "x = a.b(c)[d]\n", "a.b(c)[d]", [](Id E) { return Text().expr(E, true).lit(".c()"); },
        "x = a.b(c)[d].c()\n"),
    slice(
        "TightInParens", "x = (a + b)\n", "a + b", [](Id E) { return Text().expr(E, true).lit(".c()"); },
        "x = ((a + b).c())\n"),
    slice(
        "TightLambda", "x = lambda: 1\n", "lambda: 1", [](Id E) { return Text().expr(E, true).lit("()"); },
        "x = (lambda: 1)()\n"),
    slice(
        "TightString", "x = 'a' % b\n", "'a'", [](Id E) { return Text().expr(E, true).lit(".c()"); },
        "x = 'a'.c() % b\n"),
    slice(
        "ReceiverNumber", "x = 1\n", "1", [](Id E) { return Text().expr(E).lit(".c()"); }, "x = (1).c()\n"),
    slice(
        "BareTuple", "x = a, b\n", "a, b", [](Id E) { return Text("g(").expr(E).lit(")"); }, "x = g((a, b))\n"),
    slice(
        "ManyLines", "x = (a +\n     b)\n", "a +\n     b", [](Id E) { return Text("y, ").expr(E); },
        "x = (y, a +\n     b)\n"),
    {"GeneratorMoved", "f(x for x in y)\nz\n",
     [](Script &S) { S.R.insertAfter(S.stmt("z"), {{Text("g(").expr(S.expr("x for x in y")).lit(", 1)")}}); },
     "f(x for x in y)\nz\ng((x for x in y), 1)\n"},
    {"ReplacedTwice", "x = a\n",
     [](Script &S) {
       S.R.replaceExpr(S.expr("a"), "b");
       S.R.replaceExpr(S.expr("a"), "c");
     },
     "contradictory edits at line 1 of t.py"},
    {"ReplacedAndWrapped", "x = a\n",
     [](Script &S) {
       S.R.replaceExpr(S.expr("a"), "b");
       S.R.replaceExpr(S.expr("a"), Text("f(").expr(S.expr("a")).lit(")"));
     },
     "x = f(b)\n"},
    {"ReplacedAround", "x = f(a)\n",
     [](Script &S) {
       S.R.replaceExpr(S.expr("f(a)"), Text("g(").expr(S.expr("a")).lit(")"));
       S.R.replaceExpr(S.expr("a"), "b");
     },
     "x = g(b)\n"},
    {"Swapped", "x = f(a, b)\n",
     [](Script &S) {
       S.R.replaceExpr(S.expr("f(a, b)"), Text("f(").expr(S.expr("b")).lit(", ").expr(S.expr("a")).lit(")"));
     },
     "x = f(b, a)\n"},
    {"InRemovedStatement", "x = f(a)\ny\n",
     [](Script &S) {
       S.R.replaceExpr(S.expr("a"), "b");
       S.R.removeStmt(S.stmt("x"));
     },
     "y\n"},
    {"Umlauts", "x = f('\xC3\xA4')\n", [](Script &S) { S.R.replaceExpr(S.expr("'\xC3\xA4'"), "'\xC3\xB6'"); },
     "x = f('\xC3\xB6')\n"},
};
INSTANTIATE_TEST_SUITE_P(Others, RewriterExpressions, testing::ValuesIn(Others), nameOf);

} // namespace
