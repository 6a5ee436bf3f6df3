// Values: effects of an expression, whether it is the same at two places, and what depends on a run.
#include "python/FlowTables.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/ADT/StringSwitch.h"

namespace summary_upgrade::python {
namespace {

/// Builtins that only look at their arguments.
bool isPlainBuiltin(llvm::StringRef Name) {
  return llvm::StringSwitch<bool>(Name)
      .Cases("len", "int", "float", "str", "range", "min", "max", "abs", "bool", "round", true)
      .Default(false);
}

/// Methods of Python's containers and of arrays that change their object.
bool isMutator(llvm::StringRef Name) {
  return llvm::StringSwitch<bool>(Name)
      .Cases("append", "extend", "insert", "pop", "popitem", "remove", "clear", "update", "sort", "reverse", true)
      .Cases("setdefault", "add", "discard", "fill", "resize", "put", "appendleft", "extendleft", "popleft", true)
      .Cases("__setitem__", "__delitem__", "__setattr__", "write", "shuffle", true)
      .Default(false);
}

/// The Name at the bottom of `a.b[0].c`, or NoId.
Id rootName(const ModuleFacts &F, Id E) {
  while (F.Exprs[E].Kind == ExprKind::Attribute || F.Exprs[E].Kind == ExprKind::Subscript)
    E = F.Exprs[E].Children[0];
  return F.Exprs[E].Kind == ExprKind::Name ? E : NoId;
}

/// What may run between just before P and just before Q.
struct Region {
  llvm::SmallVector<std::pair<Id, Id>, 8> Whole; ///< statements First..Last with all nested in them
  llvm::SmallVector<Id, 8> Headers;              ///< statements of which only the own expressions run
};

/// Collects a region level by level; false if Q cannot come after P without going round a loop.
class RegionBuilder {
public:
  RegionBuilder(const ModuleFacts &F, const Flow::Tables &T, const Flow &Fl, Region &Out)
      : F(F), T(T), Fl(Fl), Out(Out) {}

  bool build(Id P, Id Q) {
    if (T.frameOfStmt(F, P) != T.frameOfStmt(F, Q))
      return false;
    if (P == Q)
      return true;
    Id Common = Fl.commonBlock(P, Q);
    if (Common == NoId)
      return false;
    Id OuterP = Fl.ancestorIn(P, Common), OuterQ = Fl.ancestorIn(Q, Common);
    uint32_t IndexP = F.Stmts[OuterP].Index, IndexQ = F.Stmts[OuterQ].Index;
    if (IndexP > IndexQ)
      return false;
    if (OuterP == OuterQ) {
      if (OuterP == P)
        return down(OuterQ, Q), true;
      if (OuterQ == Q)
        return false;
      return across(OuterP, P, Q);
    }
    up(P, OuterP);
    const auto &Stmts = F.Blocks[Common].Stmts;
    for (uint32_t I = IndexP + 1; I < IndexQ; ++I)
      whole(Stmts[I]);
    down(OuterQ, Q);
    return true;
  }

private:
  void whole(Id S) { Out.Whole.push_back({S, T.LastStmt[S]}); }
  bool isLoop(Id S) const { return F.Stmts[S].Kind == StmtKind::For || F.Stmts[S].Kind == StmtKind::While; }

