#include "RewriterCase.h"
#include "gtest/gtest.h"

using namespace summary_upgrade::python;

namespace {

class RewriterStatements : public testing::TestWithParam<RewriterCase> {};
TEST_P(RewriterStatements, GivesWhatIsExpected) { EXPECT_EQ(check(GetParam()), ""); }
std::string nameOf(const testing::TestParamInfo<RewriterCase> &Info) { return Info.param.Name; }

const RewriterCase Removal[] = {
    {"OwnLine", "a\nadd()\nb\n", [](Script &S) { S.R.removeStmt(S.stmt("add")); }, "a\nb\n"},
    {"TrailingComment", "a\nadd()  # log\nb\n", [](Script &S) { S.R.removeStmt(S.stmt("add")); }, "a\nb\n"},
    {"CommentAboveStays", "a\n# log\nadd()\nb\n", [](Script &S) { S.R.removeStmt(S.stmt("add")); }, "a\n# log\nb\n"},
    {"EmptyBody", "def f():\n    add()  # log\nx\n", [](Script &S) { S.R.removeStmt(S.stmt("add")); },
     "def f():\n    pass\nx\n"},
    {"EmptyBodyOfTwo", "if x:\n    add(1)\n\n    add(2)\ny\n",
     [](Script &S) {
       S.R.removeStmt(S.stmt("add(1)"));
       S.R.removeStmt(S.stmt("add(2)"));
     },
     "if x:\n    pass\ny\n"},
    {"DocstringIsEnough", "def f():\n    'doc'\n    add()\n", [](Script &S) { S.R.removeStmt(S.stmt("add")); },
     "def f():\n    'doc'\n"},
    {"OneLineSuite", "if x: add()  # log\ny\n", [](Script &S) { S.R.removeStmt(S.stmt("add")); }, "if x: pass\ny\n"},
    {"OneLineElse", "if x: a\nelse: add()\n", [](Script &S) { S.R.removeStmt(S.stmt("add")); },
     "if x: a\nelse: pass\n"},
    {"SemicolonMiddle", "a; add(); b  # c\n", [](Script &S) { S.R.removeStmt(S.stmt("add")); }, "a; b  # c\n"},
    {"SemicolonFirst", "add(); b\n", [](Script &S) { S.R.removeStmt(S.stmt("add")); }, "b\n"},
    {"SemicolonLast", "a; add()\n", [](Script &S) { S.R.removeStmt(S.stmt("add")); }, "a\n"},
    {"SemicolonTrailing", "x\nadd();\ny\n", [](Script &S) { S.R.removeStmt(S.stmt("add")); }, "x\ny\n"},
    {"SemicolonBothEnds", "add(1); b; add(2);\n",
     [](Script &S) {
       S.R.removeStmt(S.stmt("add(1)"));
       S.R.removeStmt(S.stmt("add(2)"));
     },
     "b;\n"},
    {"SemicolonAll", "if x:\n    add(1); add(2)  # c\ny\n",
     [](Script &S) {
       S.R.removeStmt(S.stmt("add(1)"));
       S.R.removeStmt(S.stmt("add(2)"));
     },
     "if x:\n    pass\ny\n"},
    {"SemicolonOneLineSuite", "if x: add(1); b\n", [](Script &S) { S.R.removeStmt(S.stmt("add")); }, "if x: b\n"},
    {"BlankLinesNotDoubled", "a\n\nadd()\n\nb\n", [](Script &S) { S.R.removeStmt(S.stmt("add")); }, "a\n\nb\n"},
    {"MoreBlankLinesWin", "a\n\nadd()\n\n\ndef f(): pass\n", [](Script &S) { S.R.removeStmt(S.stmt("add")); },
     "a\n\n\ndef f(): pass\n"},
    {"FirstInBlock", "def f():\n    add()\n\n    b\n", [](Script &S) { S.R.removeStmt(S.stmt("add")); },
     "def f():\n    b\n"},
    {"LastInBlock", "def f():\n    b\n\n    add()\n\n\nx\n", [](Script &S) { S.R.removeStmt(S.stmt("add")); },
     "def f():\n    b\n\n\nx\n"},
    {"LastInFile", "b\n\nadd()\n", [](Script &S) { S.R.removeStmt(S.stmt("add")); }, "b\n"},
    {"NoFinalNewline", "b\n\nadd()", [](Script &S) { S.R.removeStmt(S.stmt("add")); }, "b"},
    {"NoFinalNewlineTwoBlocks", "if x:\n    a\n    add(1)\nadd(2)",
     [](Script &S) {
       S.R.removeStmt(S.stmt("add(1)"));
       S.R.removeStmt(S.stmt("add(2)"));
     },
     "if x:\n    a\n"},
    {"WholeFile", "add()\n", [](Script &S) { S.R.removeStmt(S.stmt("add")); }, ""},
    {"RunOfThree", "a\n\nadd(1)\nadd(2)\n\nadd(3)\n\nb\n",
     [](Script &S) {
       for (const char *T : {"add(1)", "add(2)", "add(3)"})
         S.R.removeStmt(S.stmt(T));
     },
     "a\n\nb\n"},
    {"Multiline", "a\nadd(1,\n    2)\nb\n", [](Script &S) { S.R.removeStmt(S.stmt("add")); }, "a\nb\n"},
    {"Backslash", "a\nx = \\\n    add()\nb\n", [](Script &S) { S.R.removeStmt(S.stmt("x")); }, "a\nb\n"},
    {"CRLF", "a\r\n\r\nadd()\r\n\r\nb\r\n", [](Script &S) { S.R.removeStmt(S.stmt("add")); }, "a\r\n\r\nb\r\n"},
    {"BOM",
     "\xEF\xBB\xBF"
     "add()\nb\n",
     [](Script &S) { S.R.removeStmt(S.stmt("add")); },
     "\xEF\xBB\xBF"
     "b\n"},
    {"FormFeed", "a\n\f\nadd()\n\nb\n", [](Script &S) { S.R.removeStmt(S.stmt("add")); }, "a\n\f\nb\n"},
    {"ElseKeepsPass", "if x:\n    a\nelse:\n    add()\n", [](Script &S) { S.R.removeStmt(S.stmt("add")); },
     "if x:\n    a\nelse:\n    pass\n"},
    {"InsertedLineMakesPassNeedless", "if x:\n    add()\n",
     [](Script &S) {
       S.R.removeStmt(S.stmt("add"));
       S.R.insertBefore(S.stmt("add"), lines({"new()"}));
     },
     "if x:\n    new()\n"},
    {"CommentBelowStays", "def f():\n    a\n\n    add()\n    # end\n\nx\n",
     [](Script &S) { S.R.removeStmt(S.stmt("add")); }, "def f():\n    a\n\n    # end\n\nx\n"},
};
INSTANTIATE_TEST_SUITE_P(Removal, RewriterStatements, testing::ValuesIn(Removal), nameOf);

const RewriterCase Insertion[] = {
    {"Before", "a\nb\n", [](Script &S) { S.R.insertBefore(S.stmt("b"), lines({"n1()", "n2()"})); },
     "a\nn1()\nn2()\nb\n"},
    {"BeforeOwnedComment", "def f():\n    a\n    # about b\n    b\n",
     [](Script &S) { S.R.insertBefore(S.stmt("b"), lines({"n()"})); },
     "def f():\n    a\n    n()\n    # about b\n    b\n"},
    {"ForeignComment", "def f():\n    a\n# commented out\n    b\n",
     [](Script &S) { S.R.insertBefore(S.stmt("b"), lines({"n()"})); },
     "def f():\n    a\n# commented out\n    n()\n    b\n"},
    {"After", "a  # c\nb\n", [](Script &S) { S.R.insertAfter(S.stmt("a"), lines({"n()"})); }, "a  # c\nn()\nb\n"},
    {"AfterCompound", "for i in x:\n    a\n    # of the body\n\nb\n",
     [](Script &S) { S.R.insertAfter(S.stmt("for"), lines({"n()"})); },
     "for i in x:\n    a\n    # of the body\nn()\n\nb\n"},
    {"AfterInnerAndOuter", "for i in x:\n    if y:\n        a\nb\n",
     [](Script &S) {
       S.R.insertAfter(S.stmt("for"), lines({"outer()"}));
       S.R.insertAfter(S.stmt("if"), lines({"middle()"}));
       S.R.insertAfter(S.stmt("a"), lines({"inner()"}));
       S.R.insertBefore(S.stmt("b"), lines({"above()"}));
     },
     "for i in x:\n    if y:\n        a\n        inner()\n    middle()\nouter()\nabove()\nb\n"},
    {"NoFinalNewline", "if x:\n    a",
     [](Script &S) {
       S.R.insertAfter(S.stmt("if"), lines({"m()"}));
       S.R.insertAfter(S.stmt("a"), lines({"n()"}));
     },
     "if x:\n    a\n    n()\nm()"},
    {"DeeperLines", "def f():\n  a\n", [](Script &S) { S.R.insertAfter(S.stmt("a"), {{"with w:", 0}, {"n()", 1}}); },
     "def f():\n  a\n  with w:\n    n()\n"},
    {"Tabs", "def f():\n\ta\n", [](Script &S) { S.R.insertAfter(S.stmt("a"), {{"with w:", 0}, {"n()", 1}}); },
     "def f():\n\ta\n\twith w:\n\t\tn()\n"},
    {"CRLF", "a\r\nb\r\n", [](Script &S) { S.R.insertBefore(S.stmt("b"), lines({"n()"})); }, "a\r\nn()\r\nb\r\n"},
    {"BOM",
     "\xEF\xBB\xBF"
     "a\n",
     [](Script &S) { S.R.insertBefore(S.stmt("a"), lines({"n()"})); },
     "\xEF\xBB\xBF"
     "n()\na\n"},
    {"BelowShebang", "#!/usr/bin/env python\n# coding: utf-8\na\n",
     [](Script &S) { S.R.insertBefore(S.stmt("a"), lines({"n()"})); },
     "#!/usr/bin/env python\n# coding: utf-8\nn()\na\n"},
    {"Decorated", "a\n\n\n@d\ndef f():\n    b\n",
     [](Script &S) { S.R.insertBefore(S.stmt("@d"), lines({"n()", "m()"})); },
     "a\n\n\nn()\nm()\n\n\n@d\ndef f():\n    b\n"},
    {"AfterDef", "def f():\n    a\n\n\nb\n", [](Script &S) { S.R.insertAfter(S.stmt("def"), lines({"n()"})); },
     "def f():\n    a\n\n\nn()\n\n\nb\n"},
    {"OneLineSuiteBefore", "if x: a  # c\nb\n", [](Script &S) { S.R.insertBefore(S.stmt("a"), lines({"n()"})); },
     "if x:\n    n()\n    a  # c\nb\n"},
    {"OneLineSuiteAfter", "if x: a  # c\nb\n", [](Script &S) { S.R.insertAfter(S.stmt("a"), lines({"n()"})); },
     "if x:\n    a  # c\n    n()\nb\n"},
    {"OneLineSuiteOfThree", "while x: a; b; c;\nd\n", [](Script &S) { S.R.insertAfter(S.stmt("b"), lines({"n()"})); },
     "while x:\n    a\n    b\n    n()\n    c\nd\n"},
    {"OneLineElse", "if x: a\nelse: b\n", [](Script &S) { S.R.insertBefore(S.stmt("b"), lines({"n()"})); },
     "if x: a\nelse:\n    n()\n    b\n"},
    {"OneLineDefInClass", "class A:\n  def f(self): return 1\n",
     [](Script &S) { S.R.insertAtStart(S.block("def"), lines({"n()"})); },
     "class A:\n  def f(self):\n    n()\n    return 1\n"},
    {"OneLineRemovedAndInserted", "if x: add()\n",
     [](Script &S) {
       S.R.removeStmt(S.stmt("add"));
       S.R.insertAfter(S.stmt("add"), lines({"n()"}));
     },
     "if x:\n    n()\n"},
    {"SemicolonBeforeFirst", "a; b\n", [](Script &S) { S.R.insertBefore(S.stmt("a"), lines({"n()"})); }, "n()\na; b\n"},
    {"SemicolonAfterLast", "a; b  # c\n", [](Script &S) { S.R.insertAfter(S.stmt("b"), lines({"n()"})); },
     "a; b  # c\nn()\n"},
    {"SemicolonBetween", "if x:\n    a; b; c  # c\n", [](Script &S) { S.R.insertBefore(S.stmt("b"), lines({"n()"})); },
     "if x:\n    a\n    n()\n    b\n    c  # c\n"},
    {"StartAfterDocstring", "def f():\n    '''doc'''\n    a\n",
     [](Script &S) { S.R.insertAtStart(S.block("def"), lines({"n()"})); }, "def f():\n    '''doc'''\n    n()\n    a\n"},
    {"StartOfModule", "# licence\n\n'''doc'''\nfrom __future__ import division\nimport a\n",
     [](Script &S) { S.R.insertAtStart(0, lines({"n()"})); },
     "# licence\n\n'''doc'''\nfrom __future__ import division\nn()\nimport a\n"},
    {"AppendToBody", "def f():\n    for i in x:\n        a\n\n\nb\n",
     [](Script &S) { S.R.appendToBody(S.block("def"), lines({"n()"})); },
     "def f():\n    for i in x:\n        a\n    n()\n\n\nb\n"},
    {"AppendToEmptyModule", "", [](Script &S) { S.R.appendToBody(0, lines({"n()"})); }, "n()\n"},
    {"OrderOfCalls", "a\n",
     [](Script &S) {
       S.R.insertAfter(S.stmt("a"), lines({"one()"}));
       S.R.appendToBody(0, lines({"two()"}));
     },
     "a\none()\ntwo()\n"},
};
INSTANTIATE_TEST_SUITE_P(Insertion, RewriterStatements, testing::ValuesIn(Insertion), nameOf);

} // namespace
