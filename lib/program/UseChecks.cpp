// Every place that a handle or a fetched summary reaches must be one that the tool understands.
#include "program/Classifier.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace summary_upgrade::python;

namespace summary_upgrade::program {

void Classifier::useChecks() {
  for (uint32_t File = 0; File < L.project().modules().size(); ++File) {
    const ModuleFacts &F = facts(File);
    for (Id E = 0; E < F.Exprs.size(); ++E) {
      const Expr &X = F.Exprs[E];
      if (X.Store)
        continue;
      Handles H = handles({File, E});
      for (uint32_t I : H.Ops)
        checkUse({File, E}, Prog.Ops[I].Component, "summary op", /*Writer=*/false);
      for (uint32_t I : H.Merges)
        checkUse({File, E}, Prog.Merges[I].Component, "merged summary", false);
      for (uint32_t I : H.Writers)
        checkUse({File, E}, Prog.Writers[I].Component, "writer", true);
      checkBytes({File, E});
      if (L.valuesOf({File, E}).Ids.size() == 1)
        checkContainer({File, E});
    }
  }
}

Id Classifier::argumentOf(uint32_t File, Id E, bool ThroughDisplays) const {
  const ModuleFacts &F = facts(File);
  Id Child = E;
  for (Id At = F.Exprs[E].Parent; At != NoId; Child = At, At = F.Exprs[At].Parent) {
    switch (F.Exprs[At].Kind) {
    case ExprKind::Call:
      return F.Exprs[At].Children[0] == Child ? NoId : At;
    case ExprKind::Keyword:
      continue;
    case ExprKind::List:
    case ExprKind::Tuple:
    case ExprKind::Dict:
    case ExprKind::Pair:
      if (ThroughDisplays)
        continue;
      return NoId;
    default:
      return NoId;
    }
  }
  return NoId;
}

bool Classifier::isNoneTest(uint32_t File, Id E) const {
  const ModuleFacts &F = facts(File);
  Id Parent = F.Exprs[E].Parent;
  if (Parent == NoId || F.Exprs[Parent].Kind != ExprKind::Compare)
    return false;
  StringRef Operator = F.Exprs[Parent].Text;
  return (Operator == "is" || Operator == "is not") && F.Exprs[F.Exprs[Parent].Children[1]].Kind == ExprKind::None;
}

/// Somewhere in the project; a property, where its name is read; `__enter__`, where a `with` opens an object of the
/// class.
bool Classifier::isCalled(NodeRef Function) const {
  if (!L.callersOf(Function).empty())
    return true;
  const ModuleFacts &F = facts(Function.File);
  const Scope &S = F.Scopes[Function.Node];
  if (S.Name == "__enter__" && S.Outer != NoId) {
    NodeRef Class{Function.File, S.Outer};
    for (uint32_t File = 0; File < L.project().modules().size(); ++File)
      for (const Stmt &With : facts(File).Stmts)
        for (const WithItem &Item : With.Items)
          if (any_of(L.valuesOf({File, Item.Context}).Ids, [&](ValueId VId) {
                const Value &V = L.value(VId);
                return V.Kind == ValueKind::Instance && (V.Site == Class || L.related(V.Site, Class));
              }))
            return true;
  }
  if (none_of(S.Decorators, [&](Id D) { return F.Exprs[D].Kind == ExprKind::Name && F.Exprs[D].Text == "property"; }))
    return false;
  for (uint32_t File = 0; File < L.project().modules().size(); ++File)
    if (any_of(facts(File).Exprs,
               [&](const Expr &X) { return X.Kind == ExprKind::Attribute && !X.Store && X.Text == S.Name; }))
      return true;
  return false;
}

void Classifier::checkUse(NodeRef E, uint32_t Component, StringRef What, bool IsWriter) {
  size_t Before = Prog.Components[Component].Blockers.size();
  checkUseAs(E, Component, What, IsWriter);
  for (size_t I = Before; I < Prog.Components[Component].Blockers.size(); ++I)
    Prog.Components[Component].Blockers[I].AboutWriter = IsWriter;
}

void Classifier::checkUseAs(NodeRef E, uint32_t Component, StringRef What, bool IsWriter) {
  const ModuleFacts &F = facts(E.File);
  const Expr &X = F.Exprs[E.Node];
  if (X.Parent == NoId) {
    const Stmt &S = F.Stmts[X.Stmt];
    switch (S.Kind) {
    case StmtKind::Expr:
    case StmtKind::Assign:
    case StmtKind::AnnAssign:
      return;
    case StmtKind::Return:
      if (IsWriter && !isCalled({E.File, F.functionScope(X.Scope)}))
        block(Component, "SU218", "the writer is returned to callers that the tool cannot see", E,
              "run the tool on the whole project");
      return;
    case StmtKind::If:
    case StmtKind::While:
      if (IsWriter)
        return;
      break;
    case StmtKind::With:
      break;
    default:
      break;
    }
    if (IsWriter && S.Kind == StmtKind::With && WriterAt.count(E))
      return; // `with tf.summary.FileWriter(...) as writer:`
    block(Component, S.Kind == StmtKind::With ? "SU219" : "SU218",
          S.Kind == StmtKind::With ? "a `with` over a v1 writer that is made elsewhere has no rewrite yet"
                                   : ("this use of the " + What + " cannot be followed").str(),
          E);
    return;
  }
  const Expr &Parent = F.Exprs[X.Parent];
  switch (Parent.Kind) {
  case ExprKind::Attribute: {
    if (IsWriter) {
      Id Call = Parent.Parent;
      if (Call != NoId && F.Exprs[Call].Kind == ExprKind::Call && F.Exprs[Call].Children[0] == X.Parent &&
          (WriteAt.count({E.File, Call}) || WriterCallAt.count({E.File, Call})))
        return;
      block(Component, "SU219", "`" + Parent.Text + "` of the v1 writer has no rewrite yet", {E.File, X.Parent});
      return;
    }
    if (Id Call = Parent.Parent; Call != NoId && RunAt.count({E.File, Call}) && F.Exprs[Call].Children[0] == X.Parent)
      return; // `merged.eval(...)`
    block(Component, "SU219", ("`." + Parent.Text + "` of a " + What + " has no rewrite yet").str(),
          {E.File, X.Parent});
    return;
  }
  case ExprKind::Conditional:
  case ExprKind::BoolOp:
  case ExprKind::NamedExpr:
    return;
  case ExprKind::Compare:
    if (isNoneTest(E.File, E.Node))
      return;
    break;
  case ExprKind::Unary:
    if (IsWriter && Parent.Text == "not")
      return;
    break;
  case ExprKind::List:
  case ExprKind::Tuple:
  case ExprKind::Pair:
  case ExprKind::Call:
  case ExprKind::Keyword: {
    Id Call = argumentOf(E.File, E.Node, true);
    if (Call == NoId) {
      // a display that is stored or returned: its own uses are checked
      if (Parent.Kind != ExprKind::Call && Parent.Kind != ExprKind::Keyword)
        return;
      break;
    }
    NodeRef At{E.File, Call};
    if (auto It = ManagerAt.find(At); It != ManagerAt.end() && Prog.Managers[It->second].Joins)
      return;
    if (!L.calleesAt(At).empty() || RunAt.count(At) || MergeAt.count(At) || (IsWriter && WriterCallAt.count(At)))
      return;
    if (std::string Path = L.calleePath(At); Path == "container.append")
      return;
    block(Component, "SU218", ("the " + What + " is passed to code that the tool cannot see into").str(), E);
    return;
  }
  case ExprKind::ListComp:
    return;
  default:
    break;
  }
  block(Component, "SU218", ("this use of the " + What + " cannot be followed").str(), E);
}

void Classifier::checkContainer(NodeRef E) {
  const Value *V = L.singleValue(E);
  if (!V || V->Kind != ValueKind::Container || V->Site == E)
    return;
  const ModuleFacts &F = facts(E.File);
  const Expr &X = F.Exprs[E.Node];
  if (X.Parent == NoId || F.Exprs[X.Parent].Kind != ExprKind::Binary)
    return;
  std::vector<FetchedSummary> Found;
  leaves(V->Site, "", Found, 0);
  for (const FetchedSummary &S : Found)
    for (uint32_t O : S.Ops)
      block(Prog.Ops[O].Component, "SU218", "the list of summaries is built in a way that cannot be followed", E);
}

void Classifier::checkBytes(NodeRef E) {
  const ModuleFacts &F = facts(E.File);
  const Expr &X = F.Exprs[E.Node];
  for (ValueId VId : L.valuesOf(E).Ids) {
    const Value &V = L.value(VId);
    if (V.Kind != ValueKind::External)
      continue;
    auto It = RunAt.find(V.Site);
    if (It == RunAt.end())
      continue;
    Run &R = Prog.Runs[It->second];
    StringRef Path = V.Path;
    size_t At = Path.rfind(R.Eval ? ".eval()" : ".run()");
    if (At == StringRef::npos)
      continue;
    StringRef Part = Path.substr(At + (R.Eval ? 7 : 6));
    bool IsBytes = any_of(R.Summaries, [&](const FetchedSummary &S) { return S.Path == Part; });
    bool HoldsBytes = any_of(R.Summaries, [&](const FetchedSummary &S) { return StringRef(S.Path).starts_with(Part); });
    bool Loose = Part.contains("[*]");
    if (Part.contains("()") || Part.contains('.')) {
      StringRef Base = Part.take_until([](char C) { return C == '.' || C == '('; });
      if (any_of(R.Summaries, [&](const FetchedSummary &S) { return S.Path == Base; }) && X.Kind == ExprKind::Attribute)
        block(R.Component, "SU210", "the fetched summary is used here as a value, not only written", E);
      continue;
    }
    if (!HoldsBytes && !Loose)
      continue;
    if (X.Parent == NoId) {
      StmtKind Kind = F.Stmts[X.Stmt].Kind;
      if (Kind == StmtKind::Assign || Kind == StmtKind::Expr || Kind == StmtKind::AnnAssign)
        continue;
      if (Kind == StmtKind::Return) {
        Id Function = F.functionScope(X.Scope);
        if (!L.callersOf({E.File, Function}).empty())
          block(R.Component, "SU214",
                "the summary is fetched here and written in another function, so its step is not known where "
                "it is fetched",
                E, "write the summary in the function that runs it, or pass the step to it");
        else
          block(R.Component, "SU210", "the fetched summary is returned to callers that the tool cannot see", E);
        continue;
      }
      block(R.Component, "SU210", "the fetched summary is used here as a value, not only written", E);
      continue;
    }
    const Expr &Parent = F.Exprs[X.Parent];
    if (Parent.Kind == ExprKind::Subscript && Parent.Children[0] == E.Node && !IsBytes)
      continue;
    Id Call = argumentOf(E.File, E.Node, false);
    if (auto At = Call == NoId ? WriteAt.end() : WriteAt.find({E.File, Call});
        At != WriteAt.end() &&
        (IsBytes || (Loose && any_of(Prog.Writes[At->second].Sources, [&](auto S) { return S.first == It->second; }))))
      continue;
    if (Call != NoId && StringRef(L.calleePath({E.File, Call})).ends_with(".make_callable()")) {
      Prog.Components[R.Component].AlreadyBridged = true;
      continue;
    }
    if (Call != NoId && !L.calleesAt({E.File, Call}).empty()) {
      block(R.Component, "SU214", "the fetched summary is handed to another function, which decides its step", E,
            "write the summary in the function that runs it");
      continue;
    }
    block(R.Component, "SU210", "the fetched summary is used here as a value, not only written", E);
  }
}

} // namespace summary_upgrade::program
