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

  bool run() { return nothingAfterClose() && calls() && closeAtEnd(); }

private:
  const ModuleFacts &facts(uint32_t File) const { return P.facts(File); }

  bool calls() {
    for (uint32_t C : P.C.WriterCalls) {
      const WriterCall &X = P.P.WriterCalls[C];
      if (!is_contained(X.Writers, W.Writer))
        continue;
      if (X.Writers.size() > 1)
        return P.decline("SU213", "which of several writers this is, is not known", X.Call);
      if (Where.several() && X.Kind == WriterCallKind::Close && !closeInEach(X))
        return false;
      if (Where.several() && X.Kind == WriterCallKind::Close)
        continue;
      if ((X.Kind == WriterCallKind::Flush || X.Kind == WriterCallKind::Close) && isStatement(X.Call) &&
          closedEarlier(X)) {
        P.rewriter(X.Call.File).removeStmt(P.stmtOf(X.Call).Node); // v1 does nothing here either; v2 would raise
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
        if (!reopen(X))
          return false;
        break;
      case WriterCallKind::GetLogdir:
        if (!getLogdir(X))
          return false;
        break;
      case WriterCallKind::Projector:
        return P.decline("SU219", "the projector asks the writer for its directory, and a v2 writer does not know it",
                         X.Call);
      case WriterCallKind::AddEvent:
      case WriterCallKind::AddRunMetadata:
      case WriterCallKind::AddSessionLog:
      case WriterCallKind::AddMetaGraph:
        break; // emitWriterEvents
      }
    }
    return true;
  }
  /// v1 drops what is written after `close`, a v2 writer fails.
  bool nothingAfterClose() {
    for (uint32_t C : P.C.WriterCalls) {
      const WriterCall &X = P.P.WriterCalls[C];
      if (X.Kind != WriterCallKind::Close || !is_contained(X.Writers, W.Writer))
        continue;
      NodeRef S = P.stmtOf(X.Call);
      const ModuleFacts &F = facts(S.File);
      const python::Flow &Flow = P.flow(S.File);
      // The program or the function goes on after it.
      auto leaves = [&] {
        for (Id At : P.chain(S)) {
          const Block &B = F.Blocks[F.Stmts[At].Block];
          for (uint32_t I = F.Stmts[At].Index + 1; I < B.Stmts.size(); ++I)
            if (StmtKind Kind = F.Stmts[B.Stmts[I]].Kind;
                Kind == StmtKind::Return || Kind == StmtKind::Break || Kind == StmtKind::Raise)
              return true;
        }
        return false;
      };
      for (uint32_t WriteIndex : P.C.Writes) {
        const Write &Y = P.P.Writes[WriteIndex];
        NodeRef T = P.stmtOf(Y.Call);
        if (!is_contained(Y.Writers, W.Writer) || T.File != S.File || P.scopeOfStmt(T) != P.scopeOfStmt(S) || leaves())
          continue;
        bool Reopened = any_of(P.C.WriterCalls, [&](uint32_t R) {
          const WriterCall &Z = P.P.WriterCalls[R];
          NodeRef U = P.stmtOf(Z.Call);
          return Z.Kind == WriterCallKind::Reopen && U.File == S.File && P.scopeOfStmt(U) == P.scopeOfStmt(S) &&
                 Flow.dominates(S.Node, U.Node) && Flow.dominates(U.Node, T.Node);
        });
        bool SameRound = false; // a loop around both that the writer is not made in
        for (Id At : P.chain(S))
          if (StmtKind Kind = F.Stmts[At].Kind; Kind == StmtKind::For || Kind == StmtKind::While)
            SameRound |= is_contained(P.chain(T), At) && !is_contained(P.chain(W.Stmt), At);
        bool Later = F.StmtRange[S.Node].End <= F.StmtRange[T.Node].Begin && !inOtherBranch(S, T);
        if ((Later || SameRound) && !Reopened)
          return P.decline("SU219", "this writes after the writer is closed; v1 drops it, a v2 writer fails", Y.Call,
                           {}, {{X.Call, "closed here"}});
      }
    }
    return true;
  }
  /// Two branches of one `if`.
  bool inOtherBranch(NodeRef S, NodeRef T) const {
    const ModuleFacts &F = facts(S.File);
    for (Id A : P.chain(S))
      for (Id B : P.chain(T))
        if (Id Around = F.parentStmt(A); Around != NoId && Around == F.parentStmt(B) &&
                                         F.Stmts[A].Block != F.Stmts[B].Block && F.Stmts[Around].Kind == StmtKind::If)
          return true;
    return false;
  }
  bool closedEarlier(const WriterCall &X) const {
    NodeRef S = P.stmtOf(X.Call);
    if (any_of(P.C.WriterCalls, [&](uint32_t C) { return P.P.WriterCalls[C].Kind == WriterCallKind::Reopen; }))
      return false;
    return any_of(P.C.WriterCalls, [&](uint32_t C) {
      const WriterCall &Y = P.P.WriterCalls[C];
      NodeRef T = P.stmtOf(Y.Call);
      return Y.Kind == WriterCallKind::Close && Y.Call != X.Call && Y.Writers == X.Writers && T.File == S.File &&
             P.scopeOfStmt(T) == P.scopeOfStmt(S) && T != S && P.flow(S.File).dominates(T.Node, S.Node) &&
             P.flow(S.File).sameLoop(T.Node, S.Node);
    });
  }
  /// A writer that nobody closes loses its last rows when its session is not closed either: it is closed
  /// where the session's block ends.
  bool closeAtEnd() {
    for (uint32_t C : P.C.WriterCalls)
      if (P.P.WriterCalls[C].Kind == WriterCallKind::Close && is_contained(P.P.WriterCalls[C].Writers, W.Writer))
        return true;
    if (W.InWith) { // closed where its block ends, unless its session was closed in it
      const Block &Body = facts(W.Stmt.File).Blocks[P.stmt(W.Stmt).Blocks[0]];
      NodeRef Last{W.Stmt.File, Body.Stmts.back()};
      if (std::string Sess = Where.at(Last); !Sess.empty())
        appendLine(W.Stmt.File, P.stmt(W.Stmt).Blocks[0], Sess + ".run(" + W.Name + ".close())");
      return true;
    }
    if (P.C.Ops.empty() && P.C.Writes.empty())
      return true; // the graph alone is written at once when the writer is initialised
    for (NodeRef Site : Where.sites()) {
      NodeRef S = P.stmtOf(Site);
      const Stmt &X = P.stmt(S);
      if (X.Kind == StmtKind::With) // closed with its block, which writes what is left
        continue;
      if (X.Kind != StmtKind::Assign || X.Targets.size() != 1)
        continue;
      std::string Sess = P.slice({Site.File, X.Targets[0]}).str();
      const ModuleFacts &F = facts(Site.File);
      NodeRef Scope = P.scopeOf(Site);
      bool Here = F.Exprs[X.Targets[0]].Kind == ExprKind::Name && (Scope == W.Home || P.sees(Scope, W.Where.Scope)) &&
                  all_of(P.C.Runs, [&](uint32_t R) { return P.sees(P.scopeOf(P.P.Runs[R].Call), Scope); });
      for (Id E = 0; E < F.Exprs.size() && Here; ++E)
        if (F.Exprs[E].Kind == ExprKind::Name && !F.Exprs[E].Store && F.Exprs[E].Text == Sess &&
            Where.closeOf({Site.File, E}) != NoId)
          Here = false; // closed by the program, which writes what is left
      if (!Here) {
        if (F.Exprs[X.Targets[0]].Kind != ExprKind::Name)
          P.notice("SU236", "nothing closes this writer: as before, the last rows may be lost when the program ends",
                   V1.Call);
        continue;
      }
      const Block &B = F.Blocks[X.Block];
      if (W.Prebuilt) // the end of the program writes what is left
        continue;
      std::vector<Line> Close{{Text(Sess + ".run(" + W.Name + ".close())")}};
      Id Last = B.Stmts.back();
      StmtKind Kind = F.Stmts[Last].Kind;
      if (Kind == StmtKind::Return || Kind == StmtKind::Raise || Kind == StmtKind::Continue || Kind == StmtKind::Break)
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
  /// The flush or close op, built beside the writer on first demand; how the place of `X` reads it. Empty = declined.
  std::string prebuilt(const WriterCall &X, bool Close) {
    auto &Op = Close ? CloseOp : FlushOp;
    StringRef Method = Close ? "close" : "flush";
    if (!Op) {
      Op = companion(P, W, (W.Bare + "_" + Method).str());
      if (!Op)
        return {};
      insertBesideWriter(P, W, {{Text(Op->Home + " = " + W.Name + "." + Method.str() + "()")}});
    }
    return reachCompanion(P, *Op, X.Call, X.WriterExpr, Close ? PassedClose : PassedFlush);
  }
  /// Runs an op of the writer as the last thing in its session, when that is closed where `X` stands.
  bool atSessionsEnd(const WriterCall &X, const std::string &Op) {
    NodeRef S = P.stmtOf(X.Call), Scope = P.scopeOf(X.Call);
    const ModuleFacts &F = facts(X.Call.File);
    Rewriter &R = P.rewriter(X.Call.File);
    for (NodeRef Site : Where.sites()) {
      NodeRef SiteStmt = P.stmtOf(Site);
      if (Site.File != X.Call.File || P.scopeOf(Site) != Scope || P.stmt(SiteStmt).Kind != StmtKind::With ||
          !P.flow(S.File).dominates(SiteStmt.Node, S.Node) || !P.flow(S.File).sameLoop(SiteStmt.Node, S.Node))
        continue;
      // Whatever leaves the block early does not come to the call behind it either.
      appendToSession(Site, Op);
      R.removeStmt(S.Node);
      return true;
    }
    for (Id E = 0; E < F.Exprs.size(); ++E)
      if ((F.Exprs[E].Kind == ExprKind::Name || F.Exprs[E].Kind == ExprKind::Attribute) && !F.Exprs[E].Store &&
          F.functionScope(F.Exprs[E].Scope) == Scope.Node && Where.isOurs({X.Call.File, E})) {
        Id Close = Where.closeOf({X.Call.File, E});
        if (Close != NoId && F.Stmts[Close].Block == F.Stmts[S.Node].Block &&
            F.Stmts[Close].Index < F.Stmts[S.Node].Index) {
          R.insertBefore(Close, {{Text(P.slice({X.Call.File, E}).str() + ".run(" + Op + ")")}});
          R.removeStmt(S.Node);
          return true;
        }
      }
    return false;
  }
  /// As the last line of the `with` of a session.
  void appendToSession(NodeRef Site, const std::string &Op) {
    const Stmt &With = P.stmt(P.stmtOf(Site));
    std::string Sess;
    Spelling S;
    for (const WithItem &Item : With.Items)
      if (Item.Context == Site.Node && Item.Target != NoId)
        Sess = P.slice({Site.File, Item.Target}).str();
    if (Sess.empty() && P.spelling(P.scopeOf(Site), Site, S))
      Sess = S.V1 + "get_default_session()";
    appendLine(Site.File, With.Blocks[0], Sess + ".run(" + Op + ")");
  }
  void appendLine(uint32_t File, Id Block, const std::string &Line) {
    Id Last = facts(File).Blocks[Block].Stmts.back();
    StmtKind Kind = facts(File).Stmts[Last].Kind;
    if (Kind == StmtKind::Return || Kind == StmtKind::Raise || Kind == StmtKind::Continue || Kind == StmtKind::Break)
      P.rewriter(File).insertBefore(Last, {{Text(Line)}});
    else
      P.rewriter(File).insertAfter(Last, {{Text(Line)}});
  }
  /// Several sessions: each closes the writer that it initialised.
  bool closeInEach(const WriterCall &X) {
    NodeRef S = P.stmtOf(X.Call);
    if (!isStatement(X.Call) || P.scopeOf(X.Call) != W.Home)
      return P.decline("SU220", "no session is known to be open where the writer is closed", X.Call);
    std::string Op = prebuilt(X, /*Close=*/true);
    if (Op.empty())
      return false;
    bool Inside = false;
    for (NodeRef Site : Where.sites()) {
      bool Around = is_contained(P.chain(S), P.expr(Site).Stmt);
      Inside |= Around;
      if (Around || !ClosedIn.insert(Site).second)
        continue;
      appendToSession(Site, Op);
    }
    if (Inside)
      P.rewriter(X.Call.File).replaceExpr(X.Call.Node, Text(Where.at(S) + ".run(" + Op + ")"));
    else
      P.rewriter(X.Call.File).removeStmt(S.Node);
    return true;
  }
  bool flush(const WriterCall &X) {
    NodeRef S = P.stmtOf(X.Call);
    if (!isStatement(X.Call))
      return P.decline("SU219", "this `flush` is part of a larger expression", X.Call);
    std::string Sess = Where.forCall(X.Call, X.WriterExpr);
    Id Loop = P.flow(X.Call.File).innermostLoop(S.Node);
    bool Often = Loop == NoId && !calledOnce(P, P.scopeOf(X.Call));
    if (Sess.empty() || W.Prebuilt || Often) {
      std::string Op = W.Prebuilt || Often ? prebuilt(X, /*Close=*/false) : P.slice(X.Call).str();
      if (Op.empty())
        return false;
      if (!Sess.empty())
        P.rewriter(X.Call.File).replaceExpr(X.Call.Node, Text(Sess + ".run(" + Op + ")"));
      else if (!atSessionsEnd(X, Op))
        return P.decline("SU220", "no session is known to be open where the writer is flushed", X.Call);
      return true;
    }
    Rewriter &R = P.rewriter(X.Call.File);
    if (Loop == NoId) {
      R.replaceExpr(X.Call.Node, Text(Sess + ".run(").expr(X.Call.Node).lit(")"));
      return true;
    }
    // Built once, before the outermost loop: in the loop it would add an op to the graph each time.
    Id Outermost = NoId;
    for (Id At : P.chain(S))
      if (StmtKind Kind = P.stmt({S.File, At}).Kind; Kind == StmtKind::For || Kind == StmtKind::While)
        Outermost = At;
    if (!P.movable(X.WriterExpr, S, {S.File, Outermost}) && !(W.Home == P.scopeOf(X.Call) && W.KeepsName)) {
      std::string Op = prebuilt(X, /*Close=*/false);
      if (Op.empty())
        return false;
      R.replaceExpr(X.Call.Node, Text(Sess + ".run(" + Op + ")"));
      return true;
    }
    std::string Name = P.freshName(X.Call.File, W.Bare + "_flush");
    R.insertBefore(Outermost, {{Text(Name + " = " + P.slice(X.Call).str())}});
    R.replaceExpr(X.Call.Node, Text(Sess + ".run(" + Name + ")"));
    return true;
  }
  bool close(const WriterCall &X) {
    if (!isStatement(X.Call))
      return P.decline("SU219", "this `close` is part of a larger expression", X.Call);
    std::string Op = P.slice(X.Call).str();
    if (W.Prebuilt && (Op = prebuilt(X, /*Close=*/true)).empty())
      return false;
    std::string Sess = Where.forCall(X.Call, X.WriterExpr);
    if (!Sess.empty())
      P.rewriter(X.Call.File).replaceExpr(X.Call.Node, Text(Sess + ".run(" + Op + ")"));
    else if (!atSessionsEnd(X, Op))
      return P.decline("SU220", "no session is known to be open where the writer is closed", X.Call);
    return true;
  }
  bool reopen(const WriterCall &X) {
    std::string Sess = Where.forCall(X.Call, X.WriterExpr);
    if (!isStatement(X.Call))
      return P.decline("SU219", "this `reopen` is part of a larger expression", X.Call);
    if (W.LateDir)
      return P.decline("SU215", "the directory is not known where the writer is reopened", X.Call);
    if (Sess.empty())
      return P.decline("SU220", "no session is known to be open where the writer is reopened", X.Call);
    P.rewriter(X.Call.File)
        .replaceExpr(X.Call.Node, Text(Sess + ".run(").expr(X.WriterExpr.Node, /*Tight=*/true).lit(".init())"));
    return true;
  }
  /// A v2 writer does not tell its directory: the expression again, where it still has its value.
  bool getLogdir(const WriterCall &X) {
    NodeRef Dir{V1.Call.File, V1.Logdir};
    if (P.scopeOf(X.Call) != W.Scope || !(P.movable(Dir, W.Stmt, P.stmtOf(X.Call)) || P.fixed(Dir)))
      return P.decline("SU219",
                       "a v2 writer has no `get_logdir`, and its directory is not known to have the same value here",
                       X.Call, "keep the directory in a variable that both places use");
    P.rewriter(X.Call.File).replaceExpr(X.Call.Node, Text().expr(V1.Logdir, /*Tight=*/true));
    return true;
  }
  bool addGraph(const WriterCall &X) {
    if (!isStatement(X.Call))
      return P.decline("SU219", "this `add_graph` is part of a larger expression", X.Call);
    if (!graphIsPlain(P, X))
      return false;
    Spelling Spelled;
    if (!P.spelling(P.scopeOf(X.Call), X.Call, Spelled))
      return false;
    NodeRef S = P.stmtOf(X.Call);
    if (!beforeFinalize(P, W, S, X.Call))
      return false;
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
  std::optional<Companion> FlushOp, CloseOp; ///< built beside the writer
  std::map<NodeRef, std::string> PassedFlush, PassedClose;
  std::set<NodeRef> ClosedIn; ///< sessions
};

} // namespace

bool graphIsPlain(Plan &P, const WriterCall &X) {
  if (!X.Args.Problem.empty())
    return P.decline("SU219", "this `add_graph` " + X.Args.Problem, X.Call);
  if (X.Args["global_step"] != NoId)
    return P.decline("SU219", "TensorFlow 2 writes a graph at step 0, and here it has another one",
                     {X.Call.File, X.Args["global_step"]}, "leave `global_step` out: TensorBoard does not show it");
  if (X.Args["graph"] == NoId || X.Args["graph_def"] != NoId ||
      P.expr({X.Call.File, X.Args["graph"]}).Kind == ExprKind::None)
    return P.decline("SU219", "TensorFlow 1 refuses an `add_graph` without a graph and one with two", X.Call);
  return true;
}

bool emitWriterCalls(Plan &P, const WriterPlan &W, const Sessions &Where) { return CallPlanner(P, W, Where).run(); }

} // namespace summary_upgrade::migrate
