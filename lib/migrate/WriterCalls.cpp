#include "migrate/WriterCalls.h"
#include "migrate/WriterInit.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace summary_upgrade::program;
using namespace summary_upgrade::python;

namespace summary_upgrade::migrate {

namespace {

class CallPlanner {
public:
  CallPlanner(Plan &P, const WriterPlan &W, const Sessions &Where)
      : P(P), W(W), V1(P.P.Writers[W.Writer]), Where(Where) {}

  bool run() { return calls() && closeAtEnd(); }

private:
  const ModuleFacts &facts(uint32_t File) const { return P.facts(File); }

  bool calls() {
    for (uint32_t C : P.C.WriterCalls) {
      const WriterCall &X = P.P.WriterCalls[C];
      if (!is_contained(X.Writers, W.Writer))
        continue;
      if (X.Writers.size() > 1)
        return P.decline("SU213", "which of several writers this is, is not known", X.Call);
      if ((X.Kind == WriterCallKind::Flush || X.Kind == WriterCallKind::Close) && isStatement(X.Call) &&
          closedEarlier(X)) {
        P.rewriter(X.Call.File)
            .removeStmt(P.stmtOf(X.Call).Node); // v1 does nothing here either; v2 would raise
        continue;
      }
      switch (X.Kind) {
      case WriterCallKind::Flush:
        if (!flush(X))
          return false;
        break;
      case WriterCallKind::Close:
        if (!close(X))
          return false;
        break;
      case WriterCallKind::AddGraph:
        if (!addGraph(X))
          return false;
        break;
      case WriterCallKind::Reopen:
      case WriterCallKind::GetLogdir:
      case WriterCallKind::AddEvent:
      case WriterCallKind::AddRunMetadata:
      case WriterCallKind::AddSessionLog:
      case WriterCallKind::AddMetaGraph:
        return P.decline("SU219",
                         "`" + P.expr({X.Call.File, P.expr(X.Call).Children[0]}).Text +
                             "` of the v1 writer has no rewrite yet",
                         X.Call);
      }
    }
    return true;
  }
  bool closedEarlier(const WriterCall &X) const {
    NodeRef S = P.stmtOf(X.Call);
    return any_of(P.C.WriterCalls, [&](uint32_t C) {
      const WriterCall &Y = P.P.WriterCalls[C];
      NodeRef T = P.stmtOf(Y.Call);
      return Y.Kind == WriterCallKind::Close && Y.Call != X.Call && Y.Writers == X.Writers &&
             T.File == S.File && P.scopeOfStmt(T) == P.scopeOfStmt(S) && T != S &&
             P.flow(S.File).dominates(T.Node, S.Node) && P.flow(S.File).sameLoop(T.Node, S.Node);
    });
  }
  /// A writer that nobody closes loses its last rows when its session is not closed either: it is closed
  /// where the session's block ends.
  bool closeAtEnd() {
    for (uint32_t C : P.C.WriterCalls)
      if (P.P.WriterCalls[C].Kind == WriterCallKind::Close &&
          is_contained(P.P.WriterCalls[C].Writers, W.Writer))
        return true;
    if (P.C.Ops.empty() && P.C.Writes.empty())
      return true; // the graph alone is written at once when the writer is initialised
    for (NodeRef Site : Where.sites()) {
      NodeRef S = P.stmtOf(Site);
      const Stmt &X = P.stmt(S);
      if (X.Kind == StmtKind::With)
        continue; // closed with its block, which writes what is left
      if (X.Kind != StmtKind::Assign || X.Targets.size() != 1)
        continue;
      std::string Sess = P.slice({Site.File, X.Targets[0]}).str();
      const ModuleFacts &F = facts(Site.File);
      NodeRef Scope = P.scopeOf(Site);
      bool Here = F.Exprs[X.Targets[0]].Kind == ExprKind::Name &&
                  (Scope == W.Home || P.sees(Scope, W.Where.Scope)) &&
                  all_of(P.C.Runs, [&](uint32_t R) { return P.sees(P.scopeOf(P.P.Runs[R].Call), Scope); });
      for (Id E = 0; E < F.Exprs.size() && Here; ++E)
        if (F.Exprs[E].Kind == ExprKind::Name && !F.Exprs[E].Store && F.Exprs[E].Text == Sess &&
            Where.closeOf({Site.File, E}) != NoId)
          Here = false; // closed by the program, which writes what is left
      if (!Here) {
        if (F.Exprs[X.Targets[0]].Kind != ExprKind::Name)
          P.notice("SU236",
                   "nothing closes this writer: as before, the last rows may be lost when the program ends",
                   V1.Call);
        continue;
      }
      const Block &B = F.Blocks[X.Block];
      std::vector<Line> Close{{Text(Sess + ".run(" + W.Name + ".close())")}};
      Id Last = B.Stmts.back();
      StmtKind Kind = F.Stmts[Last].Kind;
      if (Kind == StmtKind::Return || Kind == StmtKind::Raise || Kind == StmtKind::Continue ||
          Kind == StmtKind::Break)
        P.rewriter(Site.File).insertBefore(Last, std::move(Close));
      else
        P.rewriter(Site.File).insertAfter(Last, std::move(Close));
    }
    return true;
  }
  bool isStatement(NodeRef Call) const {
    const Stmt &S = P.stmt(P.stmtOf(Call));
    return S.Kind == StmtKind::Expr && S.Value == Call.Node;
  }
  bool flush(const WriterCall &X) {
    NodeRef S = P.stmtOf(X.Call);
    std::string Sess = Where.forCall(X.Call, X.WriterExpr);
    if (!isStatement(X.Call))
      return P.decline("SU219", "this `flush` is part of a larger expression", X.Call);
    if (Sess.empty())
      return P.decline("SU220", "no session is known to be open where the writer is flushed", X.Call);
    Rewriter &R = P.rewriter(X.Call.File);
    if (P.flow(X.Call.File).innermostLoop(S.Node) == NoId) {
      R.replaceExpr(X.Call.Node, Text(Sess + ".run(").expr(X.Call.Node).lit(")"));
      return true;
    }
    // Built once, before the outermost loop: in the loop it would add an op to the graph each time.
    std::string Name = P.freshName(X.Call.File, W.Bare + "_flush");
    Id Outermost = NoId;
    for (Id At : P.chain(S))
      if (StmtKind Kind = P.stmt({S.File, At}).Kind; Kind == StmtKind::For || Kind == StmtKind::While)
        Outermost = At;
    if (!P.movable(X.WriterExpr, S, {S.File, Outermost}) && !(W.Home == P.scopeOf(X.Call) && W.KeepsName))
      return P.decline("SU219", "the writer that is flushed in this loop is not known before it", X.Call);
    R.insertBefore(Outermost, {{Text(Name + " = " + P.slice(X.Call).str())}});
    R.replaceExpr(X.Call.Node, Text(Sess + ".run(" + Name + ")"));
    return true;
  }
  bool close(const WriterCall &X) {
    NodeRef S = P.stmtOf(X.Call);
    if (!isStatement(X.Call))
      return P.decline("SU219", "this `close` is part of a larger expression", X.Call);
    Rewriter &R = P.rewriter(X.Call.File);
    std::string Sess = Where.forCall(X.Call, X.WriterExpr);
    if (!Sess.empty()) {
      R.replaceExpr(X.Call.Node, Text(Sess + ".run(").expr(X.Call.Node).lit(")"));
      return true;
    }
    // The session is closed by then: close the writer as the last thing in the session.
    const ModuleFacts &F = facts(X.Call.File);
    NodeRef Scope = P.scopeOf(X.Call);
    for (NodeRef Site : Where.sites()) {
      NodeRef SiteStmt = P.stmtOf(Site);
      if (Site.File != X.Call.File || P.scopeOf(Site) != Scope || P.stmt(SiteStmt).Kind != StmtKind::With)
        continue;
      for (const WithItem &Item : P.stmt(SiteStmt).Items)
        if (Item.Context == Site.Node && Item.Target != NoId &&
            P.flow(X.Call.File).dominates(SiteStmt.Node, S.Node) &&
            P.flow(X.Call.File).innermostLoop(SiteStmt.Node) == P.flow(X.Call.File).innermostLoop(S.Node)) {
          if (F.Stmts[SiteStmt.Node].Flags & HasJump)
            return P.decline(
                "SU220", "the writer is closed after its session, which the code may leave early", X.Call);
          R.appendToBody(P.stmt(SiteStmt).Blocks[0], {{Text(P.slice({Site.File, Item.Target}).str() +
                                                            ".run(" + P.slice(X.Call).str() + ")")}});
          R.removeStmt(S.Node);
          return true;
        }
    }
    for (Id E = 0; E < F.Exprs.size(); ++E)
      if ((F.Exprs[E].Kind == ExprKind::Name || F.Exprs[E].Kind == ExprKind::Attribute) &&
          !F.Exprs[E].Store && F.functionScope(F.Exprs[E].Scope) == Scope.Node &&
          Where.isOurs({X.Call.File, E})) {
        Id Close = Where.closeOf({X.Call.File, E});
        if (Close != NoId && F.Stmts[Close].Block == F.Stmts[S.Node].Block &&
            F.Stmts[Close].Index < F.Stmts[S.Node].Index) {
          R.insertBefore(Close,
                         {{Text(P.slice({X.Call.File, E}).str() + ".run(" + P.slice(X.Call).str() + ")")}});
          R.removeStmt(S.Node);
          return true;
        }
      }
    return P.decline("SU220", "no session is known to be open where the writer is closed", X.Call);
  }
  bool addGraph(const WriterCall &X) {
    if (!isStatement(X.Call) || !X.Args.Problem.empty() || X.Args["graph"] == NoId)
      return P.decline("SU219", "this form of `add_graph` has no rewrite yet", X.Call);
    for (StringRef Extra : {"global_step", "graph_def"})
      if (X.Args[Extra] != NoId)
        return P.decline("SU219", ("`" + Extra + "=` of add_graph has no rewrite yet").str(), X.Call);
    Spelling Spelled;
    if (!P.spelling(P.scopeOf(X.Call), X.Call, Spelled))
      return false;
    NodeRef S = P.stmtOf(X.Call);
    Rewriter &R = P.rewriter(X.Call.File);
    std::string Writer = P.slice(X.WriterExpr).str();
    std::string Sess = Where.forCall(X.Call, X.WriterExpr);
    if (!Sess.empty()) {
      R.replaceStmt(S.Node, graphLines(Sess, Writer, X.Args["graph"], Spelled));
      return true;
    }
    return P.decline("SU220", "no session is known to be open where the graph is written", X.Call);
  }

  Plan &P;
  const WriterPlan &W;
  const Writer &V1;
  const Sessions &Where;
};

} // namespace

bool emitWriterCalls(Plan &P, const WriterPlan &W, const Sessions &Where) {
  return CallPlanner(P, W, Where).run();
}

} // namespace summary_upgrade::migrate
