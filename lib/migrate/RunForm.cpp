#include "migrate/RunForm.h"
#include "migrate/HostGraph.h"
#include "migrate/Sessions.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace summary_upgrade::program;
using namespace summary_upgrade::python;

namespace summary_upgrade::migrate {

namespace {

class RunPlanner {
public:
  RunPlanner(Plan &P, const StepPlan &Step, std::map<NodeRef, std::string> &Passed,
             const std::map<uint32_t, std::string> &FetchOf)
      : P(P), Step(Step), Passed(Passed), FetchOf(FetchOf) {}

  bool run() {
    for (uint32_t W : P.C.Writes)
      if (!checkWrite(W))
        return false;
    for (uint32_t R : P.C.Runs)
      if (!planRun(R))
        return false;
    for (uint32_t W : P.C.Writes)
      removeWrite(W);
    for (auto &[Assign, Targets] : DeadTargets)
      dropTargets(Assign, Targets);
    return true;
  }

private:
  const ModuleFacts &facts(uint32_t File) const { return P.facts(File); }

  bool checkWrite(uint32_t Index) {
    const Write &W = P.P.Writes[Index];
    if (W.Summary == NoId)
      return P.decline("SU219", "this `add_summary` names no summary", W.Call);
    NodeRef Summary{W.Call.File, W.Summary};
    if (isHostWrite(P, W) && FetchOf.empty())
      return true; // HostGraph
    if (W.Sources.empty()) {
      std::string Path = P.L.externalPath(Summary);
      if (StringRef(Path).starts_with("tensorflow.Summary") || StringRef(Path).contains("summary_pb2"))
        return P.decline("SU219", "a `tf.Summary` that is built on the host has no rewrite yet", Summary);
      if (StringRef(Path).ends_with(".eval()"))
        return P.decline("SU219", "a summary that is evaluated with `.eval()` has no rewrite yet", Summary,
                         "fetch it with `session.run`");
      return P.decline("SU218", "what is written here cannot be followed back to a `session.run`", Summary);
    }
    const Stmt &Statement = P.stmt(P.stmtOf(W.Call));
    bool NestedRun =
        any_of(W.Sources, [&](auto &Source) { return P.stmtOf(P.P.Runs[Source.first].Call) == P.stmtOf(W.Call); });
    if (!NestedRun && (Statement.Kind != StmtKind::Expr || Statement.Value != W.Call.Node))
      return P.decline("SU212", "this write is part of a larger expression, which may skip it", W.Call);
    // Every value that may be written must come from one of the runs.
    const Expr &X = P.expr(Summary);
    const ValueSet &Set = P.L.valuesOf(Summary);
    if (Set.Top || Set.Ids.size() != W.Sources.size())
      return P.decline("SU218", "what is written here may also be something else than the fetched summary", Summary);
    if (X.Kind == ExprKind::Name && X.Binding != NoId) {
      const ReachingDefs &R = P.flow(W.Call.File).reaching(W.Summary);
      if (!R.Complete || R.MayBeUnbound || R.Defs.size() != W.Sources.size())
        return P.decline("SU218", "what is written here may also be something else than the fetched summary", Summary);
    }
    return true;
  }

  std::string stepText(const Write &W) const {
    if (W.Step == NoId || P.expr({W.Call.File, W.Step}).Kind == ExprKind::None)
      return {};
    return P.slice({W.Call.File, W.Step}).str();
  }