  /// P itself and all that runs after it until Outer ends.
  void up(Id P, Id Outer) {
    whole(P);
    for (Id S = P; S != Outer;) {
      Id Block = F.Stmts[S].Block;
      after(S);
      S = F.Blocks[Block].Parent;
      if (isLoop(S))
        whole(S);
      else if (F.Stmts[S].Kind == StmtKind::Try)
        laterBlocks(S, Block);
    }
  }
  void after(Id S) {
    const auto &Stmts = F.Blocks[F.Stmts[S].Block].Stmts;
    for (uint32_t I = F.Stmts[S].Index + 1; I < Stmts.size(); ++I)
      whole(Stmts[I]);
  }
  void laterBlocks(Id Try, Id Block) {
    bool Later = false;
    for (Id B : F.Stmts[Try].Blocks) {
      if (Later)
        for (Id S : F.Blocks[B].Stmts)
          whole(S);
      Later |= B == Block;
    }
    Out.Headers.push_back(Try);
  }
  /// From just before Outer (which holds Q) to just before Q.
  void down(Id Outer, Id Q) {
    for (Id S = Q; S != Outer;) {
      Id Block = F.Stmts[S].Block;
      before(S);
      S = F.Blocks[Block].Parent;
      around(S, Block);
    }
  }
  void before(Id S) {
    const auto &Stmts = F.Blocks[F.Stmts[S].Block].Stmts;
    for (uint32_t I = 0; I < F.Stmts[S].Index; ++I)
      whole(Stmts[I]);
  }
  /// What of S may have run when one of its blocks begins.
  void around(Id S, Id Block) {
    if (isLoop(S))
      return whole(S);
    Out.Headers.push_back(S);
    if (F.Stmts[S].Kind != StmtKind::Try)
      return;
    for (Id B : F.Stmts[S].Blocks) {
      if (B == Block)
        return;
      bool Runs = F.Blocks[B].Kind == BlockKind::Body || F.Blocks[Block].Kind == BlockKind::Finally;
      if (Runs)
        for (Id Inner : F.Blocks[B].Stmts)
          whole(Inner);
    }
  }
  /// P and Q in different blocks of one statement.
  bool across(Id Outer, Id P, Id Q) {
    Id BlockP = blockOf(Outer, P), BlockQ = blockOf(Outer, Q);
    if (BlockP == NoId || BlockQ == NoId || BlockP >= BlockQ)
      return false;
    BlockKind KindP = F.Blocks[BlockP].Kind, KindQ = F.Blocks[BlockQ].Kind;
    bool Reaches = isLoop(Outer); // from the body to the else
    if (F.Stmts[Outer].Kind == StmtKind::Try)
      Reaches = KindP == BlockKind::Body || KindQ == BlockKind::Finally;
    if (!Reaches)
      return false;
    Id TopP = Fl.ancestorIn(P, BlockP), TopQ = Fl.ancestorIn(Q, BlockQ);
    up(P, TopP);
    after(TopP);
    down(TopQ, Q);
    before(TopQ);
    around(Outer, BlockQ); // coarse: with the part of the body before P
    return true;
  }
  Id blockOf(Id Outer, Id S) const {
    for (Id B : F.Stmts[Outer].Blocks)
      if (Fl.ancestorIn(S, B) != NoId)
        return B;
    return NoId;
  }

