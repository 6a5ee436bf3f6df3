// Targets: what an assignment, a loop, `with` or `del` binds.
#include "python/FactsBuilder.h"

namespace summary_upgrade::python {

Id FactsBuilder::target(NodeId N, const Def &Proto) {
  llvm::SmallVector<int, 4> Path;
  return target(N, Path, Proto);
}

Id FactsBuilder::target(NodeId N, llvm::SmallVectorImpl<int> &Path, const Def &Proto) {
  if (Failed)
    return add(ExprKind::Other, range(N));
  if (Depth >= MaxExprDepth) {
    fail(range(N), "expression nested too deeply");
    return add(ExprKind::Other, range(N));
  }
  ++Depth;
  Id E = NoId;
  switch (kind(N)) {
  case Syntax::Identifier: {
    E = name(N, true);
    if (Proto.Kind == DefKind::AugAssign) // also reads it
      Uses.push_back({E, intern(F.Exprs[E].Text)});
    Def New = Proto;
    New.Target = E;
    New.Path.assign(Path.begin(), Path.end());
    addDef(New, F.Exprs[E].Text, CurScope);
    break;
  }
  case Syntax::Attribute:
  case Syntax::Subscript:
    E = expr(N);
    F.Exprs[E].Store = true;
    break;
  case Syntax::ListSplatPattern:
  case Syntax::ListSplat: {
    llvm::SmallVector<NodeId, 8> Inner = named(N);
    if (Inner.size() != 1)
      break;
    Path.push_back(-1);
    Id Value = target(Inner[0], Path, Proto);
    Path.pop_back();
    E = add(ExprKind::Starred, range(N), {Value});
    F.Exprs[E].Store = true;
    break;
  }
  case Syntax::AsPatternTarget:
  case Syntax::ParenthesizedExpression: {
    llvm::SmallVector<NodeId, 8> Inner = named(N);
    if (Inner.size() != 1)
      break;
    E = target(Inner[0], Path, Proto);
    if (kind(N) == Syntax::ParenthesizedExpression)
      F.ExprOuter[E] = range(N);
    break;
  }
  case Syntax::TuplePattern:
  case Syntax::Tuple:
  case Syntax::PatternList:
  case Syntax::ExpressionList:
  case Syntax::ListPattern:
  case Syntax::List: {
    llvm::SmallVector<NodeId, 8> Items = named(N);
    if (kind(N) == Syntax::TuplePattern && Items.size() == 1 && !hasToken(N, ",")) { // mere parentheses
      E = target(Items[0], Path, Proto);
      F.ExprOuter[E] = range(N);
      break;
    }
    llvm::SmallVector<Id, 8> Children;
    bool BehindStar = false;
    int Index = 0;
    for (NodeId I : Items) {
      bool Star = kind(I) == Syntax::ListSplatPattern || kind(I) == Syntax::ListSplat;
      if (!Star)
        Path.push_back(BehindStar ? -1 : Index);
      Children.push_back(target(I, Path, Proto));
      if (!Star)
        Path.pop_back();
      BehindStar |= Star;
      ++Index;
    }
    bool IsList = kind(N) == Syntax::List || kind(N) == Syntax::ListPattern;
    E = add(IsList ? ExprKind::List : ExprKind::Tuple, range(N), Children);
    F.Exprs[E].Store = true;
    break;
  }
  default:
    break;
  }
  --Depth;
  if (E == NoId) {
    fail(range(N), "cannot assign to `" + excerpt(text(N)) + "`");
    E = add(ExprKind::Other, range(N));
  }
  return E;
}

} // namespace summary_upgrade::python