  bool endsBetween(NodeRef RunStmt, NodeRef WriteStmt) const {
    const ModuleFacts &F = facts(RunStmt.File);
    if (RunStmt.File != WriteStmt.File)
      return false;
    uint32_t Begin = F.StmtRange[RunStmt.Node].End, End = F.StmtRange[WriteStmt.Node].Begin;
    for (Id E = 0; E < F.Exprs.size(); ++E) {
      uint32_t At = F.ExprRange[E].Begin;
      if (At < Begin || At >= End || F.Exprs[E].Kind != ExprKind::Call)
        continue;
      std::string Path = P.L.calleePath({RunStmt.File, E});
      if (Path == "sys.exit" || Path == "builtins.exit" || Path == "builtins.quit" || Path == "os._exit" ||
          Path == "os.abort")
        return true;
    }
    return any_of(F.Stmts, [&](const Stmt &S) {
      uint32_t At = F.StmtRange[&S - F.Stmts.data()].Begin;
      return S.Kind == StmtKind::Assert && At >= Begin && At < End;
    });
  }

  /// A function of the project, or one that it calls, has a `raise`.
  bool mayRaise(NodeRef Function, std::set<NodeRef> &Seen) const {
    if (Seen.size() > 64 || !Seen.insert(Function).second)
      return false;
    const ModuleFacts &F = facts(Function.File);
    for (Id S = 0; S < F.Stmts.size(); ++S)
      if (F.Stmts[S].Kind == StmtKind::Raise && F.functionScope(F.Stmts[S].Scope) == Function.Node)
        return true;
    for (Id E = 0; E < F.Exprs.size(); ++E)
      if (F.Exprs[E].Kind == ExprKind::Call && F.functionScope(F.Exprs[E].Scope) == Function.Node)
        for (uint32_t Edge : P.L.calleesAt({Function.File, E}))
          if (mayRaise(P.L.callEdges()[Edge].Callee, Seen))
            return true;
    return false;
  }
  /// Some caller of the function, however far out, catches what it raises and comes here again.
  bool caughtOutside(NodeRef Function, std::set<NodeRef> &Seen) const {
    if (!Seen.insert(Function).second)
      return false;
    return any_of(P.L.callersOf(Function), [&](uint32_t Edge) {
      NodeRef Call = P.L.callEdges()[Edge].Call, S = P.stmtOf(Call);
      const ModuleFacts &F = facts(Call.File);
      for (Id At : P.chain(S)) {
        const Block &B = F.Blocks[F.Stmts[At].Block];
        if (B.Kind == BlockKind::Body && F.Stmts[B.Parent].Kind == StmtKind::Try &&
            any_of(F.Stmts[B.Parent].Blocks, [&](Id Other) { return F.Blocks[Other].Kind == BlockKind::Except; }) &&
            (P.flow(Call.File).innermostLoop(B.Parent) != NoId || !calledOnce(P, P.scopeOf(Call))))
          return true;
      }
      return caughtOutside(P.scopeOf(Call), Seen);
    });
  }
  /// A project function that is called between the two raises, and a caller of theirs catches it.
  bool caughtByCaller(NodeRef RunStmt, NodeRef WriteStmt) const {
    const ModuleFacts &F = facts(RunStmt.File);
    std::set<NodeRef> Outside;
    if (RunStmt == WriteStmt || !caughtOutside(P.scopeOfStmt(RunStmt), Outside))
      return false;
    uint32_t Begin = F.StmtRange[RunStmt.Node].End, End = F.StmtRange[WriteStmt.Node].Begin;
    for (Id E = 0; E < F.Exprs.size(); ++E)
      if (F.Exprs[E].Kind == ExprKind::Call && F.ExprRange[E].Begin >= Begin && F.ExprRange[E].Begin < End)
        for (uint32_t Edge : P.L.calleesAt({RunStmt.File, E})) {
          std::set<NodeRef> Seen;
          if (mayRaise(P.L.callEdges()[Edge].Callee, Seen))
            return true;
        }
    return false;
  }

