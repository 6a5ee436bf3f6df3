#include "migrate/ContribRecording.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace summary_upgrade::program;
using namespace summary_upgrade::python;

namespace summary_upgrade::migrate {

namespace {
constexpr StringRef Prefix = "tensorflow.contrib.summary.";
constexpr const char *SayIt = "`tf.contrib.summary` records nothing unless it is told to, TensorFlow 2 "
                              "records: say it here, for instance "
                              "with `tf.contrib.summary.always_record_summaries()`";

bool isRecorderPath(StringRef Path) {
  return Path == "tensorflow.contrib.summary.always_record_summaries()" ||
         Path == "tensorflow.contrib.summary.never_record_summaries()" ||
         Path == "tensorflow.contrib.summary.record_summaries_every_n_global_steps()" ||
         Path == "tensorflow.compat.v2.summary.record_if()" || Path == "tensorflow.summary.record_if()";
}
} // namespace

Recording::Recording(Plan &P) : P(P) {
  for (uint32_t I : P.C.Contribs)
    Calls[P.P.Contribs[I].Call] = P.P.Contribs[I].Kind;
  std::set<uint32_t> Files;
  for (auto &[Call, Kind] : Calls)
    Files.insert(Call.File);
  // What is entered by hand (`__enter__`, an ExitStack) holds until nobody knows when.
  for (auto &[Call, Kind] : Calls) {
    if (Kind != ContribKind::Always && Kind != ContribKind::Never && Kind != ContribKind::EveryN)
      continue;
    const Expr &X = P.expr(Call);
    const Stmt &S = P.stmt(P.stmtOf(Call));
    bool Item = X.Parent == NoId && S.Kind == StmtKind::With &&
                any_of(S.Items, [&](const WithItem &I) { return I.Context == Call.Node; });
    bool Kept =
        S.Kind == StmtKind::Assign && S.Targets.size() == 1 && P.expr({Call.File, S.Targets[0]}).Kind == ExprKind::Name;
    if (Kept)
      for (Id Use : P.facts(Call.File).Bindings[P.expr({Call.File, S.Targets[0]}).Binding].Uses) {
        const Stmt &At = P.stmt(P.stmtOf({Call.File, Use}));
        Kept &= At.Kind == StmtKind::With && any_of(At.Items, [&](const WithItem &I) { return I.Context == Use; });
      }
    bool Chosen = false; // `with always() if x else never():`
    if (X.Parent != NoId && P.expr({Call.File, X.Parent}).Kind == ExprKind::Conditional)
      Chosen = S.Kind == StmtKind::With && any_of(S.Items, [&](const WithItem &I) { return I.Context == X.Parent; });
    if (!Item && !Kept && !Chosen)
      Loose = Call;
  }
  for (uint32_t File = 0; File < P.P.project().modules().size(); ++File) {
    if (none_of(Files, [&](uint32_t Mine) { return P.P.project().mayRunTogether(File, Mine); }))
      continue;
    const ModuleFacts &F = P.facts(File);
    for (Id E = 0; E < F.Exprs.size(); ++E) {
      const Expr &X = F.Exprs[E];
      if (X.Kind != ExprKind::Call || F.Exprs[X.Children[0]].Kind != ExprKind::Attribute)
        continue;
      StringRef Method = F.Exprs[X.Children[0]].Text;
      std::string Path = P.L.calleePath({File, E});
      bool Writer = StringRef(Path).starts_with(Prefix);
      if (Method == "set_as_default" && (Writer || Path.empty()))
        OpenDefault = {File, E};
      else if (Method == "as_default" && Writer && (X.Parent != NoId || F.Stmts[X.Stmt].Kind != StmtKind::With))
        OpenDefault = {File, E};
    }
  }
  for (uint32_t I : P.C.Contribs)
    if (P.P.Contribs[I].isOp() && !isSaid(said(P.P.Contribs[I].Call)))
      UnsaidOps.push_back(P.P.Contribs[I].Call);
  for (NodeRef Op : UnsaidOps) {
    NodeRef Scope = P.scopeOf(Op);
    if (P.facts(Op.File).Scopes[Scope.Node].Kind == ScopeKind::Module)
      continue;
    FunctionsHaveUnsaid = true;
    OutsideCallsThem |= P.L.escapes(Scope) || P.L.callersOf(Scope).empty();
  }
}

Recording::State Recording::recorder(NodeRef Context, unsigned Depth) const {
  if (auto It = Calls.find(Context); It != Calls.end()) {
    if (It->second == ContribKind::Always)
      return On;
    if (It->second == ContribKind::Never)
      return Never;
    if (It->second == ContribKind::EveryN)
      return Conditional;
  }
  const ValueSet &Set = P.L.valuesOf(Context);
  if (!Set.Top && !Set.Ids.empty() && all_of(Set.Ids, [&](ValueId VId) {
        const Value &V = P.L.value(VId);
        return V.Kind == ValueKind::External && isRecorderPath(Linker::canonical(V.Path));
      }))
    return Conditional;
  if (P.expr(Context).Kind != ExprKind::Call || Depth > 4)
    return Bottom;
  // A context manager of the project: what holds where it yields.
  State Result = Bottom;
  for (uint32_t Edge : P.L.calleesAt(Context)) {
    NodeRef Function = P.L.callEdges()[Edge].Callee;
    const ModuleFacts &F = P.facts(Function.File);
    if (!F.Scopes[Function.Node].IsGenerator)
      return Bottom;
    for (Id E = 0; E < F.Exprs.size(); ++E) {
      if (F.Exprs[E].Kind != ExprKind::Yield || F.functionScope(F.Exprs[E].Scope) != Function.Node)
        continue;
      State Here = said({Function.File, E});
      if (!isSaid(Here))
        return Bottom;
      Result = Result == Bottom || Result == Here ? Here : Conditional;
    }
  }
  return Result;
}

Recording::State Recording::said(NodeRef E) const {
  const ModuleFacts &F = P.facts(E.File);
  for (Id At : P.chain(P.stmtOf(E))) {
    const Stmt &S = F.Stmts[At];
    if (S.Kind != StmtKind::With)
      continue;
    if (F.Exprs[E.Node].Stmt != At && Covered.count({E.File, At}))
      return Never;
    size_t End = S.Items.size();
    if (F.Exprs[E.Node].Stmt == At) // in the header: what stands before it
      for (size_t I = 0; I < S.Items.size(); ++I)
        if (F.ExprRange[E.Node].Begin <= F.ExprRange[S.Items[I].Context].End) {
          End = I;
          break;
        }
    while (End-- > 0)
      if (State Found = recorder({E.File, S.Items[End].Context}); isSaid(Found))
        return Found;
  }
  return Bottom;
}

Recording::State Recording::join(State A, State B) {
  if (A == Bottom || A == B)
    return B;
  if (B == Bottom)
    return A;
  if (A == Unknown || B == Unknown)
    return Unknown;
  if (isSaid(A) && isSaid(B))
    return Conditional;
  return Mixed;
}

Recording::State Recording::entry(NodeRef Scope) {
  const ModuleFacts &F = P.facts(Scope.File);
  if (F.Scopes[Scope.Node].Kind == ScopeKind::Module)
    return Off;
  if (auto It = Entries.find(Scope); It != Entries.end())
    return It->second;
  Entries[Scope] = Bottom; // a cycle adds nothing
  State Result = P.L.escapes(Scope) || P.L.callersOf(Scope).empty() ? Unknown : Bottom;
  for (uint32_t Edge : P.L.callersOf(Scope))
    Result = join(Result, at(P.L.callEdges()[Edge].Call));
  return Entries[Scope] = Result;
}

Recording::State Recording::at(NodeRef E) {
  if (State Here = said(E); isSaid(Here))
    return Here;
  State Result = entry(P.scopeOf(E));
  return Result == Off && Loose.Node != NoId ? Unknown : Result;
}

bool Recording::someOff() {
  for (uint32_t I : P.C.Contribs)
    if (const ContribCall &C = P.P.Contribs[I]; C.isOp())
      if (State S = at(C.Call); S != On && S != Conditional)
        return true;
  return false;
}

bool Recording::isWriterDefault(NodeRef Context) const {
  const Expr &X = P.expr(Context);
  if (X.Kind != ExprKind::Call || P.expr({Context.File, X.Children[0]}).Kind != ExprKind::Attribute ||
      P.expr({Context.File, X.Children[0]}).Text != "as_default")
    return false;
  std::string Path = P.L.calleePath(Context);
  if (StringRef(Path).starts_with(Prefix))
    return true;
  if (StringRef(Path).starts_with("tensorflow."))
    return false;
  // Not known, or not always the same: by its name.
  std::string Receiver = P.slice({Context.File, P.expr({Context.File, X.Children[0]}).Children[0]}).lower();
  return StringRef(Receiver).contains("writ") || StringRef(Receiver).contains("summar");
}

bool Recording::inBody(NodeRef E, Id With) const {
  return P.expr(E).Stmt != With && is_contained(P.chain(P.stmtOf(E)), With);
}

/// Something in the body of the statement may write, and nothing inside says whether.
bool Recording::needs(uint32_t File, Id With) {
  const ModuleFacts &F = P.facts(File);
  uint32_t Begin = F.StmtRange[With].Begin, End = F.StmtRange[With].End;
  for (NodeRef Op : UnsaidOps)
    if (Op.File == File && inBody(Op, With))
      return true;
  if (!FunctionsHaveUnsaid)
    return false;
  for (Id E = 0; E < F.Exprs.size(); ++E)
    if (F.Exprs[E].Kind == ExprKind::Call && F.ExprRange[E].Begin >= Begin && F.ExprRange[E].End <= End &&
        inBody({File, E}, With) && !Calls.count({File, E}) && (OutsideCallsThem || !P.L.calleesAt({File, E}).empty()) &&
        !isSaid(said({File, E})))
      return true;
  return false;
}

bool Recording::with(uint32_t File, Id With, unsigned Item, bool Last) {
  NodeRef Context{File, P.facts(File).Stmts[With].Items[Item].Context};
  // Said by an item behind this one, or around the statement.
  const Stmt &S = P.facts(File).Stmts[With];
  for (size_t I = 0; I < S.Items.size(); ++I)
    if (isSaid(recorder({File, S.Items[I].Context})))
      return true;
  if (Covered.count({File, With}))
    return true;
  State Here = at(Context);
  if (isSaid(Here) || !needs(File, With))
    return true;
  if (Here != Off)
    return !Last ||
           P.decline("SU321",
                     Here == Mixed ? "summaries are recorded here by some callers and by others not"
                                   : "whether summaries are recorded here is not known: who runs this code is not",
                     Context, SayIt);
  Spelling Names;
  if (!P.spelling(P.scopeOf(Context), Context, Names))
    return false;
  P.rewriter(File).addWithItem(With, Text(Names.V2 + "summary.record_if(False)"));
  P.notice("SU322",
           "nothing is recorded here, as `tf.contrib.summary` records only where it is told to; this is said now",
           Context);
  Covered[{File, With}] = true;
  Entries.clear();
  return true;
}

/// With a default writer of long standing, the op itself is told.
bool Recording::unsaidOp(NodeRef Op) {
  State Here = at(Op);
  if (isSaid(Here) || OpenDefault.Node == NoId)
    return true;
  if (Here != Off)
    return P.decline("SU321",
                     Here == Mixed ? "this summary is recorded by some callers and by others not"
                                   : "whether this summary is recorded is not known: who runs this code is not",
                     Op, SayIt, {{OpenDefault, "here a writer becomes the default"}});
  Spelling Names;
  if (!P.spelling(P.scopeOf(Op), Op, Names))
    return false;
  NodeRef S = P.stmtOf(Op);
  P.rewriter(Op.File).wrap(P.stmt(S).Block, P.stmt(S).Index, P.stmt(S).Index,
                           Text("with " + Names.V2 + "summary.record_if(False):"));
  P.notice("SU322", "this is not recorded, as `tf.contrib.summary` records only where it is told to; this is said now",
           Op);
  return true;
}

bool Recording::emit() {
  std::set<uint32_t> Files;
  for (auto &[Call, Kind] : Calls)
    Files.insert(Call.File);
  // What one place says may be the answer for what it calls.
  for (bool Last : {false, true})
    for (size_t Before = ~size_t(0); Before != Covered.size();) {
      Before = Covered.size();
      for (uint32_t File = 0; File < P.P.project().modules().size(); ++File) {
        if (none_of(Files, [&](uint32_t Mine) { return P.P.project().mayRunTogether(File, Mine); }))
          continue;
        const ModuleFacts &F = P.facts(File);
        for (Id S = 0; S < F.Stmts.size(); ++S)
          for (unsigned I = 0; F.Stmts[S].Kind == StmtKind::With && I < F.Stmts[S].Items.size(); ++I)
            if (isWriterDefault({File, F.Stmts[S].Items[I].Context}) && !with(File, S, I, Last))
              return false;
      }
    }
  std::set<NodeRef> Wrapped;
  for (NodeRef Op : UnsaidOps)
    if (Wrapped.insert(P.stmtOf(Op)).second && !unsaidOp(Op))
      return false;
  return true;
}

} // namespace summary_upgrade::migrate
