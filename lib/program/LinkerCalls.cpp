// Values that arrive where they are called.
#include "program/ConstraintSolver.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace summary_upgrade::python;

namespace summary_upgrade::program {

void ConstraintSolver::call(const Watch &W, const Value &V) {
  const ModuleFacts &F = facts(W.Where.File);
  const Expr &X = F.Exprs[W.Where.Node];
  switch (V.Kind) {
  case ValueKind::Function:
    bindCall(W.Where, V.Site, false);
    edge(returnNode(V.Site), W.To);
    return;
  case ValueKind::BoundMethod:
    bindCall(W.Where, V.Site, true);
    edge(returnNode(V.Site), W.To);
    return;
  case ValueKind::Class: {
    add(W.To, intern({ValueKind::Instance, V.Site, {}}));
    std::vector<std::pair<uint32_t, Id>> Found;
    members(V.Site, "__init__", Found, false);
    for (auto [File, B] : Found)
      for (Id D : facts(File).Bindings[B].Defs)
        if (facts(File).Defs[D].Kind == DefKind::Function)
          bindCall(W.Where, {File, facts(File).Defs[D].DefScope}, true);
    return;
  }
  case ValueKind::Instance: {
    std::vector<std::pair<uint32_t, Id>> Found;
    members(V.Site, "__call__", Found, true);
    for (auto [File, B] : Found)
      for (Id D : facts(File).Bindings[B].Defs)
        if (facts(File).Defs[D].Kind == DefKind::Function) {
          bindCall(W.Where, {File, facts(File).Defs[D].DefScope}, true);
          edge(returnNode({File, facts(File).Defs[D].DefScope}), W.To);
        }
    return;
  }
  case ValueKind::External:
    if (StringRef(V.Path).starts_with("container.")) {
      StringRef Method = StringRef(V.Path).drop_front(10);
      if ((Method == "append" || Method == "add" || Method == "appendleft") && X.Children.size() == 2)
        putPart(V.Site, {}, exprNode(W.Where.File, X.Children[1]));
      else if (Method == "extend" && X.Children.size() == 2)
        watch(exprNode(W.Where.File, X.Children[1]), {WatchKind::AnyPart, partSlot(V.Site, {}), W.Where, {}});
      else if (Method == "get" && X.Children.size() >= 2 && !partKey(F, X.Children[1]).empty())
        edge(partSlot(V.Site, partKey(F, X.Children[1])), W.To);
      else if (Method == "values" || Method == "itervalues")
        listOf(anySlot(V.Site), W);
      else if (Method == "items" || Method == "iteritems")
        listOfItems(anySlot(V.Site), W);
      else if (Method == "get" || Method == "pop" || Method == "copy")
        edge(anySlot(V.Site), W.To);
      edge(partSlot(V.Site, {}), anySlot(V.Site));
      return;
    }
    if ((V.Path == "builtins.list" || V.Path == "builtins.tuple" || V.Path == "builtins.sorted" ||
         V.Path == "builtins.reversed") &&
        X.Children.size() >= 2) {
      edge(exprNode(W.Where.File, X.Children[1]), W.To);
      return;
    }
    addExternal(W.To, V.Path + "()", W.Where);
    return;
  default:
    return;
  }
}

void ConstraintSolver::listOf(NodeIndex Elements, const Watch &Call) {
  add(Call.To, intern({ValueKind::Container, Call.Where, {}}));
  Lists.push_back(Call.Where);
  edge(Elements, partSlot(Call.Where, {}));
  edge(partSlot(Call.Where, {}), anySlot(Call.Where));
}

void ConstraintSolver::listOfItems(NodeIndex Values, const Watch &Call) {
  // The pairs are the container of the method's name, which has no other value that is one.
  NodeRef Pair{Call.Where.File, facts(Call.Where.File).Exprs[Call.Where.Node].Children[0]};
  NodeIndex Pairs = fresh();
  add(Pairs, intern({ValueKind::Container, Pair, {}}));
  setTop(partSlot(Pair, "[0]"));
  edge(Values, partSlot(Pair, "[1]"));
  listOf(Pairs, Call);
}

void ConstraintSolver::bindCall(NodeRef Call, NodeRef Callee, bool Bound) {
  for (uint32_t Index : L.Callees[Call])
    if (L.Edges[Index].Callee == Callee)
      return;
  uint32_t Index = static_cast<uint32_t>(L.Edges.size());
  L.Edges.push_back({Call, Callee});
  L.Callees[Call].push_back(Index);
  L.Callers[Callee].push_back(Index);
  const ModuleFacts &F = facts(Call.File), &G = facts(Callee.File);
  const Scope &Function = G.Scopes[Callee.Node];
  const Expr &X = F.Exprs[Call.Node];
  auto paramNodes = [&](size_t Param) {
    SmallVector<NodeIndex, 1> Result;
    Id B = Function.Params[Param].Binding;
    if (B != NoId)
      for (Id D : G.Bindings[B].Defs)
        if (G.Defs[D].Kind == DefKind::Param)
          Result.push_back(defNode(Callee.File, D));
    return Result;
  };
  // What is given by name cannot come out of `*` or `**` as well.
  auto named = [&](StringRef Param) {
    return any_of(ArrayRef(X.Children).drop_front(),
                  [&](Id A) { return F.Exprs[A].Kind == ExprKind::Keyword && F.Exprs[A].Text == Param; });
  };
  size_t Position = Bound ? 1 : 0;
  for (size_t A = 1; A < X.Children.size(); ++A) {
    const Expr &Argument = F.Exprs[X.Children[A]];
    if (Argument.Kind == ExprKind::Keyword) {
      for (size_t Param = 0; Param < Function.Params.size(); ++Param)
        if (Function.Params[Param].Name == Argument.Text && Function.Params[Param].Kind != ParamKind::VarArgs)
          for (NodeIndex To : paramNodes(Param))
            edge(exprNode(Call.File, Argument.Children[0]), To);
    } else if (Argument.Kind == ExprKind::Starred || Argument.Kind == ExprKind::DoubleStarred) {
      for (size_t Param = Position; Param < Function.Params.size(); ++Param)
        if (!named(Function.Params[Param].Name))
          for (NodeIndex To : paramNodes(Param))
            setTop(To);
    } else {
      if (Position < Function.Params.size() && Function.Params[Position].Kind != ParamKind::VarArgs &&
          Function.Params[Position].Kind != ParamKind::KeywordOnly &&
          Function.Params[Position].Kind != ParamKind::KwArgs)
        for (NodeIndex To : paramNodes(Position))
          edge(exprNode(Call.File, X.Children[A]), To);
      ++Position;
    }
  }
}

} // namespace summary_upgrade::program