  /// The `try` with handlers around both statements, when a call between them may raise; or NoId.
  Id caughtBetween(NodeRef RunStmt, NodeRef WriteStmt) const {
    const ModuleFacts &F = facts(RunStmt.File);
    if (RunStmt.File != WriteStmt.File || RunStmt == WriteStmt)
      return NoId;
    uint32_t Begin = F.StmtRange[RunStmt.Node].End, End = F.StmtRange[WriteStmt.Node].Begin;
    bool Calls = any_of(F.Exprs, [&](const Expr &X) {
      uint32_t At = F.ExprRange[&X - F.Exprs.data()].Begin;
      return At >= Begin && At < End && (X.Kind == ExprKind::Call || X.Kind == ExprKind::Subscript);
    });
    if (!Calls)
      return NoId;
    for (Id At : P.chain(RunStmt)) {
      const Block &B = F.Blocks[F.Stmts[At].Block];
      if (B.Kind == BlockKind::Body && F.Stmts[B.Parent].Kind == StmtKind::Try &&
          any_of(F.Stmts[B.Parent].Blocks, [&](Id Other) { return F.Blocks[Other].Kind == BlockKind::Except; }) &&
          // A handler that ends the training loop from outside (KeyboardInterrupt around all of it) changes nothing:
          // both are in the loop.
          P.flow(RunStmt.File).innermostLoop(B.Parent) == P.flow(RunStmt.File).innermostLoop(RunStmt.Node))
        return B.Parent;
    }
    return NoId;
  }

  /// The `if` that guards the write while the run is not under it, or NoId.
  Id guardOf(NodeRef RunStmt, NodeRef WriteStmt) const {
    const ModuleFacts &F = facts(RunStmt.File);
    Id At = WriteStmt.Node;
    Id Parent = F.parentStmt(At);
    if (Parent == NoId || F.Stmts[Parent].Kind != StmtKind::If || F.Blocks[F.Stmts[At].Block].Kind != BlockKind::Body)
      return NoId;
    return P.onceAfter(RunStmt, {RunStmt.File, Parent}) ? Parent : NoId;
  }

  void collectOps(uint32_t M, std::set<uint32_t> &Out, unsigned Depth) const {
    if (Depth > 8)
      return;
    Out.insert(P.P.Merges[M].Ops.begin(), P.P.Merges[M].Ops.end());
    for (uint32_t Inner : P.P.Merges[M].Merges)
      collectOps(Inner, Out, Depth + 1);
  }