  const ModuleFacts &F;
  const Flow::Tables &T;
  const Flow &Fl;
  Region &Out;
};

/// Names, attributes and containers an expression reads.
struct Reads {
  llvm::SmallVector<Id, 8> Bindings; ///< of its names, builtins apart
  llvm::SmallVector<Id, 8> Bare;     ///< of names that are not merely the object of an attribute
  llvm::StringSet<> Attributes;
  bool Fixed = true; ///< only literals, names, attributes, subscripts, arithmetic, plain builtins
};

Reads readsOf(const ModuleFacts &F, const Flow::Tables &T, Id Root) {
  Reads Out;
  for (Id E = T.ExprBegin[Root]; E <= Root; ++E) {
    const Expr &Ex = F.Exprs[E];
    switch (Ex.Kind) {
    case ExprKind::Name:
      if (Ex.Binding == NoId)
        break;
      Out.Bindings.push_back(Ex.Binding);
      if (E == Root || F.Exprs[Ex.Parent].Kind != ExprKind::Attribute)
        Out.Bare.push_back(Ex.Binding);
      break;
    case ExprKind::Attribute:
      Out.Attributes.insert(Ex.Text);
      break;
    case ExprKind::Call: {
      const Expr &Callee = F.Exprs[Ex.Children[0]];
      if (Callee.Kind != ExprKind::Name || Callee.Binding != NoId || !isPlainBuiltin(Callee.Text))
        Out.Fixed = false;
      break;
    }
    case ExprKind::Lambda:
    case ExprKind::ListComp:
    case ExprKind::SetComp:
    case ExprKind::DictComp:
    case ExprKind::Generator:
    case ExprKind::Await:
    case ExprKind::Yield:
    case ExprKind::NamedExpr:
    case ExprKind::Other:
      Out.Fixed = false;
      break;
    default:
      break;
    }
  }
  return Out;
}

} // namespace

Effect Flow::effect(Id Root) const {
  Effect Out = Effect::Pure;
  for (Id E = T->ExprBegin[Root]; E <= Root; ++E) {
    const Expr &Ex = Facts.Exprs[E];
    switch (Ex.Kind) {
    case ExprKind::Call:
    case ExprKind::Await:
    case ExprKind::Yield:
    case ExprKind::NamedExpr:
    case ExprKind::ListComp:
    case ExprKind::SetComp:
    case ExprKind::DictComp:
    case ExprKind::Generator:
    case ExprKind::Other:
      // What a lambda holds does not run yet.
      if (T->FrameOfScope[Ex.Scope] == T->FrameOfScope[Facts.Exprs[Root].Scope])
        return Effect::Call;
      break;
    case ExprKind::Attribute:
    case ExprKind::Subscript:
    case ExprKind::Starred:
    case ExprKind::DoubleStarred:
      if (T->FrameOfScope[Ex.Scope] == T->FrameOfScope[Facts.Exprs[Root].Scope])
        Out = Effect::Reads;
      break;
    case ExprKind::Name:
      if (Ex.Binding != NoId && Facts.Bindings[Ex.Binding].Defs.size() != 1)
        Out = Effect::Reads;
      break;
    default:
      break;
    }
  }
  return Out;
}

bool Flow::sameValue(Id Root, Id P, Id Q) const {
  Reads Needs = readsOf(Facts, *T, Root);
  if (!Needs.Fixed)
    return false;
  Region R;
  if (!RegionBuilder(Facts, *T, *this, R).build(P, Q))
    return false;

  Id Frame = T->frameOfStmt(Facts, P);
  auto isWhole = [&](Id S) {
    return llvm::any_of(R.Whole, [&](std::pair<Id, Id> W) { return W.first <= S && S <= W.second; });
  };
  // Definitions.
  for (Id B : Needs.Bindings)
    for (Id D : Facts.Bindings[B].Defs) {
      const Def &De = Facts.Defs[D];
      if (De.Kind == DefKind::Annotation || De.Kind == DefKind::Param)
        continue;
      if (isWhole(De.Stmt))
        return false;
      if (De.Kind != DefKind::Function && De.Kind != DefKind::Class && llvm::is_contained(R.Headers, De.Stmt))
        return false;
    }

  // Stores, mutators and calls.
  llvm::StringSet<> StoredAttributes;   // names of attributes stored, or whose value was changed
  llvm::SmallVector<Id, 8> StoredRoots; // bindings whose object was changed itself
  llvm::SmallVector<Id, 8> StoredBelow; // bindings of which an attribute was stored or changed
  bool Calls = false, Yields = false;
  // The object Object was changed: `a` in `a[0] = 1`, `a.b` in `a.b.append(1)`.
  auto changed = [&](Id Object, bool Below) {
    Id E = Object;
    for (;; E = Facts.Exprs[E].Children[0]) {
      if (Facts.Exprs[E].Kind == ExprKind::Attribute) {
        StoredAttributes.insert(Facts.Exprs[E].Text);
        Below = true;
      } else if (Facts.Exprs[E].Kind != ExprKind::Subscript)
        break;
    }
    if (Facts.Exprs[E].Kind == ExprKind::Name && Facts.Exprs[E].Binding != NoId)
      (Below ? StoredBelow : StoredRoots).push_back(Facts.Exprs[E].Binding);
  };
  auto look = [&](Id E) {
    const Expr &Ex = Facts.Exprs[E];
    switch (Ex.Kind) {
    case ExprKind::Call: {
      Calls = true;
      const Expr &Callee = Facts.Exprs[Ex.Children[0]];
      if (Callee.Kind != ExprKind::Attribute || !isMutator(Callee.Text))
        return;
      changed(Callee.Children[0], false);
      if (Callee.Text == "shuffle") // random.shuffle(x)
        for (Id A : llvm::ArrayRef<Id>(Ex.Children).drop_front())
          changed(A, false);
      return;
    }
    case ExprKind::Await:
    case ExprKind::Yield:
      Yields = true;
      return;
    case ExprKind::Attribute:
    case ExprKind::Subscript:
      if (Ex.Store) {
        if (Ex.Kind == ExprKind::Attribute)
          StoredAttributes.insert(Ex.Text);
        changed(Ex.Children[0], Ex.Kind == ExprKind::Attribute);
      }
      return;
    default:
      return;
    }
  };
  for (auto [First, Last] : R.Whole)
    for (Id E = T->ExprLo[First]; E < T->ExprHi[First]; ++E)
      look(E);
  for (Id S : R.Headers) {
    Calls |= Facts.Stmts[S].Kind == StmtKind::With; // __enter__
    for (Id E = T->ExprLo[S]; E < T->ExprHi[S]; ++E)
      if (Facts.Exprs[E].Stmt == S)
        look(E);
  }
  for (const auto &A : Needs.Attributes)
    if (StoredAttributes.contains(A.getKey()))
      return false;
  // `a[0] = 1` or `a.append(1)` counts for `b` too if one was made from the other by a bare name or item.
  auto madeFrom = [&](Id B, Id Other) {
    for (Id D : Facts.Bindings[B].Defs)
      if (Id Value = Facts.Defs[D].Value; Value != NoId)
        if (Id Name = rootName(Facts, Value); Name != NoId && Facts.Exprs[Name].Binding == Other)
          return true;
    return false;
  };
  for (Id B : Needs.Bare)
    if (llvm::is_contained(StoredBelow, B))
      return false;
  for (Id B : Needs.Bindings)
    for (Id Stored : StoredRoots)
      if (Stored == B || madeFrom(Stored, B) || madeFrom(B, Stored))
        return false;
  if (!Calls && !Yields)
    return true;
  for (Id B : Needs.Bindings)
    if (Facts.Bindings[B].WrittenFromInner)
      return false;
  if (Yields && !Needs.Attributes.empty())
    return false;
  // A call may end in a method that stores the attribute.
  if (!Needs.Attributes.empty())
    for (Id E = 0; E < Facts.Exprs.size(); ++E) {
      const Expr &Ex = Facts.Exprs[E];
      if (Ex.Kind != ExprKind::Attribute || !Ex.Store || !Needs.Attributes.contains(Ex.Text))
        continue;
      Id Writer = T->FrameOfScope[Ex.Scope];
      if (Writer != Frame && Facts.Scopes[Writer].Name != "__init__" && Facts.Scopes[Writer].Kind != ScopeKind::Module)
        return false;
    }
  return true;
}

bool Flow::taintedBy(Id Root, Id RunExpr) const {
  Id Frame = T->FrameOfScope[Facts.Exprs[Root].Scope];
  // What is stored into objects in this function, by attribute name and by root binding.
  llvm::StringMap<llvm::SmallVector<Id, 2>> ByAttribute;
  llvm::DenseMap<Id, llvm::SmallVector<Id, 2>> ByRoot;
  bool Collected = false;
  auto collect = [&] {
    Collected = true;
    auto stored = [&](Id Target, Id Value) {
      if (Value == NoId)
        return;
      for (Id E = T->ExprBegin[Target]; E <= Target; ++E) {
        const Expr &Ex = Facts.Exprs[E];
        if (!Ex.Store || (Ex.Kind != ExprKind::Attribute && Ex.Kind != ExprKind::Subscript))
          continue;
        if (Ex.Kind == ExprKind::Attribute)
          ByAttribute[Ex.Text].push_back(Value);
        if (Id Name = rootName(Facts, E); Name != NoId && Facts.Exprs[Name].Binding != NoId)
          ByRoot[Facts.Exprs[Name].Binding].push_back(Value);
        // `self.losses[0] = x` is found through `losses`.
        for (Id Inner = E;
             Facts.Exprs[Inner].Kind == ExprKind::Attribute || Facts.Exprs[Inner].Kind == ExprKind::Subscript;
             Inner = Facts.Exprs[Inner].Children[0])
          if (Inner != E && Facts.Exprs[Inner].Kind == ExprKind::Attribute)
            ByAttribute[Facts.Exprs[Inner].Text].push_back(Value);
      }
    };
    for (const Stmt &St : Facts.Stmts) {
      if (T->FrameOfScope[St.Scope] != Frame)
        continue;
      for (Id Target : St.Targets)
        stored(Target, St.Value);
      for (const WithItem &Item : St.Items)
        if (Item.Target != NoId)
          stored(Item.Target, Item.Context);
    }
    for (Id E = 0; E < Facts.Exprs.size(); ++E) {
      const Expr &Ex = Facts.Exprs[E];
      if (Ex.Kind != ExprKind::Call || T->FrameOfScope[Ex.Scope] != Frame)
        continue;
      const Expr &Callee = Facts.Exprs[Ex.Children[0]];
      if (Callee.Kind != ExprKind::Attribute || !isMutator(Callee.Text))
        continue;
      Id Object = Callee.Children[0];
      Id Name = rootName(Facts, Object);
      for (Id A : llvm::ArrayRef<Id>(Ex.Children).drop_front()) {
        if (Name != NoId && Facts.Exprs[Name].Binding != NoId)
          ByRoot[Facts.Exprs[Name].Binding].push_back(A);
        if (Facts.Exprs[Object].Kind == ExprKind::Attribute)
          ByAttribute[Facts.Exprs[Object].Text].push_back(A);
      }
    }
  };

  llvm::DenseSet<Id> Seen;
  llvm::SmallVector<Id, 16> Work{Root};
  auto push = [&](Id E) {
    if (E != NoId && Seen.insert(E).second)
      Work.push_back(E);
  };
  Seen.insert(Root);
  while (!Work.empty()) {
    Id Top = Work.pop_back_val();
    Id Begin = T->ExprBegin[Top];
    if (Begin <= RunExpr && RunExpr <= Top)
      return true;
    for (Id E = Begin; E <= Top; ++E) {
      const Expr &Ex = Facts.Exprs[E];
      bool Named = Ex.Kind == ExprKind::Name && Ex.Binding != NoId;
      if (!Named && Ex.Kind != ExprKind::Attribute)
        continue;
      if (!Collected)
        collect();
      if (Ex.Kind == ExprKind::Attribute) {
        if (auto It = ByAttribute.find(Ex.Text); It != ByAttribute.end())
          for (Id Value : It->second)
            push(Value);
        continue;
      }
      if (auto It = ByRoot.find(Ex.Binding); It != ByRoot.end())
        for (Id Value : It->second)
          push(Value);
      for (Id D : reaching(E).Defs) {
        const Def &De = Facts.Defs[D];
        if (De.Kind == DefKind::Param || De.Kind == DefKind::Import || De.Kind == DefKind::Except)
          continue;
        push(De.Value);
        if (De.Kind == DefKind::AugAssign && De.Target != NoId)
          push(De.Target);
        // A local function depends on what its body reads.
        if (De.Kind == DefKind::Function && T->FrameOfScope[Facts.Stmts[De.Stmt].Scope] == Frame) {
          Id Lo = T->ExprLo[De.Stmt], Hi = T->ExprHi[De.Stmt];
          for (Id Inner = Lo; Inner < Hi; ++Inner)
            if (Facts.Exprs[Inner].Kind == ExprKind::Name)
              push(Inner);
        }
      }
    }
  }
  return false;
}

} // namespace summary_upgrade::python
