// Tables of a module, and what reaches a use.
#include "python/Flow.h"
#include "python/FlowTables.h"
#include "llvm/ADT/STLExtras.h"

namespace summary_upgrade::python {

Flow::Tables::Tables(const ModuleFacts &F) {
  FrameOfScope.resize(F.Scopes.size());
  for (Id S = 0; S < F.Scopes.size(); ++S)
    FrameOfScope[S] = F.functionScope(S);

  Id Exprs = static_cast<Id>(F.Exprs.size()), Stmts = static_cast<Id>(F.Stmts.size());
  ExprBegin.resize(Exprs);
  for (Id E = 0; E < Exprs; ++E)
    ExprBegin[E] = E;
  for (Id E = 0; E < Exprs; ++E)
    if (Id P = F.Exprs[E].Parent; P != NoId)
      ExprBegin[P] = std::min(ExprBegin[P], ExprBegin[E]);

  LastStmt.resize(Stmts);
  ExprLo.assign(Stmts, Exprs);
  ExprHi.assign(Stmts, 0);
  Escapes.assign(Stmts, 0);
  for (Id E = 0; E < Exprs; ++E) {
    Id S = F.Exprs[E].Stmt;
    ExprLo[S] = std::min(ExprLo[S], E);
    ExprHi[S] = E + 1;
  }
  // Statements are in pre-order: children come after their parents. Escapes: 1 = leaves the function or
  // yields, 2 = break/continue.
  for (Id S = 0; S < Stmts; ++S)
    LastStmt[S] = S;
  for (Id S = Stmts; S-- > 0;) {
    const Stmt &St = F.Stmts[S];
    if (St.Kind == StmtKind::Return || St.Kind == StmtKind::Raise)
      Escapes[S] |= 1;
    if (St.Kind == StmtKind::Break || St.Kind == StmtKind::Continue)
      Escapes[S] |= 2;
    if ((St.Flags & HasYield) && St.Kind != StmtKind::FunctionDef)
      Escapes[S] |= 1;
    if (ExprLo[S] > ExprHi[S])
      ExprLo[S] = ExprHi[S] = 0;
    Id P = F.Blocks[St.Block].Parent;
    if (P == NoId)
      continue;
    LastStmt[P] = std::max(LastStmt[P], LastStmt[S]);
    if (ExprHi[S]) {
      ExprLo[P] = std::min(ExprLo[P], ExprLo[S]);
      ExprHi[P] = std::max(ExprHi[P], ExprHi[S]);
    }
    uint8_t Up = Escapes[S];
    BlockKind Kind = F.Blocks[St.Block].Kind;
    StmtKind Parent = F.Stmts[P].Kind;
    if (Kind == BlockKind::Function)
      Up = 0;
    if ((Parent == StmtKind::For || Parent == StmtKind::While) && Kind == BlockKind::Body)
      Up &= ~2;
    Escapes[P] |= Up;
  }

  DefAt.assign(Exprs, NoId);
  for (Id D = 0; D < F.Defs.size(); ++D) {
    const Def &De = F.Defs[D];
    if (De.Target != NoId)
      DefAt[De.Target] = D;
    else if (De.Kind != DefKind::Param)
      DefsOfStmt[De.Stmt].push_back(D);
  }
  Slot.resize(F.Bindings.size());
  for (Id B = 0; B < F.Bindings.size(); ++B) {
    auto &List = FrameBindings[frameOfBinding(F, B)];
    Slot[B] = static_cast<uint32_t>(List.size());
    List.push_back(B);
  }
}

Flow::Flow(const ModuleFacts &Facts) : Facts(Facts), T(std::make_unique<Tables>(Facts)) { walk(); }
Flow::~Flow() = default;
Flow::Flow(Flow &&) = default;

ReachingDefs Flow::allDefs(Id Binding) const {
  ReachingDefs Out;
  for (Id D : Facts.Bindings[Binding].Defs)
    if (Facts.Defs[D].Kind != DefKind::Annotation && Facts.Defs[D].Kind != DefKind::Delete)
      Out.Defs.push_back(D);
  return Out;
}

ReachingDefs Flow::fromSet(Id Binding, uint32_t Set) const {
  llvm::ArrayRef<Id> Ids = T->Sets.get(Set);
  bool Unbound = llvm::is_contained(Ids, DefSets::Unbound);
  if (llvm::is_contained(Ids, DefSets::Unknown) || Ids.empty()) {
    ReachingDefs Out = allDefs(Binding);
    Out.MayBeUnbound = Unbound;
    return Out;
  }
  ReachingDefs Out;
  for (Id D : Ids)
    if (D < DefSets::Unbound)
      Out.Defs.push_back(D);
  Out.MayBeUnbound = Unbound;
  // A name unbound in a class body is looked up outside.
  Out.Complete = !(Unbound && Facts.Scopes[Facts.Bindings[Binding].Scope].Kind == ScopeKind::Class);
  return Out;
}

/// From another frame: complete if there is one definition and no `del`.
static ReachingDefs fromOutside(const ModuleFacts &F, const Flow::Tables &T, Id Binding, ReachingDefs All);

/// Between the use and the scope of the binding stands a generator that is not the argument of a call: it
/// runs later.
static bool runsLater(const ModuleFacts &F, Id Use, Id BindingScope) {
  for (Id S = F.Exprs[Use].Scope; S != BindingScope && S != NoId && F.Scopes[S].Kind == ScopeKind::Comprehension;
       S = F.Scopes[S].Outer) {
    Id G = F.Scopes[S].Expr;
    if (F.Exprs[G].Kind != ExprKind::Generator)
      continue;
    Id P = F.Exprs[G].Parent;
    if (P == NoId || F.Exprs[P].Kind != ExprKind::Call)
      return true;
  }
  return false;
}

void Flow::walk() {
  llvm::DenseMap<Id, uint32_t> Uses;
  for (Id S = 0; S < Facts.Scopes.size(); ++S) {
    ScopeKind Kind = Facts.Scopes[S].Kind;
    if (Kind != ScopeKind::Module && Kind != ScopeKind::Function && Kind != ScopeKind::Lambda)
      continue;
    if (!T->FrameBindings.count(S))
      continue;
    FlowWalker Walker(Facts, *T, S);
    Walker.run();
    for (auto [Use, Set] : Walker.Uses)
      Uses[Use] = Set;
  }
  for (Id B = 0; B < Facts.Bindings.size(); ++B) {
    Id Frame = T->frameOfBinding(Facts, B), Scope = Facts.Bindings[B].Scope;
    bool Inner = Facts.Bindings[B].WrittenFromInner;
    for (Id Use : Facts.Bindings[B].Uses) {
      if (T->FrameOfScope[Facts.Exprs[Use].Scope] != Frame || runsLater(Facts, Use, Scope)) {
        Reaching[Use] = fromOutside(Facts, *T, B, allDefs(B));
      } else if (Inner) {
        Reaching[Use] = allDefs(B);
      } else if (auto It = Uses.find(Use); It != Uses.end()) {
        Reaching[Use] = fromSet(B, It->second);
      } else {
        Reaching[Use] = allDefs(B); // unreachable
      }
    }
  }
}

static ReachingDefs fromOutside(const ModuleFacts &F, const Flow::Tables &T, Id Binding, ReachingDefs All) {
  bool Deleted = llvm::any_of(F.Bindings[Binding].Defs, [&](Id D) { return F.Defs[D].Kind == DefKind::Delete; });
  All.Complete = All.Defs.size() == 1 && !Deleted;
  All.MayBeUnbound = Deleted || F.Bindings[Binding].WrittenFromInner;
  return All;
}

const ReachingDefs &Flow::reaching(Id NameExpr) const {
  static const ReachingDefs None;
  auto It = Reaching.find(NameExpr);
  return It == Reaching.end() ? None : It->second;
}

Id Flow::uniqueDef(Id NameExpr) const {
  const ReachingDefs &R = reaching(NameExpr);
  return R.Complete && R.Defs.size() == 1 ? R.Defs[0] : NoId;
}

ReachingDefs Flow::reachingAt(Id Binding, Id At) const {
  Id Frame = T->frameOfBinding(Facts, Binding);
  if (T->frameOfStmt(Facts, At) != Frame)
    return fromOutside(Facts, *T, Binding, allDefs(Binding));
  if (Facts.Bindings[Binding].WrittenFromInner)
    return allDefs(Binding);
  if (!T->FrameWalked[Frame]) {
    T->FrameWalked[Frame] = true;
    FlowWalker Walker(Facts, *T, Frame);
    Walker.EnvBefore = &T->EnvBefore;
    Walker.run();
  }
  auto It = T->EnvBefore.find(At);
  return It == T->EnvBefore.end() ? allDefs(Binding) : fromSet(Binding, It->second[T->Slot[Binding]]);
}

} // namespace summary_upgrade::python