  bool planRun(uint32_t Index) {
    const Run &R = P.P.Runs[Index];
    NodeRef RunStmt = P.stmtOf(R.Call);
    if (!R.Problem.empty())
      return P.decline("SU219", "this run " + R.Problem, R.Call);
    std::optional<std::string> Fed;
    const Write *Feeder = nullptr;
    std::set<uint32_t> Fetched;
    for (const FetchedSummary &S : R.Summaries) {
      // A v2 op writes once a run, however often it is fetched; v1 bytes can be written again.
      std::set<uint32_t> Own(S.Ops.begin(), S.Ops.end());
      for (uint32_t M : S.Merges)
        collectOps(M, Own, 0);
      for (uint32_t O : Own)
        if (!Fetched.insert(O).second)
          return P.decline("SU212", "this run fetches a summary twice, and both are written; a v2 op writes once a run",
                           S.Leaf);
      if (S.Writes.empty())
        return P.decline(
            "SU221", "this run fetches the summary, but nothing writes what it returns; a v2 op would start to write",
            S.Leaf, "drop the summary from this fetch if it is not needed");
      if (S.Writes.size() > 1)
        return P.decline("SU212", "what this run returns is written in several places", S.Leaf, {},
                         {{P.P.Writes[S.Writes[0]].Call, "written here"}, {P.P.Writes[S.Writes[1]].Call, "and here"}});
      const Write &W = P.P.Writes[S.Writes[0]];
      NodeRef WriteStmt = P.stmtOf(W.Call);
      bool Nested = RunStmt == WriteStmt;
      Id Guard = NoId;
      if (W.Call.File != R.Call.File || P.scopeOf(W.Call) != P.scopeOf(R.Call))
        return P.decline("SU214",
                         "the summary is fetched in one function and written in another, so its step is not known "
                         "where it is fetched",
                         W.Call, "write the summary in the function that runs it", {{R.Call, "fetched here"}});
      if (caughtBetween(RunStmt, WriteStmt) != NoId || caughtByCaller(RunStmt, WriteStmt))
        return P.decline("SU212", "an exception between this run and its write is caught, so a run may go unwritten",
                         W.Call, {}, {{R.Call, "fetched here"}});
      if (!Nested && endsBetween(RunStmt, WriteStmt))
        return P.decline("SU212", "the program may end between this run and its write", W.Call, {},
                         {{R.Call, "fetched here"}});
      if (!Nested && !P.onceAfter(RunStmt, WriteStmt)) {
        Guard = guardOf(RunStmt, WriteStmt);
        if (Guard == NoId)
          return P.decline("SU212", "not every run that fetches this summary is followed by exactly one `add_summary`",
                           W.Call, {}, {{R.Call, "fetched here"}});
        NodeRef Condition{R.Call.File, facts(R.Call.File).Stmts[Guard].Value};
        if (P.flow(R.Call.File).taintedBy(Condition.Node, R.Call.Node) ||
            !P.movable(Condition, {R.Call.File, Guard}, RunStmt))
          return P.decline("SU212",
                           "the summary is written under a condition that is not known before the run that fetches it",
                           Condition, {}, {{R.Call, "fetched here"}});
      }
      if (W.Step != NoId && !stepText(W).empty() && !Step.Fetched) {
        NodeRef StepRef{W.Call.File, W.Step};
        if (P.flow(W.Call.File).taintedBy(W.Step, R.Call.Node))
          return P.decline("SU211", "the step of this write is only known after the run that fetches the summary",
                           StepRef, "use a step that the host knows before the run", {{R.Call, "fetched here"}});
        if (!P.movable(StepRef, WriteStmt, RunStmt))
          return P.decline(
              "SU214", "the step `" + stepText(W) + "` may have another value before the run that fetches the summary",
              StepRef, {}, {{R.Call, "fetched here"}});
      }
      std::string Text = stepText(W);
      if (Fed && *Fed != Text)
        return P.decline("SU212", "the summaries of one run are written at different steps", W.Call);
      Fed = Text;
      Feeder = &W;
      bool OwnLeaf = S.Leaf.File == R.Call.File && P.stmtOf(S.Leaf) == RunStmt;
      if (!OwnLeaf && (Guard != NoId || !FetchOf.empty()))
        return P.decline(
            "SU212",
            "the fetched summary stands in a list that is made elsewhere, so it cannot be changed for this run alone",
            S.Leaf);
      python::Text Fetch;
      if (FetchOf.empty())
        Fetch.expr(S.Leaf.Node, true);
      else if (W.Writers.size() == 1)
        Fetch.lit(FetchOf.at(W.Writers[0]));
      else
        return P.decline("SU213", "which of several writers this is, is not known", W.Call);
      if (Guard != NoId) {
        Fetch.lit(" if ").expr(facts(R.Call.File).Stmts[Guard].Value).lit(" else []");
        Guards.insert({R.Call.File, Guard});
      }
      if (Guard != NoId || !FetchOf.empty())
        P.rewriter(R.Call.File).replaceExpr(S.Leaf.Node, Fetch);
      if (!Nested)
        markDead(R, RunStmt, S.Path);
    }
    // Every v2 op asserts that it is run in a known session.
    bool Feeds = Fed && !Fed->empty() && !Step.Zero && !Step.Fetched;
    std::string Key = Feeds ? reach(P, Step.Where, P.scopeOf(R.Call), R.Call, Passed) : "";
    if (Feeds && Key.empty())
      return false;
    if (R.Eval)
      return runInstead(R, Key, Feeder);
    if (Feeds)
      feed(R, Key, *Feeder);
    return true;
  }

