#include "python/RewriterStatements.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace summary_upgrade::python {

Chunks toChunks(const Text &T, StringRef Newline) {
  Chunks Result;
  for (const Piece &P : T.Pieces) {
    if (P.What == Piece::ExprSlice) {
      Result.push_back(Chunk::slice(P.Node, P.Tight));
      continue;
    }
    std::string S;
    for (char C : P.Text) {
      if (C == '\n')
        S += Newline;
      else
        S += C;
    }
    Result.push_back(Chunk::text(std::move(S)));
  }
  return Result;
}

void StatementEditor::concat(Chunks &To, Chunks From) {
  To.insert(To.end(), std::make_move_iterator(From.begin()), std::make_move_iterator(From.end()));
}

// ------------------------------------------------------------------------------------------------------
// wraps and depth

std::vector<const StatementOps::Wrap *> StatementEditor::wrapsAt(Id Block, uint32_t Index) const {
  std::vector<const StatementOps::Wrap *> Result;
  auto It = BlockWraps.find(Block);
  if (It != BlockWraps.end())
    for (const StatementOps::Wrap *W : It->second)
      if (W->First <= Index && Index <= W->Last)
        Result.push_back(W);
  return Result;
}

unsigned StatementEditor::starting(Id Block, uint32_t Index) const {
  return count_if(wrapsAt(Block, Index), [&](const StatementOps::Wrap *W) { return W->First == Index; });
}
unsigned StatementEditor::ending(Id Block, uint32_t Index) const {
  return count_if(wrapsAt(Block, Index), [&](const StatementOps::Wrap *W) { return W->Last == Index; });
}

/// Puts `Unit` behind the indentation of the wrapped block, so that tabs and spaces keep their order.
static std::string shifted(std::string Indent, StringRef Base, StringRef Unit) {
  size_t At = StringRef(Indent).starts_with(Base) ? Base.size() : 0;
  return Indent.insert(At, Unit);
}

/// Indentation in the output of lines of the block, below `OwnWraps` of its own wraps.
std::string StatementEditor::indent(Id BlockId, unsigned OwnWraps) const {
  std::string Result = L.indentOf(BlockId);
  for (Id B = BlockId; Facts.Blocks[B].Parent != NoId;) {
    const Stmt &Parent = Facts.Stmts[Facts.Blocks[B].Parent];
    std::string Base = L.indentOf(Parent.Block);
    for (unsigned I = wrapDepth(Parent.Block, Parent.Index); I > 0; --I)
      Result = shifted(std::move(Result), Base, L.unitFor(Base));
    B = Parent.Block;
  }
  std::string Unit = L.unitFor(Result);
  for (unsigned I = 0; I < OwnWraps; ++I)
    Result += Unit;
  return Result;
}

Error StatementEditor::prepareBlock(Id BlockId) {
  std::vector<const StatementOps::Wrap *> Wraps;
  for (const StatementOps::Wrap &W : Ops.Wraps)
    if (W.Block == BlockId)
      Wraps.push_back(&W);
  // Of two wraps of the same statements the one asked for first is the outer one.
  llvm::sort(Wraps, [](auto *A, auto *B) {
    return std::make_pair(B->Last - B->First, A) < std::make_pair(A->Last - A->First, B);
  });
  for (auto *A : Wraps)
    for (auto *B : Wraps)
      if (A->First < B->First && B->First <= A->Last && A->Last < B->Last)
        return createStringError("contradictory wraps at line " + Twine(L.firstLine(stmt(BlockId, B->First)) + 1) +
                                 " of " + L.File.path());
  if (!Wraps.empty())
    BlockWraps[BlockId] = std::move(Wraps);
  findPasses(BlockId);
  return Error::success();
}

bool StatementEditor::hasLines(Id S) const {
  const Stmt &St = Facts.Stmts[S];
  return Ops.Before.count(S) || Ops.After.count(S) || starting(St.Block, St.Index);
}

