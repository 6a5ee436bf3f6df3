// Whole lines: statements that go with their lines, imports, and the walk over the blocks.
#include "python/RewriterStatements.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace summary_upgrade::python {

/// Statements First..Last of the block stand on lines of their own and go with them. Blank lines that
/// separated them are not left doubled, nor at the start or end of the block.
void StatementEditor::removeLines(Id BlockId, uint32_t First, uint32_t Last) {
  const Block &B = Facts.Blocks[BlockId];
  uint32_t Begin = L.firstLine(B.Stmts[First]), End = L.trailLine(B.Stmts[Last]);
  uint32_t Above = L.blankLinesAbove(Begin), Below = L.blankLinesBelow(End);
  bool Alone = !hasLines(B.Stmts[First]) && !hasLines(B.Stmts[Last]);
  bool AtStart = First == 0 && !(Begin > Above && L.isCommentLine(Begin - Above - 1));
  uint32_t Next = End + Below + 1;
  bool AtEndOfFile = Next >= L.File.lineCount() || L.File.lineStart(Next) >= L.Bytes.size();
  bool AtEnd = Last + 1 == B.Stmts.size() && (AtEndOfFile || !L.isCommentLine(Next));
  if (Alone) {
    if (AtEndOfFile || (AtEnd && !AtStart))
      Begin -= Above;
    else if (AtStart || (Above && Below && Below <= Above))
      End += Below;
    else if (Above && Below)
      Begin -= Above;
  }
  for (uint32_t Line = Begin; Line <= End; ++Line)
    GoneLines.insert(Line);
  text::Range Gone{L.lineBegin(Begin), L.behindLine(End)};
  // A file that ended without a newline still does, unless lines take the place of the last one.
  bool LinesAbove = Ops.Before.count(B.Stmts[First]) || starting(BlockId, First);
  if (Gone.End == L.Bytes.size() && !L.File.endsWithNewline() && Begin > 0 && !LinesAbove)
    Gone.Begin = L.lineEnd(Begin - 1);
  Gones.push_back(Gone);
}

void StatementEditor::removeGones() {
  llvm::sort(Gones, [](text::Range A, text::Range B) { return A.Begin < B.Begin; });
  uint32_t End = 0;
  for (text::Range Gone : Gones) {
    // The last line takes the newline before it along, unless that one goes with its own line.
    Gone.Begin = std::max(Gone.Begin, End);
    End = Gone.End;
    R.add(Gone, int(Rank::Statement), {});
  }
}

void StatementEditor::editBlock(Id BlockId) {
  const Block &B = Facts.Blocks[BlockId];
  uint32_t RunFirst = NoId, RunLast = NoId;
  auto endRun = [&] {
    if (RunFirst != NoId)
      removeLines(BlockId, RunFirst, RunLast);
    RunFirst = NoId;
  };
  auto touched = [&](Id S) {
    return Ops.Before.count(S) || Ops.After.count(S) || Ops.Replaced.count(S) || Ops.Removed.count(S) ||
           starting(BlockId, Facts.Stmts[S].Index) || ending(BlockId, Facts.Stmts[S].Index);
  };
  for (uint32_t I = 0; I < B.Stmts.size(); ++I) {
    if (!touched(B.Stmts[I])) {
      endRun();
      continue;
    }
    Layout::Group G = L.groupOf(B.Stmts[I]);
    I = G.Last;
    if (!groupGone(BlockId, G) || mustSplit(BlockId, G)) {
      endRun();
      editGroup(BlockId, G);
      continue;
    }
    bool Joins = RunFirst != NoId && !hasLines(B.Stmts[G.First]) && !hasLines(B.Stmts[RunLast]) &&
                 L.ownedLine(B.Stmts[G.First]) == L.firstLine(B.Stmts[G.First]) &&
                 L.trailLine(B.Stmts[RunLast]) + L.blankLinesAbove(L.firstLine(B.Stmts[G.First])) + 1 ==
                     L.firstLine(B.Stmts[G.First]);
    if (!Joins) {
      endRun();
      RunFirst = G.First;
    }
    RunLast = G.Last;
    insertAround(BlockId, G, true);
  }
  endRun();
}

