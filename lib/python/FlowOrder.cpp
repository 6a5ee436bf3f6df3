// Order between statements: read off the nesting, no graph.
#include "python/FlowTables.h"
#include "llvm/ADT/STLExtras.h"

namespace summary_upgrade::python {

Id Flow::ancestorIn(Id Stmt, Id Block) const {
  for (Id S = Stmt; S != NoId; S = Facts.parentStmt(S))
    if (Facts.Stmts[S].Block == Block)
      return S;
  return NoId;
}

/// The block around the statement of a block, within the same function; NoId at its end.
static Id outerBlock(const ModuleFacts &F, Id Block) {
  if (F.Blocks[Block].Kind == BlockKind::Function || F.Blocks[Block].Parent == NoId)
    return NoId;
  return F.Stmts[F.Blocks[Block].Parent].Block;
}

Id Flow::commonBlock(Id StmtA, Id StmtB) const {
  llvm::SmallVector<Id, 16> Blocks;
  for (Id B = Facts.Stmts[StmtA].Block; B != NoId; B = outerBlock(Facts, B))
    Blocks.push_back(B);
  for (Id B = Facts.Stmts[StmtB].Block; B != NoId; B = outerBlock(Facts, B))
    if (llvm::is_contained(Blocks, B))
      return B;
  return NoId;
}

Id Flow::innermostLoop(Id Stmt) const {
  for (Id B = Facts.Stmts[Stmt].Block; Facts.Blocks[B].Kind != BlockKind::Function; B = outerBlock(Facts, B)) {
    Id P = Facts.Blocks[B].Parent;
    if (P == NoId)
      return NoId;
    if (Facts.Blocks[B].Kind == BlockKind::Body &&
        (Facts.Stmts[P].Kind == StmtKind::For || Facts.Stmts[P].Kind == StmtKind::While))
      return P;
  }
  return NoId;
}

/// When the statement around `Block` has completed without an exception leaving it, has all of `Block` up to a certain
/// statement run? `Quiet`: nothing jumps out before that statement, in this block and the ones within.
static bool ranWith(const ModuleFacts &F, const Flow::Tables &T, Id Block, bool Quiet) {
  Id P = F.Blocks[Block].Parent;
  switch (F.Stmts[P].Kind) {
  case StmtKind::With:
    return !swallowsExceptions(F, P);
  case StmtKind::ClassDef:
    return true;
  case StmtKind::Try:
    if (F.Blocks[Block].Kind == BlockKind::Finally)
      return true;
    // Without handlers the body (and then the else) has run, or an exception went on; unless a `finally` that
    // jumps swallows it.
    return (F.Blocks[Block].Kind == BlockKind::Body || F.Blocks[Block].Kind == BlockKind::Else) &&
           llvm::none_of(F.Stmts[P].Blocks, [&](Id B) {
             return F.Blocks[B].Kind == BlockKind::Except ||
                    (F.Blocks[B].Kind == BlockKind::Finally &&
                     llvm::any_of(F.Blocks[B].Stmts, [&](Id S) { return T.Escapes[S] != 0; }));
           });
  case StmtKind::While:
    return Quiet && F.Blocks[Block].Kind == BlockKind::Body && alwaysTrue(F, F.Stmts[P].Value);
  default:
    return false;
  }
}

bool Flow::dominates(Id A, Id B) const {
  if (A == B || T->frameOfStmt(Facts, A) != T->frameOfStmt(Facts, B))
    return false;
  Id Common = commonBlock(A, B);
  if (Common == NoId)
    return false;
  Id OuterA = ancestorIn(A, Common), OuterB = ancestorIn(B, Common);
  if (Facts.Stmts[OuterA].Index > Facts.Stmts[OuterB].Index)
    return false;
  if (OuterA == OuterB && A == OuterA)
    return true; // B is nested in A
  if (OuterA == OuterB && B == OuterB)
    return false;
  // Up from A to the common block: each statement around it must have run it.
  bool Quiet = true;
  for (Id S = A; S != OuterA;) {
    Id Block = Facts.Stmts[S].Block;
    Id P = Facts.Blocks[Block].Parent;
    if (P == OuterA && OuterA == OuterB) {
      // Both in one statement: only from the body of a `try` to its `else`.
      Id BlockB = NoId;
      for (Id Inner : Facts.Stmts[P].Blocks)
        if (ancestorIn(B, Inner) != NoId)
          BlockB = Inner;
      return Facts.Stmts[P].Kind == StmtKind::Try && Facts.Blocks[Block].Kind == BlockKind::Body && BlockB != NoId &&
             Facts.Blocks[BlockB].Kind == BlockKind::Else;
    }
    for (uint32_t I = 0; I < Facts.Stmts[S].Index; ++I)
      Quiet &= !T->Escapes[Facts.Blocks[Block].Stmts[I]];
    if (!ranWith(Facts, *T, Block, Quiet))
      return false;
    S = P;
  }
  return true;
}

static bool holdsYield(const ModuleFacts &F, const Flow::Tables &T, Id Root) {
  if (Root == NoId)
    return false;
  for (Id E = T.ExprBegin[Root]; E <= Root; ++E)
    if (F.Exprs[E].Kind == ExprKind::Yield || F.Exprs[E].Kind == ExprKind::Await)
      return true;
  return false;
}

bool Flow::alwaysFollows(Id A, Id B) const {
  Id Home = Facts.Stmts[A].Block;
  Id Outer = ancestorIn(B, Home);
  if (A == B || Outer == NoId || Facts.Stmts[Outer].Index <= Facts.Stmts[A].Index ||
      T->frameOfStmt(Facts, A) != T->frameOfStmt(Facts, B))
    return false;
  // Nothing before S in its block, from Index on, may leave it.
  auto quiet = [&](uint32_t Index, Id S) {
    const auto &Stmts = Facts.Blocks[Facts.Stmts[S].Block].Stmts;
    for (; Index < Facts.Stmts[S].Index; ++Index)
      if (T->Escapes[Stmts[Index]])
        return false;
    return true;
  };
  for (Id S = B;;) {
    if (S == Outer)
      return quiet(Facts.Stmts[A].Index + 1, S);
    if (!quiet(0, S))
      return false;
    S = Facts.parentStmt(S);
    const Stmt &With = Facts.Stmts[S];
    if (With.Kind != StmtKind::With || With.Async || swallowsExceptions(Facts, S))
      return false;
    for (const WithItem &Item : With.Items)
      if (holdsYield(Facts, *T, Item.Context))
        return false;
  }
}

} // namespace summary_upgrade::python