/// A wrap or block that keeps no statement and gets none needs a `pass`.
void StatementEditor::findPasses(Id BlockId) {
  const Block &B = Facts.Blocks[BlockId];
  auto inside = [](const std::map<Id, std::vector<StatementOps::Insertion>> &Map, Id S, bool Rim) {
    auto It = Map.find(S);
    return It != Map.end() && any_of(It->second, [&](const auto &I) { return !Rim || I.InsideWraps; });
  };
  auto empty = [&](uint32_t First, uint32_t Last, bool IsWrap) {
    for (uint32_t I = First; I <= Last; ++I) {
      Id S = B.Stmts[I];
      if (!isRemoved(S) || inside(Ops.Before, S, IsWrap && I == First) || inside(Ops.After, S, IsWrap && I == Last))
        return false;
    }
    return true;
  };
  auto It = BlockWraps.find(BlockId);
  if (It != BlockWraps.end())
    for (const StatementOps::Wrap *W : reverse(It->second))
      if (empty(W->First, W->Last, true))
        Passes.insert(B.Stmts[W->First]);
  if (B.Kind != BlockKind::Module && empty(0, B.Stmts.size() - 1, false))
    Passes.insert(B.Stmts.front());
}

void StatementEditor::indentWrapped(const StatementOps::Wrap &W) {
  Id First = stmt(W.Block, W.First), Last = stmt(W.Block, W.Last);
  bool OwnLine = !Facts.Blocks[W.Block].OneLine && L.groupOf(First).First == W.First;
  std::string Base = L.indentOf(W.Block), Unit = L.unitFor(Base);
  uint32_t End = L.trailLine(Last);
  for (uint32_t Line = OwnLine ? L.ownedLine(First) : L.firstLine(First) + 1; Line <= End; ++Line) {
    if (L.States[Line].InString || GoneLines.count(Line) || L.File.lineText(Line).trim(" \t\f").empty())
      continue;
    StringRef Indent = L.indentation(Line);
    bool Deeper = Indent.starts_with(Base);
    if (!Deeper && L.isCommentLine(Line))
      continue;
    uint32_t At = static_cast<uint32_t>(Indent.data() - L.Bytes.data() + (Deeper ? Base.size() : 0));
    R.add({At, At}, int(Rank::Indent), {Chunk::text(Unit)});
  }
}

// -------------------------------------------------------------------------------------------------------
// lines to insert

Chunks StatementEditor::chunks(const Text &T) const { return toChunks(T, L.Newline); }

void StatementEditor::addLines(OutputLines &To, const std::vector<Line> &Lines, Id Block, unsigned OwnWraps) const {
  std::string Indent = indent(Block, OwnWraps), Unit = L.unitFor(Indent);
  for (const Line &Ln : Lines) {
    std::string Deep = Indent;
    for (unsigned I = 0; I < Ln.Depth; ++I)
      Deep += Unit;
    To.push_back({std::move(Deep), chunks(Ln.Content)});
  }
}

StatementEditor::OutputLines StatementEditor::before(Id S) const {
  const Stmt &St = Facts.Stmts[S];
  unsigned Inner = wrapDepth(St.Block, St.Index), Outer = Inner - starting(St.Block, St.Index);
  OutputLines Result;
  auto It = Ops.Before.find(S);
  auto add = [&](bool Inside, unsigned Depth) {
    if (It != Ops.Before.end())
      for (const auto &I : It->second)
        if (I.InsideWraps == Inside)
          addLines(Result, I.Lines, St.Block, Depth);
  };
  add(false, Outer);
  for (const StatementOps::Wrap *W : wrapsAt(St.Block, St.Index))
    if (W->First == St.Index)
      Result.push_back({indent(St.Block, Outer++), chunks(W->Header)});
  add(true, Inner);
  return Result;
}

StatementEditor::OutputLines StatementEditor::after(Id S) const {
  const Stmt &St = Facts.Stmts[S];
  unsigned Inner = wrapDepth(St.Block, St.Index), Outer = Inner - ending(St.Block, St.Index);
  OutputLines Result;
  auto It = Ops.After.find(S);
  for (bool Inside : {true, false})
    if (It != Ops.After.end())
      for (const auto &I : It->second)
        if (I.InsideWraps == Inside)
          addLines(Result, I.Lines, St.Block, Inside ? Inner : Outer);
  return Result;
}

