#include "program/OlderNames.h"
#include "program/TagNamesWalker.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/ScopeExit.h"

using namespace llvm;
using namespace summary_upgrade::python;

namespace summary_upgrade::program::tags {

namespace {
/// Loops over that many known elements are followed turn by turn, up to so many turns in one run.
constexpr size_t MaxTurns = 64;
constexpr uint32_t MaxTurnsInRun = 3000;
} // namespace

bool Walker::block(Id BlockId) {
  // Ids, not references: `facts()` belongs to the frame at hand.
  const ModuleFacts &F = facts();
  for (Id S : F.Blocks[BlockId].Stmts)
    if (!statement(S))
      return false;
  return true;
}

bool Walker::statement(Id StmtId) {
  ++Nesting;
  auto Leave = make_scope_exit([this] { --Nesting; });
  if (!step())
    return false;
  const Stmt &S = facts().Stmts[StmtId];
  if (Id Read = L.raisesAt(here(StmtId)); Read != NoId) {
    beforeRaise(S, Read);
    return false;
  }
  switch (S.Kind) {
  case StmtKind::Expr:
    eval(S.Value);
    return true;
  case StmtKind::Assign: {
    Val V = eval(S.Value);
    for (Id Target : S.Targets)
      assign(Target, V);
    return true;
  }
  case StmtKind::AnnAssign:
    if (S.Value != NoId)
      assign(S.Targets[0], eval(S.Value));
    return true;
  case StmtKind::AugAssign: {
    const Expr &Target = facts().Exprs[S.Targets[0]];
    Val Old;
    if (Target.Kind == ExprKind::Name)
      Old = name(S.Targets[0]);
    else if (Target.Kind == ExprKind::Attribute)
      Old = attribute(eval(Target.Children[0]), Target.Text, S.Targets[0]);
    Val Right = eval(S.Value);
    assign(S.Targets[0], binary(StringRef(S.Operator).drop_back(), Old, Right, S.Value));
    return true;
  }
  case StmtKind::Return:
    returnValue(S.Value == NoId ? Val(Kind::None) : eval(S.Value));
    return false;
  case StmtKind::Break:
  case StmtKind::Continue:
    if (Jumps) {
      Jumps->Paths.push_back(J.since(Jumps->Mark));
      Jumps->Broken |= S.Kind == StmtKind::Break;
    }
    return false;
  case StmtKind::Raise:
    for (Id E : S.Others)
      eval(E);
    return false;
  case StmtKind::Delete:
    for (Id Target : S.Targets)
      assign(Target, Kind::Unknown);
    return true;
  case StmtKind::If:
    if (auto Known = truth(eval(S.Value)))
      return *Known ? block(S.Blocks[0]) : ifStatement(S, 1);
    return fork({[&] { return block(S.Blocks[0]); }, [&] { return ifStatement(S, 1); }});
  case StmtKind::For:
    return forStatement(StmtId);
  case StmtKind::While:
    return whileStatement(StmtId);
  case StmtKind::Try:
    return tryStatement(S);
  case StmtKind::With:
    return withStatement(StmtId, 0);
  case StmtKind::FunctionDef:
    functionDef(StmtId);
    return true;
  case StmtKind::ClassDef:
    classDef(StmtId);
    return true;
  case StmtKind::Import:
  case StmtKind::ImportFrom:
    import(StmtId);
    return true;
  case StmtKind::Match: {
    eval(S.Value);
    bool Alive = true;
    for (Id Case : S.Blocks)
      Alive = fork({[&] { return block(Case); }, [] { return true; }});
    return Alive;
  }
  case StmtKind::Pass:
  case StmtKind::Global:
  case StmtKind::Nonlocal:
    return true;
  default:
    for (Id E : S.Others)
      eval(E);
    if (S.Value != NoId)
      eval(S.Value);
    return true;
  }
}

/// What a statement that raises where it reads `Read` does before: nothing, when that stands first.
void Walker::beforeRaise(const Stmt &S, Id Read) {
  Id First = S.Value;
  while (First != Read && !facts().Exprs[First].Children.empty())
    First = facts().Exprs[First].Children[0];
  if (First == Read)
    return;
  fork({[&] {
          eval(S.Value);
          return true;
        },
        [] { return true; }});
}

/// What happens when the tests before `S.Blocks[Index]` failed.
bool Walker::ifStatement(const Stmt &S, size_t Index) {
  if (Index >= S.Blocks.size())
    return true;
  Id BlockId = S.Blocks[Index];
  const Block &B = facts().Blocks[BlockId];
  if (B.Kind != BlockKind::Elif)
    return block(BlockId);
  if (auto Known = truth(eval(B.Header)))
    return *Known ? block(BlockId) : ifStatement(S, Index + 1);
  return fork({[&] { return block(BlockId); }, [&] { return ifStatement(S, Index + 1); }});
}

bool Walker::fork(ArrayRef<function_ref<bool()>> Branches) {
  J.enter();
  SmallVector<Journal::Delta, 2> Alive;
  for (function_ref<bool()> Branch : Branches) {
    size_t Mark = J.mark();
    if (Branch())
      Alive.push_back(J.since(Mark));
    J.rollBack(Mark);
  }
  if (!Alive.empty())
    J.merge(Alive, [&](Val A, Val B) { return join(A, B); });
  J.leave();
  return !Alive.empty();
}

void Walker::returnValue(Val Value) {
  if (!Returns)
    return; // `return` at module level is an error anyway
  Returns->Value = Fr->HasReturned ? join(Returns->Value, Value) : Value;
  Fr->HasReturned = true;
  if (Returns->Straight)
    return;
  Returns->Paths.push_back(J.since(Returns->Mark));
}

// --- loops

/// One turn of a loop: paths that `continue` or `break` go on after it. False if no path does.
bool Walker::turn(Id StmtId, function_ref<bool()> Body) {
  if (!(facts().Stmts[StmtId].Flags & HasJump))
    return Body();
  J.enter();
  Exits Mine;
  Mine.Mark = J.mark();
  Exits *Outer = std::exchange(Jumps, &Mine);
  bool Alive = Body();
  Jumps = Outer;
  if (!Mine.Paths.empty()) {
    if (Alive)
      Mine.Paths.push_back(J.since(Mine.Mark));
    J.rollBack(Mine.Mark);
    J.merge(Mine.Paths, [&](Val A, Val B) { return join(A, B); });
    Alive = true;
  }
  J.leave();
  return Alive;
}

/// A loop of unknown length: none, one or two turns. If the second finds other names than the first, turns
/// differ.
bool Walker::repeat(Id StmtId, function_ref<bool()> Body) {
  uint64_t Names = J.NameChanges;
  uint32_t AnswersBefore = Answers;
  return fork({[&] {
                 Turns.push_back({here(StmtId), false});
                 bool Alive = turn(StmtId, Body);
                 if (Alive && (Answers != AnswersBefore || (J.NameChanges != Names && Steps <= StepsInFull))) {
                   Turns.back().Second = true;
                   Alive = fork({[&] { return turn(StmtId, Body); }, [] { return true; }});
                 }
                 Turns.pop_back();
                 return Alive;
               },
               [] { return true; }});
}

bool Walker::forStatement(Id StmtId) {
  const Stmt &S = facts().Stmts[StmtId];
  Val Iterable = eval(S.Value);
  const Sequence *Known = items(Iterable);
  bool Alive = true;
  if (Known && Known->Items.size() <= MaxTurns && (KnownTurns += Known->Items.size()) <= MaxTurnsInRun) {
    std::vector<Val> Items = Known->Items;
    bool Jumped = false;
    Turns.push_back({here(StmtId), false, true});
    auto Leave = make_scope_exit([&] { Turns.pop_back(); });
    for (Val Item : Items) {
      auto Body = [&] {
        assign(S.Targets[0], Item);
        return block(S.Blocks[0]);
      };
      // After a turn that may have left the loop the rest is not certain.
      Alive = Jumped ? fork({[&] { return turn(StmtId, Body); }, [] { return true; }}) : turn(StmtId, Body);
      if (!Alive)
        return false;
      Jumped = S.Flags & HasJump;
      Turns.back().Second = true;
    }
  } else {
    Alive = repeat(StmtId, [&] {
      assign(S.Targets[0], element(Iterable));
      return block(S.Blocks[0]);
    });
  }
  if (Alive && S.Blocks.size() > 1)
    return block(S.Blocks[1]);
  return Alive;
}

bool Walker::whileStatement(Id StmtId) {
  const Stmt &S = facts().Stmts[StmtId];
  auto Test = truth(eval(S.Value));
  bool Alive = true;
  if (!Test || *Test)
    Alive = repeat(StmtId, [&] {
      bool Result = block(S.Blocks[0]);
      if (Result)
        eval(S.Value);
      return Result;
    });
  if (Alive && S.Blocks.size() > 1)
    return block(S.Blocks[1]);
  return Alive;
}

bool Walker::tryStatement(const Stmt &S) {
  bool Alive = true;
  auto isPlain = [&](Id E) {
    while (facts().Exprs[E].Kind == ExprKind::Attribute)
      E = facts().Exprs[E].Children[0];
    return facts().Exprs[E].Children.empty();
  };
  SmallVector<Id, 4> Handlers;
  Id Finally = NoId;
  auto Body = [&] {
    bool Result = block(S.Blocks[0]);
    for (Id B : S.Blocks)
      if (Result && facts().Blocks[B].Kind == BlockKind::Else)
        Result = block(B);
    return Result;
  };
  for (Id B : S.Blocks) {
    if (facts().Blocks[B].Kind == BlockKind::Except)
      Handlers.push_back(B);
    if (facts().Blocks[B].Kind == BlockKind::Finally)
      Finally = B;
  }
  ArrayRef<Id> InBody = facts().Blocks[S.Blocks[0]].Stmts;
  const auto *Raises = find_if(InBody, [&](Id T) { return L.raisesAt(here(T)) != NoId; });
  auto onlyNames = [&](Id T) { return facts().Stmts[T].Kind == StmtKind::Assign && isPlain(facts().Stmts[T].Value); };
  if (Handlers.empty()) {
    Alive = Body();
  } else if (Raises != InBody.end() && all_of(ArrayRef(InBody.begin(), Raises), onlyNames)) {
    // A choice by version: the body runs up to there, then the handler.
    block(S.Blocks[0]);
    const Id *Handler = find_if(Handlers, [&](Id B) { return OlderNames::catchesMissingName(facts(), B); });
    Alive = Handler != Handlers.end() && block(*Handler);
  } else {
    // A handler starts from any point of the body: its names may or may not be taken by then.
    auto joined = [&](Val A, Val B) { return join(A, B); };
    J.enter();
    size_t Mark = J.mark();
    Alive = Body();
    Journal::Delta AfterBody = J.since(Mark);
    SmallVector<Journal::Delta, 2> Paths;
    if (Alive)
      Paths.push_back(AfterBody);
    for (Id Handler : Handlers) {
      J.rollBack(Mark);
      J.merge({AfterBody, {}}, joined);
      if (block(Handler))
        Paths.push_back(J.since(Mark));
    }
    J.rollBack(Mark);
    Alive = !Paths.empty();
    if (Alive)
      J.merge(Paths, joined);
    J.leave();
  }
  if (Finally != NoId)
    return block(Finally) && Alive;
  return Alive;
}

// --- with and scopes

/// A scope's body can be passed over when nothing jumps out of it but a return at its end.
bool Walker::canSkip(const Stmt &With) const {
  ArrayRef<Id> Body = facts().Blocks[With.Blocks[0]].Stmts;
  if (Body.empty())
    return true;
  if (facts().Stmts[Body.back()].Kind == StmtKind::Return)
    Body = Body.drop_back();
  return none_of(Body, [&](Id S) { return facts().Stmts[S].Flags & (HasJump | HasYield); });
}

/// In a large program: the body of a scope from which no query is reached takes names in that scope only. Its
/// variables get unknown values.
bool Walker::skip(Id BlockId) {
  for (Id StmtId : facts().Blocks[BlockId].Stmts) {
    const Stmt &S = facts().Stmts[StmtId];
    for (Id Target : S.Targets)
      assign(Target, opaque());
    for (const WithItem &Item : S.Items)
      if (Item.Target != NoId)
        assign(Item.Target, opaque());
    if (S.Kind == StmtKind::FunctionDef || S.Kind == StmtKind::ClassDef || S.Kind == StmtKind::Import ||
        S.Kind == StmtKind::ImportFrom) {
      statement(StmtId);
      continue;
    }
    if (S.Kind == StmtKind::Return) {
      returnValue(opaque());
      return false;
    }
    for (Id Inner : S.Blocks)
      skip(Inner);
  }
  return true;
}

bool Walker::withStatement(Id StmtId, size_t ItemIndex) {
  const Stmt &S = facts().Stmts[StmtId];
  if (ItemIndex == S.Items.size())
    return block(S.Blocks[0]);
  const WithItem &Item = S.Items[ItemIndex];
  Val Manager = eval(Item.Context);
  if (Manager.is(Kind::Manager)) {
    ManagerObject &M = *Manager.Manager;
    if (M.Generator) {
      // A project's own context manager: the body runs where the generator yields.
      bool Alive = true, Ran = false;
      Frame *Mine = Fr;
      Exits *MyReturns = Returns, *MyJumps = Jumps;
      auto Body = [&](Val Yielded) {
        if (Ran)
          return;
        Ran = true;
        Frame *Theirs = std::exchange(Fr, Mine);
        Exits *TheirReturns = std::exchange(Returns, MyReturns), *TheirJumps = std::exchange(Jumps, MyJumps);
        if (Item.Target != NoId)
          assign(Item.Target, Yielded);
        Alive = withStatement(StmtId, ItemIndex + 1);
        Fr = Theirs;
        Returns = TheirReturns;
        Jumps = TheirJumps;
      };
      auto Outer = std::exchange(OnYield, Body);
      M.Generator->Manager = false;
      invoke(*M.Generator, M.Self, M.Arguments);
      M.Generator->Manager = true;
      OnYield = Outer;
      return Ran ? Alive : withStatement(StmtId, ItemIndex + 1);
    }
    Val Bound;
    bool Skipped = ItemIndex + 1 == S.Items.size() && M.What != ManagerObject::GraphDefault && Steps > StepsInFull &&
                   !StmtLeads[Fr->File][StmtId] && canSkip(S);
    return enter(M, Bound, [&] {
      if (Item.Target != NoId)
        assign(Item.Target, Bound);
      return Skipped ? skip(S.Blocks[0]) : withStatement(StmtId, ItemIndex + 1);
    });
  }
  if (Item.Target != NoId) {
    Val Entered = Manager;
    if (Manager.is(Kind::Instance) && Manager.Instance->Class)
      if (Val *Enter = member(*Manager.Instance->Class, "__enter__"); Enter && Enter->is(Kind::Function))
        Entered = invoke(*Enter->Function, Manager, {});
    assign(Item.Target, Entered);
  }
  return withStatement(StmtId, ItemIndex + 1);
}

} // namespace summary_upgrade::program::tags
