#include "migrate/AfterClose.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace summary_upgrade::program;
using namespace summary_upgrade::python;

namespace summary_upgrade::migrate {

namespace {

class Search {
public:
  Search(const Plan &P, uint32_t Writer) : P(P), Made(places(P.P.Writers[Writer].Call)) {
    for (uint32_t C : P.C.WriterCalls)
      if (const WriterCall &X = P.P.WriterCalls[C]; X.Kind == WriterCallKind::Reopen)
        for (NodeRef At : places(X.Call))
          Made.insert(At);
  }

  bool follows(NodeRef Close, NodeRef Write) const {
    std::set<NodeRef> Writes = places(Write);
    for (NodeRef C : places(Close))
      for (NodeRef W : Writes)
        if (C.File == W.File && P.scopeOfStmt(C) == P.scopeOfStmt(W) && (later(C, W) || nextRound(C, W)))
          return true;
    return false;
  }

private:
  /// The statement of a call, and those that call the function it stands in, and so on.
  std::set<NodeRef> places(NodeRef Call) const {
    std::set<NodeRef> Result;
    std::vector<NodeRef> Waiting{Call};
    while (!Waiting.empty() && Result.size() < 256) {
      NodeRef At = Waiting.back();
      Waiting.pop_back();
      if (!Result.insert(P.stmtOf(At)).second)
        continue;
      for (uint32_t Edge : P.L.callersOf(P.scopeOf(At)))
        Waiting.push_back(P.L.callEdges()[Edge].Call);
    }
    return Result;
  }
  uint32_t begin(NodeRef S) const { return P.facts(S.File).StmtRange[S.Node].Begin; }
  bool inside(NodeRef S, Id Around) const { return is_contained(P.chain(S), Around); }

  /// Behind it in the same function, where no new writer is made between.
  bool later(NodeRef C, NodeRef W) const {
    const ModuleFacts &F = P.facts(C.File);
    if (F.StmtRange[C.Node].End > begin(W) || otherBranch(C, W) || leaves(C, /*Loop=*/false))
      return false;
    return none_of(Made, [&](NodeRef M) {
      return M.File == C.File && P.scopeOfStmt(M) == P.scopeOfStmt(C) && begin(C) < begin(M) && begin(M) <= begin(W);
    });
  }
  /// In a loop around both in which no writer is made.
  bool nextRound(NodeRef C, NodeRef W) const {
    const ModuleFacts &F = P.facts(C.File);
    return any_of(P.chain(C), [&](Id At) {
      StmtKind Kind = F.Stmts[At].Kind;
      return (Kind == StmtKind::For || Kind == StmtKind::While) && At != C.Node && inside(W, At) &&
             !leaves(C, /*Loop=*/true) && none_of(Made, [&](NodeRef M) { return M.File == C.File && inside(M, At); });
    });
  }
  /// The function, or the loop, ends behind it.
  bool leaves(NodeRef C, bool Loop) const {
    const ModuleFacts &F = P.facts(C.File);
    for (Id At : P.chain(C)) {
      const Block &B = F.Blocks[F.Stmts[At].Block];
      for (uint32_t I = F.Stmts[At].Index + 1; I < B.Stmts.size(); ++I) {
        StmtKind Kind = F.Stmts[B.Stmts[I]].Kind;
        if (Kind == StmtKind::Return || Kind == StmtKind::Raise || (Loop && Kind == StmtKind::Break))
          return true;
      }
      if (Id Around = F.parentStmt(At);
          Loop && Around != NoId && (F.Stmts[Around].Kind == StmtKind::For || F.Stmts[Around].Kind == StmtKind::While))
        return false;
    }
    return false;
  }
  bool otherBranch(NodeRef C, NodeRef W) const {
    const ModuleFacts &F = P.facts(C.File);
    for (Id A : P.chain(C))
      for (Id B : P.chain(W))
        if (Id Around = F.parentStmt(A); Around != NoId && Around == F.parentStmt(B) &&
                                         F.Stmts[A].Block != F.Stmts[B].Block && F.Stmts[Around].Kind == StmtKind::If)
          return true;
    return false;
  }

  const Plan &P;
  std::set<NodeRef> Made; ///< where a writer is made or opened again
};

} // namespace

std::optional<LateWrite> writeAfterClose(const Plan &P, uint32_t Writer) {
  Search S(P, Writer);
  for (uint32_t C : P.C.WriterCalls) {
    const WriterCall &X = P.P.WriterCalls[C];
    if (X.Kind != WriterCallKind::Close || !is_contained(X.Writers, Writer))
      continue;
    for (uint32_t I : P.C.Writes)
      if (const Write &Y = P.P.Writes[I]; is_contained(Y.Writers, Writer) && S.follows(X.Call, Y.Call))
        return LateWrite{Y.Call, X.Call};
  }
  return std::nullopt;
}

} // namespace summary_upgrade::migrate