StatementEditor::OutputLines StatementEditor::replacement(Id S) const {
  const Stmt &St = Facts.Stmts[S];
  OutputLines Result;
  unsigned Depth = wrapDepth(St.Block, St.Index);
  if (Passes.count(S))
    addLines(Result, {Line{"pass", 0}}, St.Block, Depth);
  else if (auto It = Ops.Replaced.find(S); It != Ops.Replaced.end())
    addLines(Result, It->second, St.Block, Depth);
  return Result;
}

void StatementEditor::insertAbove(uint32_t Offset, int Order, OutputLines Lines, unsigned BlanksBelow) {
  if (Lines.empty())
    return;
  Chunks All;
  for (OutputLine &Ln : Lines) {
    All.push_back(Chunk::text(Ln.Indent));
    concat(All, std::move(Ln.Content));
    All.push_back(Chunk::text(L.Newline));
  }
  for (unsigned I = 0; I < BlanksBelow; ++I)
    All.push_back(Chunk::text(L.Newline));
  R.add({Offset, Offset}, Order, std::move(All));
}

void StatementEditor::insertBehind(uint32_t LineNo, int Order, OutputLines Lines, unsigned BlanksAbove,
                                   bool OnNewLine) {
  if (Lines.empty())
    return;
  uint32_t Place = L.behindLine(LineNo);
  bool Unfinished = !OnNewLine && L.lineEnd(LineNo) == L.Bytes.size() && L.lineEnd(LineNo) > L.lineBegin(LineNo);
  Chunks All;
  for (unsigned I = 0; I < BlanksAbove; ++I)
    All.push_back(Chunk::text(L.Newline));
  for (OutputLine &Ln : Lines) {
    All.push_back(Chunk::text((Unfinished ? L.Newline : "") + Ln.Indent));
    concat(All, std::move(Ln.Content));
    All.push_back(Chunk::text(Unfinished ? "" : L.Newline));
  }
  R.add({Place, Place}, Order, std::move(All));
}

// ------------------------------------------------------------------------------------------------------
// groups of a line

bool StatementEditor::groupGone(Id Block, Layout::Group G) const {
  for (uint32_t I = G.First; I <= G.Last; ++I)
    if (!isRemoved(stmt(Block, I)))
      return false;
  return true;
}

bool StatementEditor::mustSplit(Id Block, Layout::Group G) const {
  bool OneLine = Facts.Blocks[Block].OneLine;
  if (!OneLine && G.First == G.Last)
    return false;
  for (uint32_t I = G.First; I <= G.Last; ++I) {
    Id S = stmt(Block, I);
    bool Above = Ops.Before.count(S) || starting(Block, I), Below = Ops.After.count(S) || ending(Block, I);
    if ((Above && (OneLine || I != G.First)) || (Below && (OneLine || I != G.Last)))
      return true;
    auto It = Ops.Replaced.find(S);
    if (It == Ops.Replaced.end())
      continue;
    const Text &First = It->second.front().Content;
    if (It->second.size() > 1 || (!First.Pieces.empty() && First.Pieces.front().What == Piece::Literal &&
                                  isCompoundLine(First.Pieces.front().Text)))
      return true;
  }
  return false;
}

/// Gives every statement of a shared line a line of its own.
void StatementEditor::splitGroup(Id Block, Layout::Group G) {
  bool OneLine = Facts.Blocks[Block].OneLine;
  OutputLines Lines;
  auto take = [&](OutputLines More) {
    Lines.insert(Lines.end(), std::make_move_iterator(More.begin()), std::make_move_iterator(More.end()));
  };
  for (uint32_t I = G.First; I <= G.Last; ++I) {
    Id S = stmt(Block, I);
    if (OneLine || I != G.First)
      take(before(S));
    if (Passes.count(S) || Ops.Replaced.count(S))
      take(replacement(S));
    else if (!isRemoved(S))
      Lines.push_back({indent(Block, wrapDepth(Block, I)), {Chunk::source(Facts.StmtRange[S])}});
    if (I != G.Last)
      take(after(S));
  }
  uint32_t Begin = OneLine ? L.behindColon(Block) : Facts.StmtRange[stmt(Block, G.First)].Begin;
  // What comes first now may be at another depth than what did.
  bool Deeper = !OneLine && !Lines.empty() && Lines.front().Indent != indent(Block, wrapDepth(Block, G.First));
  if (Deeper) {
    uint32_t Line = L.firstLine(stmt(Block, G.First));
    Begin = static_cast<uint32_t>(L.indentation(Line).data() - L.Bytes.data());
    GoneLines.insert(Line);
  }
  Chunks All;
  for (OutputLine &Ln : Lines) {
    bool InPlace = !OneLine && &Ln == &Lines.front();
    if (!InPlace || Deeper)
      All.push_back(Chunk::text((InPlace ? "" : L.Newline) + Ln.Indent));
    concat(All, std::move(Ln.Content));
  }
  R.add({Begin, L.groupEnd(stmt(Block, G.Last))}, int(Rank::Statement), std::move(All));
}

