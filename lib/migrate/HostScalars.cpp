#include "migrate/HostScalars.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace summary_upgrade::program;
using namespace summary_upgrade::python;

namespace summary_upgrade::migrate {

namespace {

/// A comprehension's own names would become names of the function: only if it has none of that name.
bool leaks(const ModuleFacts &F, const HostValue &V) {
  Id Inner = F.Exprs[V.Call.Node].Scope;
  for (Id B : F.Scopes[Inner].Bindings)
    for (Id At = F.Scopes[Inner].Outer; At != NoId; At = F.Scopes[At].Outer)
      for (Id Other : F.Scopes[At].Bindings)
        if (F.Bindings[Other].Name == F.Bindings[B].Name)
          return true;
  return false;
}

/// What is evaluated once for all values is evaluated again for each.
bool repeatable(const Plan &P, const Write &W) {
  const Flow &Flow = P.flow(W.Call.File);
  return (W.Step == NoId || Flow.effect(W.Step) != Effect::Call) && Flow.effect(W.WriterExpr.Node) != Effect::Call;
}

/// The statements of a filled proto's block that the values stand in: the first and the last.
std::optional<std::pair<uint32_t, uint32_t>> span(const Plan &P, const Write &W, const HostProto &Proto) {
  uint32_t File = W.Call.File;
  NodeRef Add = P.stmtOf(W.Call), Make{File, Proto.MakeStmt};
  Id Block = P.stmt(Make).Block;
  uint32_t First = ~0u, Last = 0;
  for (const HostValue &V : Proto.Values) {
    Id At = P.flow(File).ancestorIn(V.LastStmt, Block);
    if (At == NoId)
      return std::nullopt;
    uint32_t Index = P.stmt({File, At}).Index;
    if (Index <= P.stmt(Make).Index || Index >= P.stmt(Add).Index)
      return std::nullopt;
    First = std::min(First, Index);
    for (Id Other : V.OtherStmts)
      if (Id From = P.flow(File).ancestorIn(Other, Block); From != NoId)
        First = std::min(First, P.stmt({File, From}).Index);
    Last = std::max(Last, Index);
  }
  return std::pair(First, Last);
}

bool filledFits(const Plan &P, const Write &W, const HostProto &Proto) {
  uint32_t File = W.Call.File;
  NodeRef Add = P.stmtOf(W.Call), Make{File, Proto.MakeStmt};
  auto Span = span(P, W, Proto);
  if (!Span)
    return false;
  NodeRef Start{File, P.facts(File).Blocks[P.stmt(Make).Block].Stmts[Span->first]};
  if ((W.Step != NoId && !P.movable({File, W.Step}, Add, Start)) || !P.movable(W.WriterExpr, Add, Start))
    return false;
  // What else the block calls would find this writer as its default one; in this program only our own lines
  // ask for one.
  return all_of(Proto.Values, [&](const HostValue &V) {
    return V.OtherStmts.empty() || P.movable({File, V.Tag}, {File, V.LastStmt}, {File, V.LastStmt});
  });
}

} // namespace

std::optional<HostProto> hostScalars(const Plan &P, const Write &W) {
  uint32_t File = W.Call.File;
  NodeRef Add = P.stmtOf(W.Call);
  const Stmt &S = P.stmt(Add);
  if (S.Kind != StmtKind::Expr || S.Value != W.Call.Node || W.Summary == NoId)
    return std::nullopt;
  std::optional<HostProto> Proto = takeApart(P.P, W);
  if (!Proto)
    return std::nullopt;
  NodeRef Make{File, Proto->MakeStmt};
  bool Apart = Make != Add;
  if (Apart && (P.stmt(Make).Block != P.stmt(Add).Block || !P.flow(File).alwaysFollows(Make.Node, Add.Node)))
    return std::nullopt;
  if (Proto->Filled)
    return Apart && filledFits(P, W, *Proto) ? Proto : std::nullopt;
  if (Apart && ((W.Step != NoId && !P.movable({File, W.Step}, Add, Make)) || !P.movable(W.WriterExpr, Add, Make)))
    return std::nullopt;
  if ((Proto->Values.size() > 1 || !Proto->Values[0].Clauses.empty()) && !repeatable(P, W))
    return std::nullopt;
  for (const HostValue &V : Proto->Values)
    // Conditions and inner loops keep their proto; an iterable and its target stand side by side.
    if (V.Clauses.size() > 2 || (V.Clauses.size() == 2 && leaks(P.facts(File), V)))
      return std::nullopt;
  return Proto;
}

void emitHostScalars(Plan &P, const Write &W, const HostProto &Proto, function_ref<Text(const HostValue &)> Scalar,
                     const std::optional<Text> &Header) {
  uint32_t File = W.Call.File;
  NodeRef Add = P.stmtOf(W.Call), Make{File, Proto.MakeStmt};
  Rewriter &R = P.rewriter(File);
  if (Proto.Filled) {
    auto Span = *span(P, W, Proto);
    for (const HostValue &V : Proto.Values) {
      R.replaceStmt(V.LastStmt, {{Scalar(V)}});
      for (Id Other : V.OtherStmts)
        R.removeStmt(Other);
    }
    R.removeStmt(Make.Node);
    R.removeStmt(Add.Node);
    if (Header)
      R.wrap(P.stmt(Make).Block, Span.first, Span.second, *Header);
    return;
  }
  std::vector<Line> Lines;
  if (Header)
    Lines.push_back({*Header});
  for (const HostValue &V : Proto.Values) {
    unsigned Depth = Header ? 1 : 0;
    if (V.Clauses.size() == 2)
      Lines.push_back(
          {Text("for " + P.slice({File, V.Clauses[1]}).str() + " in ").expr(V.Clauses[0]).lit(":"), Depth++});
    Lines.push_back({Scalar(V), Depth});
  }
  R.replaceStmt(Make.Node, std::move(Lines));
  if (Make != Add)
    R.removeStmt(Add.Node);
}

Text hostStep(const Plan &P, const Write &W) {
  NodeRef Step{W.Call.File, W.Step};
  if (W.Step == NoId || P.expr(Step).Kind == ExprKind::None)
    return Text("0");
  if (mayBeNone(P.P, Step))
    return Text("int(").expr(W.Step, /*Tight=*/true).lit(" or 0)");
  return isIntegral(P.P, Step) ? Text().expr(W.Step) : Text("int(").expr(W.Step).lit(")");
}

Text hostValue(const Plan &P, NodeRef Value) {
  static constexpr StringRef Others[] = {"torch", "mxnet", "chainer", "cupy", "jax", "decimal"};
  bool Foreign = false;
  for (uint32_t File = 0; File < P.P.project().modules().size(); ++File)
    if (P.P.project().mayRunTogether(File, Value.File))
      for (const Stmt &S : P.facts(File).Stmts)
        for (const ImportedName &I : S.Imports)
          Foreign |= is_contained(Others, StringRef(I.Module).split('.').first);
  return Foreign && !isNumber(P.P, Value) ? Text("float(").expr(Value.Node).lit(")") : Text().expr(Value.Node);
}

std::set<NodeRef> statementsOf(const Write &W, const HostProto &Proto) {
  std::set<NodeRef> Result{{W.Call.File, Proto.MakeStmt}};
  for (const HostValue &V : Proto.Values) {
    if (V.LastStmt != NoId)
      Result.insert({W.Call.File, V.LastStmt});
    for (Id Other : V.OtherStmts)
      Result.insert({W.Call.File, Other});
  }
  return Result;
}

} // namespace summary_upgrade::migrate