  /// `merged.eval({x: 1})` → `sess.run(merged, {x: 1, summary_step: i})`: a list of ops has no `eval`.
  bool runInstead(const Run &R, const std::string &Key, const Write *W) {
    std::string Sess;
    if (R.Session.Node != NoId)
      Sess = P.slice(R.Session).str();
    else if (auto Default = defaultSession(P, P.stmtOf(R.Call)))
      Sess = Default->Text;
    if (Sess.empty())
      return P.decline("SU220", "which session is the default one here is not known", R.Call,
                       "fetch it with `session.run`");
    Text Call(Sess + ".run(");
    Call.expr(R.Fetches);
    if (R.Feed != NoId) {
      if (!Key.empty())
        feed(R, Key, *W);
      Call.lit(", ").expr(R.Feed);
    } else if (!Key.empty()) {
      Call.lit(", {" + Key + ": ");
      Text Value = stepValue(*W);
      Call.Pieces.insert(Call.Pieces.end(), Value.Pieces.begin(), Value.Pieces.end());
      Call.lit("}");
    }
    P.rewriter(R.Call.File).replaceExpr(R.Call.Node, Call.lit(")"));
    return true;
  }

  Text stepValue(const Write &W) const {
    if (mayBeArray({W.Call.File, W.Step}))
      return Text("int(").expr(W.Step).lit(")"); // as v1 did
    return Text().expr(W.Step);
  }

  void feed(const Run &R, const std::string &Key, const Write &W) {
    Rewriter &Rw = P.rewriter(R.Call.File);
    Text Value = stepValue(W);
    auto put = [&](Text &Into) { Into.Pieces.insert(Into.Pieces.end(), Value.Pieces.begin(), Value.Pieces.end()); };
    if (R.Feed == NoId) {
      Text Argument("feed_dict={" + Key + ": ");
      put(Argument);
      Argument.lit("}");
      Rw.addArg(R.Call.Node, Argument, /*Keyword=*/true);
      return;
    }
    const Expr &Feed = P.expr({R.Call.File, R.Feed});
    if (Feed.Kind == ExprKind::Dict) {
      Rw.addDictEntry(R.Feed, Text(Key), Value);
      return;
    }
    if (Feed.Kind == ExprKind::None) {
      Text Display("{" + Key + ": ");
      put(Display);
      Rw.replaceExpr(R.Feed, Display.lit("}"));
      return;
    }
    bool Old = facts(R.Call.File).Lang.Python2;
    // v1 takes None for no feeds.
    bool MayBeNone = any_of(P.L.valuesOf({R.Call.File, R.Feed}).Ids, [&](ValueId V) {
      return P.L.value(V).Kind == ValueKind::Expression && P.expr(P.L.value(V).Site).Kind == ExprKind::None;
    });
    Text Joined(Old ? "dict(list(" : "{**");
    if (MayBeNone)
      Joined.lit("(").expr(R.Feed, true).lit(" or {})");
    else
      Joined.expr(R.Feed, true);
    Joined.lit((Old ? ".items()) + [(" : ", ") + Key + (Old ? ", " : ": "));
    put(Joined);
    Rw.replaceExpr(R.Feed, Joined.lit(Old ? ")])" : "}"));
  }
  /// numpy made it: v1 took arrays of one element as steps.
  bool mayBeArray(NodeRef Step) const {
    for (ValueId V : P.L.valuesOf(Step).Ids)
      if (P.L.value(V).Kind == ValueKind::External && StringRef(P.L.value(V).Path).starts_with("numpy."))
        return true;
    return false;
  }

