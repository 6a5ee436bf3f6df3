#include "RewriterCase.h"
#include "gtest/gtest.h"

using namespace summary_upgrade::python;

namespace {

class RewriterWraps : public testing::TestWithParam<RewriterCase> {};
TEST_P(RewriterWraps, GivesWhatIsExpected) { EXPECT_EQ(check(GetParam()), ""); }
std::string nameOf(const testing::TestParamInfo<RewriterCase> &Info) { return Info.param.Name; }

const RewriterCase Wraps[] = {
    {"One", "a\nb\nc\n", [](Script &S) { S.wrap("b", "b", "with w:"); }, "a\nwith w:\n    b\nc\n"},
    {"Run", "a\n# about b\nb  # c\n\n\nc\nd\n", [](Script &S) { S.wrap("b", "c", "with w:"); },
     "a\nwith w:\n    # about b\n    b  # c\n\n\n    c\nd\n"},
    {"Compound", "for i in x:\n    if y:\n        a\n        # end\nb\n",
     [](Script &S) { S.wrap("for", "for", "with w:"); },
     "with w:\n    for i in x:\n        if y:\n            a\n            # end\nb\n"},
    {"MultilineString", "def f():\n    x = '''one\n  two\n\nthree'''\n    y\n",
     [](Script &S) { S.wrap("x", "y", "with w:"); },
     "def f():\n    with w:\n        x = '''one\n  two\n\nthree'''\n        y\n"},
    {"BytesAndRawStrings", "x = (rb'''\n# no comment\n''', u\"\"\"a\\\"\"\"\n\"\"\",\n     1)\n",
     [](Script &S) { S.wrap("x", "x", "with w:"); },
     "with w:\n    x = (rb'''\n# no comment\n''', u\"\"\"a\\\"\"\"\n\"\"\",\n         1)\n"},
    {"BackslashInString", "x = 'a\\\nb'\n", [](Script &S) { S.wrap("x", "x", "with w:"); },
     "with w:\n    x = 'a\\\nb'\n"},
    {"Continuations", "x = f(a,\n      b)\ny = \\\n  2\n", [](Script &S) { S.wrap("x", "y", "with w:"); },
     "with w:\n    x = f(a,\n          b)\n    y = \\\n      2\n"},
    {"CommentAtColumnZero", "def f():\n    a\n#    old()\n    b\n", [](Script &S) { S.wrap("a", "b", "with w:"); },
     "def f():\n    with w:\n        a\n#    old()\n        b\n"},
    {"CommentInBrackets", "x = f(\n# old\n  a)\n", [](Script &S) { S.wrap("x", "x", "with w:"); },
     "with w:\n    x = f(\n    # old\n      a)\n"},
    {"Tabs", "def f():\n\ta\n\tif x:\n\t\tb\n", [](Script &S) { S.wrap("a", "if", "with w:"); },
     "def f():\n\twith w:\n\t\ta\n\t\tif x:\n\t\t\tb\n"},
    {"TabsInAFileOfSpaces", "def f():\n    a\ndef g():\n    a1\ndef h():\n\tif x:\n\t    b\n",
     [](Script &S) { S.wrap("if", "if", "with w:"); },
     "def f():\n    a\ndef g():\n    a1\ndef h():\n\twith w:\n\t\tif x:\n\t\t    b\n"},
    {"TwoSpaces", "def f():\n  a\n", [](Script &S) { S.wrap("a", "a", "with w:"); }, "def f():\n  with w:\n    a\n"},
    {"CRLF", "a\r\n\r\nb\r\n", [](Script &S) { S.wrap("a", "b", "with w:"); }, "with w:\r\n    a\r\n\r\n    b\r\n"},
    {"NoFinalNewline", "a", [](Script &S) { S.wrap("a", "a", "with w:"); }, "with w:\n    a"},
    {"BOM",
     "\xEF\xBB\xBF"
     "a\n",
     [](Script &S) { S.wrap("a", "a", "with w:"); },
     "\xEF\xBB\xBF"
     "with w:\n    a\n"},
    {"FormFeed", "a\n\f\nb\n\fc\n", [](Script &S) { S.wrap("a", "c", "with w:"); },
     "with w:\n    a\n\f\n    b\n\f    c\n"},
    {"Decorated", "a\n\n\n@d\ndef f():\n    b\n", [](Script &S) { S.wrap("@d", "@d", "if x:"); },
     "a\n\n\nif x:\n    @d\n    def f():\n        b\n"},
    {"Nested", "a\nb\nc\n",
     [](Script &S) {
       S.wrap("b", "b", "with inner:");
       S.wrap("a", "c", "with outer:");
     },
     "with outer:\n    a\n    with inner:\n        b\n    c\n"},
    {"SameStatements", "a\n",
     [](Script &S) {
       S.wrap("a", "a", "with outer:");
       S.wrap("a", "a", "with inner:");
     },
     "with outer:\n    with inner:\n        a\n"},
    {"InsideWrappedBlock", "for i in x:\n    a\n    b\n",
     [](Script &S) {
       S.wrap("for", "for", "with outer:");
       S.wrap("b", "b", "with inner:");
       S.R.insertAfter(S.stmt("b"), lines({"n()"}));
     },
     "with outer:\n    for i in x:\n        a\n        with inner:\n            b\n        n()\n"},
    {"Crossing", "a\nb\nc\n",
     [](Script &S) {
       S.wrap("a", "b", "with one:");
       S.wrap("b", "c", "with two:");
     },
     "contradictory wraps at line 2 of t.py"},
    {"RimsOutside", "a\nb\n",
     [](Script &S) {
       S.wrap("a", "b", "with w:");
       S.R.insertBefore(S.stmt("a"), lines({"above()"}));
       S.R.insertAfter(S.stmt("b"), lines({"below()"}));
     },
     "above()\nwith w:\n    a\n    b\nbelow()\n"},
    {"RimsInside", "a\nb\n",
     [](Script &S) {
       S.wrap("a", "b", "with w:");
       S.R.insertBefore(S.stmt("a"), lines({"first()"}), true);
       S.R.insertAfter(S.stmt("b"), lines({"last()"}), true);
     },
     "with w:\n    first()\n    a\n    b\n    last()\n"},
    {"OneLineSuite", "if x: a; b  # c\n", [](Script &S) { S.wrap("b", "b", "with w:"); },
     "if x:\n    a\n    with w:\n        b  # c\n"},
    {"Semicolons", "a; b; c\n", [](Script &S) { S.wrap("b", "b", "with w:"); }, "a\nwith w:\n    b\nc\n"},
    {"WholeSharedLine", "a; b\nc\n", [](Script &S) { S.wrap("a", "b", "with w:"); }, "with w:\n    a; b\nc\n"},
    {"SharedLineMultiline", "a; b = '''\nx\n'''; c = f(1,\n  2)\n", [](Script &S) { S.wrap("b", "c", "with w:"); },
     "a\nwith w:\n    b = '''\nx\n'''\n    c = f(1,\n      2)\n"},
    {"RemovedInside", "a\nadd()\nb\n",
     [](Script &S) {
       S.wrap("a", "b", "with w:");
       S.R.removeStmt(S.stmt("add"));
     },
     "with w:\n    a\n    b\n"},
    {"RemovedFirst", "add()\nb\n",
     [](Script &S) {
       S.wrap("add", "b", "with w:");
       S.R.removeStmt(S.stmt("add"));
     },
     "with w:\n    b\n"},
    {"AllRemoved", "a\nadd()\nb\n",
     [](Script &S) {
       S.wrap("add", "add", "with w:");
       S.R.removeStmt(S.stmt("add"));
     },
     "a\nwith w:\n    pass\nb\n"},
    {"ReplacedInside", "if y:\n    x = f(a)\n    b\n",
     [](Script &S) {
       S.wrap("x", "b", "with w:");
       S.R.replaceStmt(S.stmt("x"), {{Text("g(").expr(S.expr("f(a)")).lit(")"), 0}, {"h()", 0}});
       S.R.replaceExpr(S.expr("a"), "c");
     },
     "if y:\n    with w:\n        g(f(c))\n        h()\n        b\n"},
    {"JoinedLine", "x = \\\nf(a)\ng(b,\nc)\n",
     [](Script &S) {
       S.wrap("x", "g", "with w:");
       S.R.dropTarget(S.stmt("x"));
       S.R.removeArg(S.expr("g(b,\nc)"), 0);
     },
     "with w:\n    f(a)\n    g(c)\n"},
    {"SplitAtOtherDepth", "if x:\n    add(); b\n",
     [](Script &S) {
       S.wrap("add", "add", "with w:");
       S.R.removeStmt(S.stmt("add"));
       S.R.insertBefore(S.stmt("add"), lines({"n()"}), true);
     },
     "if x:\n    with w:\n        n()\n    b\n"},
    {"LastLineGivesWay", "x\nadd()",
     [](Script &S) {
       S.wrap("add", "add", "with w:");
       S.R.removeStmt(S.stmt("add"));
       S.R.insertAfter(S.stmt("add"), lines({"n()"}), true);
     },
     "x\nwith w:\n    n()\n"},
    {"OnlyLineGivesWay", "add()",
     [](Script &S) {
       S.R.removeStmt(S.stmt("add"));
       S.R.insertAfter(S.stmt("add"), lines({"n()"}));
     },
     "n()\n"},
    {"ElseIsReindented", "if x:\n    a\nelif y:\n    b\nelse:\n    c\n",
     [](Script &S) { S.wrap("if", "if", "with w:"); },
     "with w:\n    if x:\n        a\n    elif y:\n        b\n    else:\n        c\n"},
    {"TryInTabs", "def f():\n\ttry:\n\t\ta\n\texcept E:\n\t\tb\n\tc\n",
     [](Script &S) { S.wrap("try", "c", "with w:"); },
     "def f():\n\twith w:\n\t\ttry:\n\t\t\ta\n\t\texcept E:\n\t\t\tb\n\t\tc\n"},
};
INSTANTIATE_TEST_SUITE_P(Wraps, RewriterWraps, testing::ValuesIn(Wraps), nameOf);

const RewriterCase Replacement[] = {
    {"OneLine", "writer.close()  # c\n", [](Script &S) { S.R.replaceStmt(S.stmt("writer"), lines({"x()"})); },
     "x()  # c\n"},
    {"SeveralLines", "def f():\n    a  # c\n    b\n",
     [](Script &S) { S.R.replaceStmt(S.stmt("a"), {{"with w:", 0}, {"x()", 1}, {"y()", 0}}); },
     "def f():\n    with w:\n        x()\n    y()  # c\n    b\n"},
    {"Composes", "y = sess.run(a, b)\n",
     [](Script &S) {
       S.R.replaceStmt(S.stmt("y"), {{Text("z = g(").expr(S.expr("sess.run(a, b)")).lit(", 1)")}});
       S.R.addArg(S.expr("sess.run(a, b)"), "k=2", true);
       S.R.replaceExpr(S.expr("a"), "[a, c]");
     },
     "z = g(sess.run([a, c], b, k=2), 1)\n"},
    {"OneLineSuiteInPlace", "if x: add()  # c\n", [](Script &S) { S.R.replaceStmt(S.stmt("add"), lines({"n()"})); },
     "if x: n()  # c\n"},
    {"OneLineSuiteExpanded", "if x: add()  # c\n",
     [](Script &S) { S.R.replaceStmt(S.stmt("add"), lines({"n()", "m()"})); }, "if x:\n    n()\n    m()  # c\n"},
    {"OneLineSuiteCompound", "if x: add()\n", [](Script &S) { S.R.replaceStmt(S.stmt("add"), lines({"with w: n()"})); },
     "if x:\n    with w: n()\n"},
    {"SemicolonsInPlace", "a; add(); b\n", [](Script &S) { S.R.replaceStmt(S.stmt("add"), lines({"n()"})); },
     "a; n(); b\n"},
    {"SemicolonsSplit", "\n\nif x:\n  a; add(); b\n",
     [](Script &S) { S.R.replaceStmt(S.stmt("add"), {{"with w:"}, {"n()", 1}}); },
     "\n\nif x:\n  a\n  with w:\n    n()\n  b\n"},
    {"SemicolonRemovedBeside", "a; add(); b\n",
     [](Script &S) {
       S.R.replaceStmt(S.stmt("add"), lines({"n()"}));
       S.R.removeStmt(S.stmt("a"));
     },
     "n(); b\n"},
    {"MovedElsewhere", "w = make(\n    d)\nx\n",
     [](Script &S) {
       S.R.insertAfter(S.stmt("x"), {{Text("v = ").expr(S.expr("make(\n    d)"))}});
       S.R.removeStmt(S.stmt("w"));
       S.R.replaceExpr(S.expr("d"), "e");
     },
     "x\nv = make(\n    e)\n"},
    {"DropTargetInSplitSuite", "if c: x = f(a); y\n",
     [](Script &S) {
       S.R.dropTarget(S.stmt("x"));
       S.R.insertBefore(S.stmt("y"), lines({"n()"}));
     },
     "if c:\n    f(a)\n    n()\n    y\n"},
    {"MovedOutOfAReplacedCall", "f(a)\nx\n",
     [](Script &S) {
       S.R.replaceStmt(S.stmt("f"), lines({"g()"}));
       S.R.insertAfter(S.stmt("x"), {{Text("y = ").expr(S.expr("f(a)"))}});
     },
     "g()\nx\ny = f(a)\n"},
    {"NoLines", "a\nadd()\n", [](Script &S) { S.R.replaceStmt(S.stmt("add"), {}); }, "a\n"},
    {"Twice", "a\n",
     [](Script &S) {
       S.R.replaceStmt(S.stmt("a"), lines({"b"}));
       S.R.replaceStmt(S.stmt("a"), lines({"c"}));
     },
     "statement replaced twice at line 1 of t.py"},
    {"AndRemoved", "x\na\n",
     [](Script &S) {
       S.R.replaceStmt(S.stmt("a"), lines({"b"}));
       S.R.removeStmt(S.stmt("a"));
     },
     "statement replaced and removed at line 2 of t.py"},
    {"CRLFLines", "a\r\n", [](Script &S) { S.R.replaceStmt(S.stmt("a"), lines({"f(\n)", "c"})); }, "f(\r\n)\r\nc\r\n"},
};
INSTANTIATE_TEST_SUITE_P(Replacement, RewriterWraps, testing::ValuesIn(Replacement), nameOf);

const RewriterCase Imports[] = {
    {"WrapGoesOn", "import a\nimport b\nx\n",
     [](Script &S) {
       S.R.requestImport("import e");
       S.wrap("import b", "x", "with w:");
     },
     "import a\nimport e\nwith w:\n    import b\n    x\n"},
    {"WrapEnds", "import a\nimport b\nx\n",
     [](Script &S) {
       S.R.requestImport("import e");
       S.wrap("import a", "import b", "with w:");
     },
     "with w:\n    import a\n    import b\nimport e\nx\n"},
    {"AfterImports", "import a\nfrom b import c  # x\n\nd\n", [](Script &S) { S.R.requestImport("import e as f"); },
     "import a\nfrom b import c  # x\nimport e as f\n\nd\n"},
    {"Twice", "import a\nd\n",
     [](Script &S) {
       S.R.requestImport("import e");
       S.R.requestImport("import e");
     },
     "import a\nimport e\nd\n"},
    {"ThereAlready", "import os, a.b as c\nfrom m import x, y as z\n",
     [](Script &S) {
       S.R.requestImport("import os");
       S.R.requestImport("import a.b as c");
       S.R.requestImport("from m import x");
       S.R.requestImport("from m import y as z");
     },
     "import os, a.b as c\nfrom m import x, y as z\n"},
    {"OtherAlias", "import a.b as c\nfrom m import y as z\n",
     [](Script &S) {
       S.R.requestImport("import a.b");
       S.R.requestImport("from m import y");
     },
     "import a.b as c\nfrom m import y as z\nimport a.b\nfrom m import y\n"},
    {"AfterDocstring", "'''Doc.'''\n\nx\n", [](Script &S) { S.R.requestImport("import e"); },
     "'''Doc.'''\n\nimport e\n\nx\n"},
    {"AfterFuture", "from __future__ import division\n\nx\n", [](Script &S) { S.R.requestImport("import e"); },
     "from __future__ import division\nimport e\n\nx\n"},
    {"BelowShebang", "#!/usr/bin/python\n# coding: utf-8\nx\n", [](Script &S) { S.R.requestImport("import e"); },
     "#!/usr/bin/python\n# coding: utf-8\nimport e\nx\n"},
    {"OnlyComments", "# a", [](Script &S) { S.R.requestImport("import e"); }, "# a\nimport e"},
    {"SharedLine", "import a; x = 1\ny\n", [](Script &S) { S.R.requestImport("import e"); },
     "import a; x = 1\nimport e\ny\n"},
    {"WithOtherInsertions", "import a\nx\n",
     [](Script &S) {
       S.R.requestImport("import e");
       S.R.insertBefore(S.stmt("x"), lines({"n()"}));
     },
     "import a\nimport e\nn()\nx\n"},
    {"NoFinalNewline", "import a", [](Script &S) { S.R.requestImport("import e"); }, "import a\nimport e"},
};
INSTANTIATE_TEST_SUITE_P(Imports, RewriterWraps, testing::ValuesIn(Imports), nameOf);

} // namespace
