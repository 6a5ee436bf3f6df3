// The forward walk: name -> set of definitions, over the nested statements of one frame.
#include "python/FlowTables.h"
#include "llvm/ADT/STLExtras.h"

namespace summary_upgrade::python {

/// Deeper loops (and `finally` blocks) are walked once from a coarser start: two passes a level would be
/// exponential.
static constexpr unsigned ExactLoops = 5, ExactFinallies = 3;
static constexpr size_t MaxDefs = 4;

uint32_t DefSets::intern(std::vector<Id> Set) {
  auto [It, New] = Index.try_emplace(std::move(Set), static_cast<uint32_t>(Sets.size()));
  if (New)
    Sets.push_back(It->first);
  return It->second;
}

uint32_t DefSets::join(uint32_t A, uint32_t B) {
  if (A == B || B == Empty)
    return A;
  if (A == Empty)
    return B;
  if (A > B)
    std::swap(A, B);
  uint64_t Key = (uint64_t(A) << 32) | B;
  if (auto It = Joined.find(Key); It != Joined.end())
    return It->second;
  std::vector<Id> Out;
  std::set_union(Sets[A].begin(), Sets[A].end(), Sets[B].begin(), Sets[B].end(), std::back_inserter(Out));
  size_t Real = llvm::count_if(Out, [](Id D) { return D < Unbound; });
  if (Real > MaxDefs) {
    bool MayBeUnbound = llvm::is_contained(Out, Unbound);
    Out.clear();
    if (MayBeUnbound)
      Out.push_back(Unbound);
    Out.push_back(Unknown);
  }
  uint32_t Result = intern(std::move(Out));
  Joined[Key] = Result;
  return Result;
}

bool alwaysTrue(const ModuleFacts &F, Id Expr) {
  const python::Expr &E = F.Exprs[Expr];
  return E.Kind == ExprKind::True ||
         (E.Kind == ExprKind::Int && E.Text.find_first_of("123456789") != std::string::npos);
}

bool swallowsExceptions(const ModuleFacts &F, Id WithStmt) {
  for (const WithItem &Item : F.Stmts[WithStmt].Items) {
    const Expr *E = &F.Exprs[Item.Context];
    if (E->Kind != ExprKind::Call)
      continue;
    E = &F.Exprs[E->Children[0]];
    llvm::StringRef Name = E->Text;
    if ((E->Kind == ExprKind::Name || E->Kind == ExprKind::Attribute) &&
        (Name == "suppress" || Name == "raises" || Name.starts_with("assertRaises")))
      return true;
  }
  return false;
}

FlowWalker::FlowWalker(const ModuleFacts &F, Flow::Tables &T, Id Frame) : F(F), T(T), Frame(Frame) {}

void FlowWalker::run() {
  Env E;
  auto It = T.FrameBindings.find(Frame);
  if (It != T.FrameBindings.end()) {
    E.Sets.assign(It->second.size(), T.Sets.unbound());
    for (Id B : It->second)
      for (Id D : F.Bindings[B].Defs)
        if (F.Defs[D].Kind == DefKind::Param)
          define(E, D);
  }
  const Scope &S = F.Scopes[Frame];
  if (S.Kind == ScopeKind::Lambda) {
    // The body is one expression; its names are those whose frame is the lambda.
    Id Body = F.Exprs[S.Expr].Children[0];
    evalExpr(Body, E);
    return;
  }
  block(S.Block, E);
}

void FlowWalker::join(Env &Into, const Env &From) {
  if (!From.Live)
    return;
  if (!Into.Live) {
    Into = From;
    return;
  }
  for (size_t I = 0; I < Into.Sets.size(); ++I)
    if (Into.Sets[I] != From.Sets[I])
      Into.Sets[I] = T.Sets.join(Into.Sets[I], From.Sets[I]);
}

void FlowWalker::assign(Env &E, Id Binding, uint32_t Set, bool Weak) {
  if (T.frameOfBinding(F, Binding) != Frame || !E.Live)
    return;
  uint32_t Slot = T.Slot[Binding];
  E.Sets[Slot] = Weak ? T.Sets.join(E.Sets[Slot], Set) : Set;
  for (Env *Try : Tries)
    Try->Sets[Slot] = T.Sets.join(Try->Sets[Slot], Set);
}

void FlowWalker::define(Env &E, Id D, bool Weak) {
  const Def &De = F.Defs[D];
  if (De.Kind == DefKind::Annotation)
    return;
  assign(E, De.Binding, De.Kind == DefKind::Delete ? T.Sets.deleted() : T.Sets.single(D), Weak);
}

/// A walrus that a short circuit, a branch or an empty comprehension may skip.
static bool mayBeSkipped(const ModuleFacts &F, Id E) {
  for (Id Child = E, P = F.Exprs[E].Parent; P != NoId; Child = P, P = F.Exprs[P].Parent) {
    const Expr &Parent = F.Exprs[P];
    bool First = !Parent.Children.empty() && Parent.Children[0] == Child;
    switch (Parent.Kind) {
    case ExprKind::BoolOp:
    case ExprKind::Conditional:
    case ExprKind::ListComp:
    case ExprKind::SetComp:
    case ExprKind::DictComp:
    case ExprKind::Generator:
      if (!First)
        return true;
      break;
    case ExprKind::Compare:
      if (!First && Parent.Children.size() > 2 && Parent.Children[1] != Child)
        return true;
      break;
    default:
      break;
    }
  }
  return false;
}

void FlowWalker::eval(Id Lo, Id Hi, Env &E) {
  for (Id I = Lo; I < Hi; ++I) {
    const Expr &Ex = F.Exprs[I];
    if (Ex.Kind != ExprKind::Name || T.FrameOfScope[Ex.Scope] != Frame)
      continue;
    Id D = T.DefAt[I];
    bool Loads = D == NoId || F.Defs[D].Kind == DefKind::AugAssign;
    if (Loads && Record && E.Live && Ex.Binding != NoId && T.frameOfBinding(F, Ex.Binding) == Frame) {
      uint32_t &Set = Uses[I];
      Set = T.Sets.join(Set, E.Sets[T.Slot[Ex.Binding]]);
    }
    if (D != NoId && F.Defs[D].Kind != DefKind::Param)
      define(E, D, F.Defs[D].Kind == DefKind::Named && mayBeSkipped(F, I));
  }
}

void FlowWalker::evalExpr(Id Root, Env &E) {
  if (Root != NoId)
    eval(T.ExprBegin[Root], Root + 1, E);
}

void FlowWalker::block(Id B, Env &E) {
  for (Id S : F.Blocks[B].Stmts) {
    if (EnvBefore && Record && E.Live) {
      auto [It, New] = EnvBefore->try_emplace(S, E.Sets);
      if (!New)
        for (size_t I = 0; I < E.Sets.size(); ++I)
          It->second[I] = T.Sets.join(It->second[I], E.Sets[I]);
    }
    if (!E.Live) // no path leads here: nothing is recorded
      return;
    stmt(S, E);
  }
}

void FlowWalker::jump(Env &E, bool IsBreak) {
  for (auto [Depth, Binding] : HandlerNames)
    if (Depth == Loops.size())
      assign(E, Binding, T.Sets.unbound(), /*Weak=*/true);
  if (!Finallies.empty() && Finallies.back().LoopDepth == Loops.size())
    join(IsBreak ? Finallies.back().Break : Finallies.back().Continue, E);
  else if (!Loops.empty())
    join(IsBreak ? Loops.back().Break : Loops.back().Continue, E);
  E.Live = false;
}

void FlowWalker::stmt(Id S, Env &E) {
  const Stmt &St = F.Stmts[S];
  switch (St.Kind) {
  case StmtKind::If:
    return ifStmt(S, E);
  case StmtKind::For:
  case StmtKind::While:
    return loop(S, E);
  case StmtKind::Try:
    return tryStmt(S, E);
  case StmtKind::With:
    return withStmt(S, E);
  case StmtKind::Match:
    return match(S, E);
  case StmtKind::Break:
  case StmtKind::Continue:
    return jump(E, St.Kind == StmtKind::Break);
  case StmtKind::FunctionDef:
  case StmtKind::ClassDef:
    for (Id O : St.Others)
      evalExpr(O, E);
    if (St.Kind == StmtKind::ClassDef)
      block(St.Blocks[0], E);
    break;
  default:
    eval(T.ExprLo[S], T.ExprHi[S], E);
  }
  if (auto It = T.DefsOfStmt.find(S); It != T.DefsOfStmt.end())
    for (Id D : It->second)
      define(E, D);
  if (St.Kind == StmtKind::Return || St.Kind == StmtKind::Raise)
    E.Live = false;
}

void FlowWalker::ifStmt(Id S, Env &E) {
  evalExpr(F.Stmts[S].Value, E);
  Env Out = dead();
  bool HasElse = false;
  for (Id B : F.Stmts[S].Blocks) {
    const Block &Bl = F.Blocks[B];
    if (Bl.Kind == BlockKind::Elif)
      evalExpr(Bl.Header, E);
    Env Branch = E;
    block(B, Branch);
    join(Out, Branch);
    HasElse |= Bl.Kind == BlockKind::Else;
  }
  if (!HasElse)
    join(Out, E);
  E = std::move(Out);
}

FlowWalker::Env FlowWalker::loopPass(Id S, Env &Head, Env &Exit, Env &Break) {
  const Stmt &St = F.Stmts[S];
  Loops.push_back({dead(), dead()});
  Env E = Head;
  if (St.Kind == StmtKind::While) {
    evalExpr(St.Value, E);
    if (!alwaysTrue(F, St.Value))
      join(Exit, E);
  } else {
    join(Exit, E);
    for (Id Target : St.Targets)
      evalExpr(Target, E);
  }
  block(St.Blocks[0], E);
  join(E, Loops.back().Continue);
  Break = std::move(Loops.back().Break);
  Loops.pop_back();
  return E;
}

void FlowWalker::loop(Id S, Env &E) {
  const Stmt &St = F.Stmts[S];
  if (St.Kind == StmtKind::For)
    evalExpr(St.Value, E);
  if (!E.Live)
    return;
  Env Exit = dead(), Break = dead();
  if (++LoopDepth > ExactLoops) {
    // Everything the loop may define may come round.
    for (Id I = T.ExprLo[S]; I < T.ExprHi[S]; ++I)
      if (T.DefAt[I] != NoId && F.Defs[T.DefAt[I]].Kind != DefKind::Param)
        define(E, T.DefAt[I], /*Weak=*/true);
    for (Id Inner = S; Inner <= T.LastStmt[S]; ++Inner)
      if (auto It = T.DefsOfStmt.find(Inner); It != T.DefsOfStmt.end())
        for (Id D : It->second)
          define(E, D, /*Weak=*/true);
    loopPass(S, E, Exit, Break);
  } else {
    bool Outside = Record;
    Record = false;
    Env Ignored = dead();
    Env Round = loopPass(S, E, Ignored, Break);
    Record = Outside;
    join(E, Round);
    Break = dead();
    loopPass(S, E, Exit, Break);
  }
  --LoopDepth;
  E = std::move(Exit);
  if (St.Blocks.size() > 1)
    block(St.Blocks[1], E);
  join(E, Break);
}

void FlowWalker::tryStmt(Id S, Env &E) {
  const Stmt &St = F.Stmts[S];
  Id FinallyBlock = NoId;
  for (Id B : St.Blocks)
    if (F.Blocks[B].Kind == BlockKind::Finally)
      FinallyBlock = B;
  Env Anywhere = E, InBody = E;
  if (FinallyBlock != NoId) {
    Tries.push_back(&Anywhere);
    Finallies.push_back({Loops.size(), dead(), dead()});
  }
  Tries.push_back(&InBody);
  block(St.Blocks[0], E);
  Tries.pop_back();
  for (Id B : St.Blocks)
    if (F.Blocks[B].Kind == BlockKind::Else)
      block(B, E);
  Env Out = std::move(E);
  uint32_t Before = F.BlockRange[St.Blocks[0]].End;
  for (Id B : St.Blocks) {
    if (F.Blocks[B].Kind != BlockKind::Except)
      continue;
    Env Handler = InBody;
    evalExpr(F.Blocks[B].Header, Handler);
    // `as name` stands between the blocks; the name is gone at the end of the handler.
    llvm::SmallVector<Id, 1> Names;
    for (Id I = T.ExprLo[S]; I < T.ExprHi[S]; ++I)
      if (F.Exprs[I].Stmt == S && T.DefAt[I] != NoId && F.Defs[T.DefAt[I]].Kind == DefKind::Except &&
          F.ExprRange[I].Begin >= Before && F.ExprRange[I].End <= F.BlockRange[B].Begin)
        Names.push_back(T.DefAt[I]);
    for (Id D : Names) {
      // Also gone when an exception leaves the handler, or a jump does.
      Env Gone = Handler;
      assign(Gone, F.Defs[D].Binding, T.Sets.unbound());
      define(Handler, D);
      HandlerNames.push_back({Loops.size(), F.Defs[D].Binding});
    }
    block(B, Handler);
    for (Id D : Names) {
      assign(Handler, F.Defs[D].Binding, T.Sets.unbound());
      HandlerNames.pop_back();
    }
    join(Out, Handler);
    Before = F.BlockRange[B].End;
  }
  E = std::move(Out);
  if (FinallyBlock == NoId)
    return;
  Tries.pop_back();
  Finally Frame = std::move(Finallies.back());
  Finallies.pop_back();
  ++FinallyDepth;
  if (FinallyDepth > ExactFinallies) {
    bool Normal = E.Live;
    block(FinallyBlock, Anywhere);
    E = Anywhere;
    E.Live &= Normal;
    for (bool IsBreak : {true, false})
      if ((IsBreak ? Frame.Break : Frame.Continue).Live) {
        Env Copy = Anywhere;
        jump(Copy, IsBreak);
      }
  } else {
    block(FinallyBlock, Anywhere);
    block(FinallyBlock, E);
    for (bool IsBreak : {true, false}) {
      Env &Pending = IsBreak ? Frame.Break : Frame.Continue;
      if (!Pending.Live)
        continue;
      block(FinallyBlock, Pending);
      if (Pending.Live)
        jump(Pending, IsBreak);
    }
  }
  --FinallyDepth;
}

void FlowWalker::withStmt(Id S, Env &E) {
  const Stmt &St = F.Stmts[S];
  for (const WithItem &Item : St.Items) {
    evalExpr(Item.Context, E);
    evalExpr(Item.Target, E);
  }
  if (!swallowsExceptions(F, S))
    return block(St.Blocks[0], E);
  Env Anywhere = E;
  Tries.push_back(&Anywhere);
  block(St.Blocks[0], E);
  Tries.pop_back();
  join(E, Anywhere);
}

void FlowWalker::match(Id S, Env &E) {
  const Stmt &St = F.Stmts[S];
  evalExpr(St.Value, E);
  Env Out = dead();
  size_t Next = 0;
  for (Id B : St.Blocks) {
    Env Case = E;
    for (; Next < St.Others.size() && F.ExprRange[St.Others[Next]].Begin < F.BlockRange[B].Begin; ++Next)
      evalExpr(St.Others[Next], Case);
    evalExpr(F.Blocks[B].Header, Case);
    join(E, Case); // a pattern that fails late, or a guard, may have bound names
    block(B, Case);
    join(Out, Case);
  }
  join(Out, E);
  E = std::move(Out);
}

} // namespace summary_upgrade::python