  /// The target that held the bytes has no use left.
  void markDead(const Run &R, NodeRef RunStmt, StringRef Path) {
    const Stmt &S = P.stmt(RunStmt);
    if (S.Kind != StmtKind::Assign || S.Value != R.Call.Node || S.Targets.size() != 1)
      return;
    const Expr &Target = P.expr({RunStmt.File, S.Targets[0]});
    auto deleted = [&](Id Name) { // `del summary` still needs the name
      Id B = P.expr({RunStmt.File, Name}).Binding;
      return B == NoId || any_of(facts(RunStmt.File).Bindings[B].Defs,
                                 [&](Id D) { return facts(RunStmt.File).Defs[D].Kind == DefKind::Delete; });
    };
    if (Path.empty()) {
      if (Target.Kind == ExprKind::Name && !deleted(S.Targets[0]))
        DeadTargets[RunStmt].push_back(S.Targets[0]);
      return;
    }
    if (Target.Kind != ExprKind::Tuple && Target.Kind != ExprKind::List)
      return;
    unsigned Position = 0;
    if (!Path.consume_front("[") || Path.consumeInteger(10, Position) || Path != "]" ||
        Position >= Target.Children.size())
      return;
    for (unsigned I = 0; I < Position; ++I)
      if (P.expr({RunStmt.File, Target.Children[I]}).Kind == ExprKind::Starred)
        return;
    if (P.expr({RunStmt.File, Target.Children[Position]}).Kind == ExprKind::Name && !deleted(Target.Children[Position]))
      DeadTargets[RunStmt].push_back(Target.Children[Position]);
  }
  bool underscoreIsRead(uint32_t File) const {
    return any_of(facts(File).Exprs,
                  [](const Expr &X) { return X.Kind == ExprKind::Name && X.Text == "_" && !X.Store; });
  }
  void dropTargets(NodeRef Assign, ArrayRef<Id> Targets) {
    const Stmt &S = P.stmt(Assign);
    if (Targets.size() == 1 && Targets[0] == S.Targets[0]) {
      P.rewriter(Assign.File).dropTarget(Assign.Node);
      return;
    }
    const Expr &Target = P.expr({Assign.File, S.Targets[0]});
    if (Targets.size() == Target.Children.size()) {
      P.rewriter(Assign.File).dropTarget(Assign.Node);
      return;
    }
    std::string Unused = underscoreIsRead(Assign.File) ? P.freshName(Assign.File, "unused") : "_";
    for (Id T : Targets)
      P.rewriter(Assign.File).replaceExpr(T, Text(Unused));
  }

  void removeWrite(uint32_t Index) {
    const Write &W = P.P.Writes[Index];
    if (W.Sources.empty())
      return;
    NodeRef S = P.stmtOf(W.Call);
    Rewriter &Rw = P.rewriter(W.Call.File);
    for (auto [RunIndex, Summary] : W.Sources)
      if (NodeRef Run = P.P.Runs[RunIndex].Call; P.stmtOf(Run) == S) {
        Rw.replaceExpr(W.Call.Node, Text().expr(Run.Node));
        return;
      }
    const ModuleFacts &F = facts(S.File);
    const Stmt &X = F.Stmts[S.Node];
    // An `if` that held nothing but this write goes with it.
    Id Parent = F.parentStmt(S.Node);
    if (Parent != NoId && F.Stmts[Parent].Kind == StmtKind::If && F.Stmts[Parent].Blocks.size() == 1 &&
        F.Blocks[X.Block].Stmts.size() == 1 && Guards.count({S.File, Parent})) {
      Rw.removeStmt(Parent);
      return;
    }
    Rw.removeStmt(S.Node);
  }

  Plan &P;
  const StepPlan &Step;
  std::map<NodeRef, std::string> &Passed;
  const std::map<uint32_t, std::string> &FetchOf;
  std::map<NodeRef, std::vector<Id>> DeadTargets;
  std::set<NodeRef> Guards;
};

} // namespace

bool emitRuns(Plan &P, const StepPlan &Step, std::map<NodeRef, std::string> &Passed,
              const std::map<uint32_t, std::string> &FetchOf) {
  return RunPlanner(P, Step, Passed, FetchOf).run();
}

} // namespace summary_upgrade::migrate
