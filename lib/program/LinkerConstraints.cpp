// What statements and definitions say about values.
#include "program/ConstraintSolver.h"

using namespace llvm;
using namespace summary_upgrade::python;

namespace summary_upgrade::program {

void ConstraintSolver::constrain(uint32_t File) {
  const ModuleFacts &F = facts(File);
  const Flow &FlowOf = *P.module(File).Flow;
  StarImports = starImportsOf(File);
  for (Id B = 0; B < F.Bindings.size(); ++B)
    for (Id D : F.Bindings[B].Defs)
      edge(defNode(File, D), bindingNode(File, B));
  for (Id D = 0; D < F.Defs.size(); ++D)
    constrainDef(File, D);
  for (Id S = 0; S < F.Stmts.size(); ++S)
    constrainStmt(File, S);
  for (Id E = 0; E < F.Exprs.size(); ++E)
    constrainExpr(File, E, FlowOf);
  // `self` of every method is an object of its class, whoever calls it.
  for (Id S = 0; S < F.Scopes.size(); ++S) {
    const Scope &Function = F.Scopes[S];
    if (Function.Kind != ScopeKind::Function || Function.Outer == NoId ||
        F.Scopes[Function.Outer].Kind != ScopeKind::Class)
      continue;
    if (Function.Params.empty() || isStatic(File, Function))
      continue;
    Id B = Function.Params[0].Binding;
    ValueKind Kind = isClassMethod(File, Function) ? ValueKind::Class : ValueKind::Instance;
    for (Id D : F.Bindings[B].Defs)
      if (F.Defs[D].Kind == DefKind::Param)
        add(defNode(File, D), intern({Kind, {File, Function.Outer}, {}}));
  }
}

void ConstraintSolver::constrainDef(uint32_t File, Id DefId) {
  const ModuleFacts &F = facts(File);
  const Def &D = F.Defs[DefId];
  NodeIndex N = defNode(File, DefId);
  switch (D.Kind) {
  case DefKind::Assign:
  case DefKind::Named:
  case DefKind::Annotation:
    if (D.Value != NoId)
      project(exprNode(File, D.Value), D.Path, N, {File, D.Value});
    break;
  case DefKind::AugAssign: // `ops += [more]`: which elements the old list had is not followed
    if (D.Value != NoId)
      watch(exprNode(File, D.Value), {WatchKind::Augment, N, {File, D.Value}, {}});
    break;
  case DefKind::For:
  case DefKind::Comprehension:
    if (D.Value != NoId) {
      NodeIndex Element = fresh();
      watch(exprNode(File, D.Value), {WatchKind::AnyPart, Element, {File, D.Value}, {}});
      project(Element, D.Path, N, {File, D.Value});
    }
    break;
  case DefKind::With:
    if (D.Value != NoId) {
      NodeIndex Entered = fresh();
      watch(exprNode(File, D.Value), {WatchKind::Enter, Entered, {File, D.Value}, {}});
      project(Entered, D.Path, N, {File, D.Value});
    }
    break;
  case DefKind::Import: {
    const ImportedName &I = F.Stmts[D.Stmt].Imports[D.Import];
    if (auto To = importTarget(File, D)) {
      if (To->second == NoId)
        add(N, intern({ValueKind::Module, {To->first, 0}, {}}));
      else
        edge(bindingNode(To->first, To->second), N);
    } else if (I.Level == 0) {
      std::string Path = I.Name.empty() ? (I.BindsRoot ? StringRef(I.Module).split('.').first.str() : I.Module)
                                        : I.Module + "." + I.Name;
      addExternal(N, Path, {File, NoId});
    }
    break;
  }
  case DefKind::Function:
    add(N, intern({ValueKind::Function, {File, D.DefScope}, {}}));
    break;
  case DefKind::Class:
    add(N, intern({ValueKind::Class, {File, D.DefScope}, {}}));
    break;
  case DefKind::Param:
    if (D.Value != NoId)
      edge(exprNode(File, D.Value), N);
    break;
  case DefKind::Except:
  case DefKind::Delete:
  case DefKind::Match:
    break;
  }
}

void ConstraintSolver::project(NodeIndex From, ArrayRef<int> Path, NodeIndex To, NodeRef Where) {
  for (size_t I = 0; I < Path.size(); ++I) {
    NodeIndex Next = I + 1 == Path.size() ? To : fresh();
    if (Path[I] < 0)
      watch(From, {WatchKind::AnyPart, Next, Where, {}});
    else
      watch(From, {WatchKind::Part, Next, Where, ("[" + Twine(Path[I]) + "]").str()});
    From = Next;
  }
  if (Path.empty())
    edge(From, To);
}

void ConstraintSolver::constrainStmt(uint32_t File, Id S) {
  const ModuleFacts &F = facts(File);
  const Stmt &X = F.Stmts[S];
  if (X.Kind == StmtKind::Return && X.Value != NoId) {
    Id Function = F.functionScope(X.Scope);
    edge(exprNode(File, X.Value), returnNode({File, Function}));
  }
  auto storeTarget = [&](auto &&Self, Id Target, NodeIndex From, NodeRef Where) -> void {
    const Expr &T = F.Exprs[Target];
    switch (T.Kind) {
    case ExprKind::Attribute:
      watch(exprNode(File, T.Children[0]), {WatchKind::StoreAttribute, From, {File, Target}, T.Text});
      break;
    case ExprKind::Subscript:
      watch(exprNode(File, T.Children[0]), {WatchKind::StorePart, From, {File, Target}, partKey(F, T.Children[1])});
      break;
    case ExprKind::Tuple:
    case ExprKind::List:
      for (size_t I = 0; I < T.Children.size(); ++I) {
        NodeIndex Part = fresh();
        if (F.Exprs[T.Children[I]].Kind == ExprKind::Starred)
          break;
        if (F.Exprs[T.Children[I]].Kind == ExprKind::Name)
          continue; // its definition says it
        watch(From, {WatchKind::Part, Part, Where, ("[" + Twine(I) + "]").str()});
        Self(Self, T.Children[I], Part, Where);
      }
      break;
    default:
      break;
    }
  };
  if ((X.Kind == StmtKind::Assign || X.Kind == StmtKind::AnnAssign || X.Kind == StmtKind::AugAssign) && X.Value != NoId)
    for (Id Target : X.Targets)
      storeTarget(storeTarget, Target, exprNode(File, X.Value), {File, X.Value});
  for (const WithItem &Item : X.Items)
    if (Item.Target != NoId && F.Exprs[Item.Target].Kind != ExprKind::Name) {
      NodeIndex Entered = fresh();
      watch(exprNode(File, Item.Context), {WatchKind::Enter, Entered, {File, Item.Context}, {}});
      storeTarget(storeTarget, Item.Target, Entered, {File, Item.Context});
    }
}

std::string ConstraintSolver::partKey(const ModuleFacts &F, Id Index) {
  const Expr &X = F.Exprs[Index];
  if (X.Kind == ExprKind::String)
    return "['" + X.Text + "']";
  if (X.Kind == ExprKind::Int)
    return "[" + X.Text + "]";
  return {};
}

std::vector<uint32_t> ConstraintSolver::starImportsOf(uint32_t File) const {
  std::vector<uint32_t> Result;
  if (facts(File).HasStarImport)
    for (const Stmt &S : facts(File).Stmts)
      for (const ImportedName &I : S.Imports)
        if (I.Name == "*")
          if (auto To = P.importedFile(File, I.Module, I.Level))
            Result.push_back(*To);
  return Result;
}

bool ConstraintSolver::starName(StringRef Name, NodeIndex N, ArrayRef<uint32_t> Modules, unsigned Depth) {
  bool Found = false;
  for (uint32_t To : Modules)
    if (auto B = moduleBinding(To, Name)) {
      edge(bindingNode(To, *B), N);
      Found = true;
    } else if (Depth < 6 && starName(Name, N, starImportsOf(To), Depth + 1)) {
      Found = true;
    }
  return Found;
}

} // namespace summary_upgrade::program