/// Some statements of a shared line go: each takes the semicolon that joins it to one that stays.
void StatementEditor::removeFromGroup(Id Block, Layout::Group G) {
  uint32_t LastKept = G.First;
  for (uint32_t I = G.First; I <= G.Last; ++I)
    if (!isRemoved(stmt(Block, I)))
      LastKept = I;
  for (uint32_t I = G.First; I <= G.Last; ++I) {
    if (!isRemoved(stmt(Block, I)))
      continue;
    text::Range Own = Facts.StmtRange[stmt(Block, I)];
    text::Range Gone = I < LastKept ? text::Range{Own.Begin, Facts.StmtRange[stmt(Block, I + 1)].Begin}
                                    : text::Range{Facts.StmtRange[stmt(Block, I - 1)].End, Own.End};
    R.add(Gone, int(Rank::List), {});
  }
}

/// Lines above and below that need no change of the shared line itself.
void StatementEditor::insertAround(Id Block, Layout::Group G, bool Gone) {
  Id First = stmt(Block, G.First), Last = stmt(Block, G.Last);
  int Depth = static_cast<int>(L.depthOf(Block));
  bool OneLine = Facts.Blocks[Block].OneLine;
  bool IsDef = Facts.Stmts[First].Kind == StmtKind::FunctionDef || Facts.Stmts[First].Kind == StmtKind::ClassDef;
  if (!OneLine) {
    uint32_t Line = L.ownedLine(First);
    insertAbove(L.lineBegin(Line), int(Rank::BeforeStatement) + Depth, before(First),
                IsDef && Ops.Before.count(First) && !starting(Block, G.First) ? L.blankLinesAbove(Line) : 0);
  }
  uint32_t End = L.trailLine(Last), Blanks = 0;
  if (IsDef && Ops.After.count(Last))
    Blanks =
        G.Last + 1 < Facts.Blocks[Block].Stmts.size() ? L.blankLinesBelow(End) : L.blankLinesAbove(L.ownedLine(First));
  bool OnNewLine = Gone && (L.firstLine(First) == 0 || Ops.Before.count(First) || starting(Block, G.First));
  insertBehind(End, int(Rank::AfterStatement) - Depth, after(Last), Blanks, OnNewLine);
}

void StatementEditor::editGroup(Id Block, Layout::Group G) {
  insertAround(Block, G, false);
  if (mustSplit(Block, G))
    return splitGroup(Block, G);
  Id First = stmt(Block, G.First), Last = stmt(Block, G.Last), Pass = NoId;
  bool Any = false, AllGone = true;
  for (uint32_t I = G.First; I <= G.Last; ++I) {
    Id S = stmt(Block, I);
    Any |= isRemoved(S);
    AllGone &= Ops.Removed.count(S) != 0;
    if (Passes.count(S) && Pass == NoId)
      Pass = S;
  }
  if (AllGone && Pass != NoId) {
    R.add({Facts.StmtRange[First].Begin, L.lineEnd(L.lastLine(Last))}, int(Rank::Statement), {Chunk::text("pass")});
    return;
  }
  if (Any)
    removeFromGroup(Block, G);
  for (uint32_t I = G.First; I <= G.Last; ++I) {
    Id S = stmt(Block, I);
    OutputLines Lines = replacement(S);
    if (Lines.empty())
      continue;
    Chunks All;
    for (OutputLine &Ln : Lines) {
      if (&Ln != &Lines.front())
        All.push_back(Chunk::text(L.Newline + Ln.Indent));
      concat(All, std::move(Ln.Content));
    }
    R.add(Facts.StmtRange[S], int(Rank::Statement), std::move(All));
  }
}

} // namespace summary_upgrade::python
