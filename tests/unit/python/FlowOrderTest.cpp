// Order between statements.
#include "Sample.h"
#include "python/Flow.h"

namespace summary_upgrade::python {
namespace {

struct Row {
  const char *Name;
  const char *Source;
  bool Dominates;     ///< A dominates B
  bool AlwaysFollows; ///< B always follows A
  bool SameLoop;
};

const Row Rows[] = {
    {"in a row", "a #A\nb #B\n", true, true, true},
    {"backwards", "b #B\na #A\n", false, false, true},
    {"semicolon", "x; y #A\nz #B\n", true, true, true},
    {"B in an if", "a #A\nif c:\n  b #B\n", true, false, true},
    {"A in an if", "if c:\n  a #A\nb #B\n", false, false, true},
    {"two branches", "if c:\n  a #A\nelse:\n  b #B\n", false, false, true},
    {"header to body", "if c: #A\n  b #B\n", true, false, true},
    {"body to header", "if c: #B\n  a #A\n", false, false, true},
    {"B in with", "a #A\nwith w:\n  b #B\n", true, true, true},
    {"B in two withs", "a #A\nwith w:\n  with v:\n    b #B\n", true, true, true},
    {"A in with", "with w:\n  a #A\nb #B\n", true, false, true},
    {"with suppress", "with suppress(E):\n  a #A\nb #B\n", false, false, true},
    {"into suppress", "a #A\nwith suppress(E):\n  b #B\n", true, false, true},
    {"async with", "async def f():\n  a #A\n  async with w:\n    b #B\n", true, false, true},
    {"jump between", "def f():\n  a #A\n  if c: return\n  b #B\n", true, false, true},
    {"raise between", "a #A\nif c: raise E\nb #B\n", true, false, true},
    {"inner break between", "a #A\nfor i in y:\n  break\nb #B\n", true, true, true},
    {"inner return between", "def f():\n  a #A\n  for i in y:\n    return\n  b #B\n", true, false, true},
    {"function between", "a #A\ndef f():\n  return 1\nb #B\n", true, true, true},
    {"yield between", "def f():\n  a #A\n  yield 1\n  b #B\n", true, false, true},
    {"await between", "async def f():\n  a #A\n  await g()\n  b #B\n", true, false, true},
    {"continue between", "for i in y:\n  a #A\n  if c: continue\n  b #B\n", true, false, true},
    {"jump in with body", "for i in y:\n  a #A\n  with w:\n    if c: break\n    b #B\n", true, false, true},
    {"in one loop", "for i in y:\n  a #A\n  b #B\n", true, true, true},
    {"B in a loop", "a #A\nfor i in y:\n  b #B\n", true, false, false},
    {"A in a loop", "for i in y:\n  a #A\nb #B\n", false, false, false},
    {"A in while true", "while True:\n  a #A\n  if c: break\nb #B\n", true, false, false},
    {"A in while true behind a break", "while True:\n  if c: break\n  a #A\nb #B\n", false, false, false},
    {"A in while true, in with behind a break", "while True:\n  with w:\n    if c: break\n    a #A\nb #B\n", false,
     false, false},
    {"finally that jumps", "while True:\n  try:\n    a #A\n  finally:\n    break\nb #B\n", false, false, false},
    {"A in while", "while c:\n  a #A\nb #B\n", false, false, false},
    {"loop else", "for i in y:\n  a #A\nelse:\n  b #B\n", false, false, false},
    {"around the loop", "for i in y:\n  b #B\n  a #A\n", false, false, true},
    {"try body", "try:\n  a #A\n  b #B\nexcept E:\n  pass\n", true, true, true},
    {"out of a try", "try:\n  a #A\nexcept E:\n  pass\nb #B\n", false, false, true},
    {"out of try finally", "try:\n  a #A\nfinally:\n  pass\nb #B\n", true, false, true},
    {"from finally", "try:\n  x\nfinally:\n  a #A\nb #B\n", true, false, true},
    {"body to handler", "try:\n  a #A\nexcept E:\n  b #B\n", false, false, true},
    {"body to else", "try:\n  a #A\nexcept E:\n  pass\nelse:\n  b #B\n", true, false, true},
    {"body to finally", "try:\n  a #A\nfinally:\n  b #B\n", false, false, true},
    {"into a try", "a #A\ntry:\n  b #B\nexcept E:\n  pass\n", true, false, true},
    {"other function", "a #A\ndef f():\n  b #B\n", false, false, true},
    {"within a function", "def f():\n  a #A\n  b #B\n", true, true, true},
    {"class body", "class C:\n  a #A\nb #B\n", true, false, true},
    {"itself", "a #A #B\n", false, false, true},
};

TEST(FlowOrder, Table) {
  for (const Row &R : Rows) {
    Sample S(R.Source);
    ASSERT_TRUE(S.ok()) << R.Name << ": " << S.error();
    Flow F(S.facts());
    Id B = S.stmt("B");
    Id A = llvm::StringRef(R.Source).contains("#A #B") ? B : S.stmt("A");
    EXPECT_EQ(F.dominates(A, B), R.Dominates) << R.Name << "\n" << R.Source;
    EXPECT_EQ(F.alwaysFollows(A, B), R.AlwaysFollows) << R.Name << "\n" << R.Source;
    EXPECT_EQ(F.sameLoop(A, B), R.SameLoop) << R.Name << "\n" << R.Source;
  }
}

TEST(FlowOrder, LoopsAndBlocks) {
  Sample S("def f():\n"
           "  for i in y: #L\n"
           "    while c: #M\n"
           "      a #A\n"
           "    else:\n"
           "      b #B\n"
           "    def g():\n"
           "      d #D\n"
           "  e #E\n");
  ASSERT_TRUE(S.ok()) << S.error();
  Flow F(S.facts());
  EXPECT_EQ(F.innermostLoop(S.stmt("A")), S.stmt("M"));
  EXPECT_EQ(F.innermostLoop(S.stmt("B")), S.stmt("L"));
  EXPECT_EQ(F.innermostLoop(S.stmt("M")), S.stmt("L"));
  EXPECT_EQ(F.innermostLoop(S.stmt("L")), NoId);
  EXPECT_EQ(F.innermostLoop(S.stmt("D")), NoId) << "a loop around the function is not in it";
  EXPECT_EQ(F.commonBlock(S.stmt("A"), S.stmt("B")), S.facts().Stmts[S.stmt("M")].Block);
  EXPECT_EQ(F.commonBlock(S.stmt("A"), S.stmt("E")), S.facts().Stmts[S.stmt("L")].Block);
  EXPECT_EQ(F.commonBlock(S.stmt("A"), S.stmt("D")), NoId);
  EXPECT_EQ(F.ancestorIn(S.stmt("A"), S.facts().Stmts[S.stmt("E")].Block), S.stmt("L"));
  EXPECT_EQ(F.ancestorIn(S.stmt("E"), S.facts().Stmts[S.stmt("A")].Block), NoId);
}

} // namespace
} // namespace summary_upgrade::python
