// What expressions say about values.
#include "program/ConstraintSolver.h"

using namespace llvm;
using namespace summary_upgrade::python;

namespace summary_upgrade::program {

void ConstraintSolver::constrainExpr(uint32_t File, Id E, const Flow &FlowOf) {
  const ModuleFacts &F = facts(File);
  const Expr &X = F.Exprs[E];
  NodeIndex N = exprNode(File, E);
  NodeRef Here{File, E};
  switch (X.Kind) {
  case ExprKind::Name:
    if (X.Store)
      break;
    if (X.Binding == NoId) {
      if (!starName(X.Text, N, StarImports, 0))
        addExternal(N, X.Text == "tf" && F.HasStarImport ? "tensorflow" : "builtins." + X.Text, {File, NoId});
    } else {
      const ReachingDefs &R = FlowOf.reaching(E);
      bool Local = F.functionScope(X.Scope) == F.functionScope(F.Bindings[X.Binding].Scope);
      if (Local && R.Complete)
        for (Id D : R.Defs)
          edge(defNode(File, D), N);
      else
        edge(bindingNode(File, X.Binding), N);
    }
    break;
  case ExprKind::Attribute:
    if (!X.Store)
      watch(exprNode(File, X.Children[0]), {WatchKind::Attribute, N, Here, X.Text});
    break;
  case ExprKind::Call:
    watch(exprNode(File, X.Children[0]), {WatchKind::Call, N, Here, {}});
    break;
  case ExprKind::Subscript:
    if (!X.Store) {
      std::string Key = partKey(F, X.Children[1]);
      if (Key.empty())
        watch(exprNode(File, X.Children[0]), {WatchKind::AnyPart, N, Here, {}});
      else
        watch(exprNode(File, X.Children[0]), {WatchKind::Part, N, Here, Key});
    }
    break;
  case ExprKind::Conditional:
    edge(exprNode(File, X.Children[1]), N);
    edge(exprNode(File, X.Children[2]), N);
    break;
  case ExprKind::BoolOp:
    for (Id Child : X.Children)
      edge(exprNode(File, Child), N);
    break;
  case ExprKind::NamedExpr:
    edge(exprNode(File, X.Children[1]), N);
    break;
  case ExprKind::Await:
    if (!X.Children.empty())
      edge(exprNode(File, X.Children[0]), N);
    break;
  case ExprKind::Lambda:
    add(N, intern({ValueKind::Function, {File, X.DefScope}, {}}));
    edge(exprNode(File, X.Children[0]), returnNode({File, X.DefScope}));
    break;
  case ExprKind::Tuple:
  case ExprKind::List:
  case ExprKind::Set:
    if (X.Store)
      break;
    add(N, intern({ValueKind::Container, Here, {}}));
    for (size_t I = 0; I < X.Children.size(); ++I)
      if (F.Exprs[X.Children[I]].Kind == ExprKind::Starred)
        watch(exprNode(File, F.Exprs[X.Children[I]].Children[0]), {WatchKind::AnyPart, partSlot(Here, {}), Here, {}});
      else
        putPart(Here, ("[" + Twine(I) + "]").str(), exprNode(File, X.Children[I]));
    break;
  case ExprKind::Dict:
    add(N, intern({ValueKind::Container, Here, {}}));
    for (Id Child : X.Children)
      if (F.Exprs[Child].Kind == ExprKind::Pair)
        putPart(Here, partKey(F, F.Exprs[Child].Children[0]), exprNode(File, F.Exprs[Child].Children[1]));
    break;
  case ExprKind::ListComp:
  case ExprKind::SetComp:
  case ExprKind::Generator:
    add(N, intern({ValueKind::Container, Here, {}}));
    putPart(Here, {}, exprNode(File, X.Children.back()));
    break;
  case ExprKind::DictComp:
    add(N, intern({ValueKind::Container, Here, {}}));
    if (F.Exprs[X.Children.back()].Kind == ExprKind::Pair)
      putPart(Here, {}, exprNode(File, F.Exprs[X.Children.back()].Children[1]));
    break;
  case ExprKind::Keyword:
  case ExprKind::Starred:
  case ExprKind::DoubleStarred:
  case ExprKind::Pair:
  case ExprKind::Slice:
    break;
  default:
    add(N, intern({ValueKind::Expression, Here, {}}));
    break;
  }
}

ConstraintSolver::NodeIndex ConstraintSolver::partSlot(NodeRef Container, StringRef Key) {
  return slot(("p" + Twine(Container.File) + ":" + Twine(Container.Node) + Key).str());
}

void ConstraintSolver::putPart(NodeRef Container, StringRef Key, NodeIndex From) {
  NodeIndex Part = partSlot(Container, Key);
  edge(From, Part);
  edge(Part, anySlot(Container));
}

} // namespace summary_upgrade::program