/// `import a.b as c` or `from m import x as y` is among the top-level imports.
static bool alreadyImported(const ModuleFacts &Facts, const text::SourceFile &File, StringRef Statement) {
  SmallVector<StringRef, 8> Words;
  Statement.split(Words, ' ', -1, false);
  auto word = [&](size_t I) { return I < Words.size() ? Words[I] : StringRef(); };
  for (Id S : Facts.Blocks[0].Stmts) {
    const Stmt &St = Facts.Stmts[S];
    if (St.Kind != StmtKind::Import && St.Kind != StmtKind::ImportFrom)
      continue;
    if (File.slice(Facts.StmtRange[S]) == Statement)
      return true;
    for (const ImportedName &N : St.Imports) {
      if (St.Kind == StmtKind::Import && word(0) == "import" && N.Module == word(1)) {
        if (Words.size() == 2 ? N.BindsRoot || N.Alias == word(1)
                              : word(2) == "as" && !N.BindsRoot && N.Alias == word(3))
          return true;
      } else if (St.Kind == StmtKind::ImportFrom && word(0) == "from" && N.Level == 0 && N.Module == word(1) &&
                 word(2) == "import" && N.Name == word(3)) {
        if (Words.size() == 4 ? N.Alias == word(3) : word(4) == "as" && N.Alias == word(5))
          return true;
      }
    }
  }
  return false;
}

void StatementEditor::addImports() {
  OutputLines Lines;
  std::set<std::string> Seen;
  for (const std::string &Statement : Ops.Imports)
    if (Seen.insert(Statement).second && !alreadyImported(Facts, L.File, Statement))
      Lines.push_back({"", {Chunk::text(Statement)}});
  if (Lines.empty())
    return;
  // Behind all lines inserted after the statements that end here.
  int Order = int(Rank::AfterStatement) + 1;
  if (Facts.ImportAnchor != NoId)
    return putBehind(Facts.ImportAnchor, Order, std::move(Lines), 0);
  putAtHead(Order, std::move(Lines));
}

/// Behind the lines of a top-level statement, or above a wrap that goes on behind it.
void StatementEditor::putBehind(Id StmtId, int Order, OutputLines Lines, unsigned BlanksAbove) {
  Id Last = stmt(0, L.groupOf(StmtId).Last);
  std::vector<const StatementOps::Wrap *> Around = wrapsAt(0, Facts.Stmts[Last].Index);
  if (!Around.empty() && Around.front()->Last > Facts.Stmts[Last].Index) {
    Last = stmt(0, L.groupOf(stmt(0, Around.front()->First)).First);
    return insertAbove(L.lineBegin(L.ownedLine(Last)), Order, std::move(Lines), 0);
  }
  insertBehind(L.lastLine(Last), Order, std::move(Lines), BlanksAbove);
}

/// Behind docstring and __future__ imports, else behind the comments that open the file.
void StatementEditor::putAtHead(int Order, OutputLines Lines) {
  Id Behind = NoId;
  for (Id S : Facts.Blocks[0].Stmts)
    if (L.isDocstring(S) || L.isFutureImport(S))
      Behind = S;
  if (Behind == NoId) {
    uint32_t Offset = L.headOffset();
    if (Offset < L.Bytes.size())
      return insertAbove(Offset, Order, std::move(Lines), 0);
    return insertBehind(L.File.lineCount() - 1, Order, std::move(Lines), 0);
  }
  putBehind(Behind, Order, std::move(Lines), L.isDocstring(Behind) ? 1 : 0);
}

Error StatementEditor::run() {
  std::set<Id> Blocks;
  for (const auto *Map : {&Ops.Before, &Ops.After})
    for (const auto &[S, Lines] : *Map)
      Blocks.insert(Facts.Stmts[S].Block);
  for (const auto &[S, Lines] : Ops.Replaced)
    Blocks.insert(Facts.Stmts[S].Block);
  for (Id S : Ops.Removed)
    Blocks.insert(Facts.Stmts[S].Block);
  for (const StatementOps::Wrap &W : Ops.Wraps)
    Blocks.insert(W.Block);
  for (Id B : Blocks)
    if (Error E = prepareBlock(B))
      return E;
  for (Id B : Blocks)
    editBlock(B);
  removeGones();
  for (const StatementOps::Wrap &W : Ops.Wraps)
    indentWrapped(W);
  OutputLines Head;
  addLines(Head, Ops.AtHead, 0, 0);
  if (!Head.empty())
    putAtHead(int(Rank::AfterStatement) + 2, std::move(Head));
  addImports();
  return Error::success();
}

} // namespace summary_upgrade::python
