#include "program/TagNamesWalker.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/ScopeExit.h"

using namespace llvm;
using namespace summary_upgrade::python;

namespace summary_upgrade::program::tags {

void Walker::evalArguments(Id E, Arguments &Args) {
  const Expr &X = facts().Exprs[E];
  for (size_t I = 1; I < X.Children.size(); ++I) {
    Id Child = X.Children[I];
    const Expr &C = facts().Exprs[Child];
    switch (C.Kind) {
    case ExprKind::Keyword:
      Args.push_back({C.Text, eval(C.Children[0]), C.Children[0], false});
      break;
    case ExprKind::Starred: {
      Val V = eval(C.Children[0]);
      if (const Sequence *Known = items(V))
        for (Val Item : Known->Items)
          Args.push_back({{}, Item, Child, false});
      else
        Args.push_back({{}, V, Child, true});
      break;
    }
    case ExprKind::DoubleStarred: {
      Val V = eval(C.Children[0]);
      bool Known = V.is(Kind::Dict) && V.Cell->Content.is(Kind::Tuple) && items(V) &&
                   all_of(items(V)->Items, [](Val K) { return K.is(Kind::Str); });
      if (Known)
        for (size_t N = 0; N < V.Cell->Content.Seq->Items.size(); N += 2)
          Args.push_back({V.Cell->Content.Seq->Items[N].str(), V.Cell->Content.Seq->Items[N + 1], Child, false});
      else
        Args.push_back({"**", V, Child, true});
      break;
    }
    default:
      Args.push_back({{}, eval(Child), Child, false});
    }
  }
}

const External *Walker::external(Id E) {
  const ValueSet &Set = L.valuesOf(here(E));
  if (Set.Top)
    return nullptr;
  const External *Result = nullptr;
  for (ValueId V : Set.Ids) {
    const Value &Of = L.value(V);
    if (Of.Kind == ValueKind::Expression)
      continue; // `tf = None` in an import shim
    if (Of.Kind != ValueKind::External)
      return nullptr;
    if (V >= Externals.size())
      Externals.resize(V + 1);
    if (!Externals[V]) {
      Externals[V] = std::make_unique<External>(classify(Linker::canonical(Of.Path)));
      Externals[V]->Site = Of.Site;
    }
    if (Result && Result->Path != Externals[V]->Path)
      return nullptr;
    Result = Externals[V].get();
  }
  return Result;
}

Val Walker::call(Id E) {
  const Expr &X = facts().Exprs[E];
  Id CalleeId = X.Children[0];
  const Expr &Callee = facts().Exprs[CalleeId];
  Val Object, Function;
  if (Callee.Kind == ExprKind::Attribute) {
    Object = eval(Callee.Children[0]);
    Function = attribute(Object, Callee.Text, CalleeId);
  } else {
    Function = eval(CalleeId);
  }
  Arguments Args;
  evalArguments(E, Args);
  if (auto Query = QueryAt[Fr->File].find(E); Query != QueryAt[Fr->File].end()) {
    const TagQuery &Q = Queries[Query->second];
    Val Name, Family(Kind::None);
    for (const Argument &A : Args) {
      if (A.Expr == Q.NameExpr)
        Name = A.Value;
      if (Q.FamilyExpr != NoId && A.Expr == Q.FamilyExpr)
        Family = A.Value;
    }
    answer(Query->second, E, Name, Family);
    return opaque();
  }
  switch (Function.K) {
  case Kind::Function:
  case Kind::Method:
  case Kind::Class:
  case Kind::Instance:
    return invokeValue(Function, Args, here(E));
  default:
    break;
  }
  if (Callee.Kind == ExprKind::Attribute) {
    bool Handled = false;
    Val Result = method(Object, Callee.Text, E, Args, Handled);
    if (Handled)
      return Result;
  }
  if (const External *Known = external(CalleeId))
    return externalCall(*Known, E, Args);
  bool Found = false;
  Val Receiver = Callee.Kind == ExprKind::Attribute ? Object : Val(Kind::Unknown);
  Val Result = linkedCall(here(E), Receiver, Args, Found);
  if (Found)
    return Result;
  return opaque();
}

/// A call whose callee only the linker knows: one of these functions.
Val Walker::linkedCall(NodeRef Call, Val Receiver, ArrayRef<Argument> Args, bool &Found) {
  SmallVector<FunctionObject *, 4> Callees;
  for (uint32_t Index : L.calleesAt(Call))
    Callees.push_back(functionOf(L.callEdges()[Index].Callee));
  Found = !Callees.empty();
  if (!Found)
    return Kind::Unknown;
  Val Result(Kind::Unset);
  auto one = [&](FunctionObject *Function) {
    const ModuleFacts &F = *P.module(Function->File).Facts;
    const python::Scope &S = F.Scopes[Function->Scope];
    bool Method = S.Outer != NoId && F.Scopes[S.Outer].Kind == ScopeKind::Class && !Function->Static;
    if (!Method)
      return invoke(*Function, std::nullopt, Args);
    Val Self = Receiver.is(Kind::Instance) || Receiver.is(Kind::Class) ? Receiver : opaque();
    Val Returned = invoke(*Function, Self, Args);
    return S.Name == "__init__" ? opaque() : Returned;
  };
  if (Callees.size() == 1)
    return one(Callees[0]);
  std::vector<std::function<bool()>> Branches;
  for (FunctionObject *Function : Callees)
    Branches.push_back([&, Function] {
      Result = join(Result, one(Function));
      return true;
    });
  SmallVector<function_ref<bool()>, 4> Refs(Branches.begin(), Branches.end());
  fork(Refs);
  return Result;
}

FunctionObject *Walker::functionOf(NodeRef Scope) {
  FunctionObject *&Known = FunctionAt[Scope];
  if (!Known) {
    Known = &H->Functions.emplace_back();
    Known->File = Scope.File;
    Known->Scope = Scope.Node;
    moduleFrame(Scope.File);
    FunctionObject *Later = FunctionAt[Scope]; // running the module may have defined it
    if (Later != Known && Later)
      return Later;
    Known->Outer = Modules[Scope.File];
    const ModuleFacts &F = *P.module(Scope.File).Facts;
    for (Id D : F.Scopes[Scope.Node].Decorators) {
      Known->Static |= F.Exprs[D].Text == "staticmethod";
      Known->ClassMethod |= F.Exprs[D].Text == "classmethod";
    }
  }
  return FunctionAt[Scope];
}

Val *Walker::member(ClassObject &Class, StringRef Name, unsigned Level) {
  const ModuleFacts &F = *P.module(Class.File).Facts;
  for (Id B : F.Scopes[Class.Scope].Bindings)
    if (F.Bindings[B].Name == Name)
      if (Val &V = Class.Members->Slots[SlotOf[Class.File][B]]; !V.is(Kind::Unset))
        return &V;
  if (Level < 16)
    for (ClassObject *Base : Class.Bases)
      if (Val *V = member(*Base, Name, Level + 1))
        return V;
  return nullptr;
}

Val Walker::construct(ClassObject &Class, ArrayRef<Argument> Args) {
  Val V(Kind::Instance);
  V.Instance = &H->Instances.emplace_back();
  V.Instance->Class = &Class;
  if (Val *Init = member(Class, "__init__"); Init && Init->is(Kind::Function))
    invoke(*Init->Function, V, Args);
  return V;
}

Val Walker::invokeValue(Val Callee, ArrayRef<Argument> Args, NodeRef Where) {
  switch (Callee.K) {
  case Kind::Function:
    if (Callee.Function->Manager) {
      Val V(Kind::Manager);
      V.Manager = &H->Managers.emplace_back();
      V.Manager->Generator = Callee.Function;
      V.Manager->Arguments.assign(Args.begin(), Args.end());
      V.Manager->Where = Where;
      return V;
    }
    return invoke(*Callee.Function, std::nullopt, Args);
  case Kind::Method:
    if (Callee.Bound->Function->Manager) {
      Val V(Kind::Manager);
      V.Manager = &H->Managers.emplace_back();
      V.Manager->Generator = Callee.Bound->Function;
      V.Manager->Self = Callee.Bound->Self;
      V.Manager->Arguments.assign(Args.begin(), Args.end());
      V.Manager->Where = Where;
      return V;
    }
    return invoke(*Callee.Bound->Function, Callee.Bound->Self, Args);
  case Kind::Class:
    return construct(*Callee.Class, Args);
  case Kind::Instance:
    if (Callee.Instance->Class)
      for (StringRef Name : {"__call__", "call"})
        if (Val *Member = member(*Callee.Instance->Class, Name); Member && Member->is(Kind::Function))
          return invoke(*Member->Function, Callee, Args);
    return opaque();
  default:
    return opaque();
  }
}

Val Walker::invoke(FunctionObject &Function, std::optional<Val> Self, ArrayRef<Argument> Args) {
  uint32_t File = Function.File;
  const ModuleFacts &F = *P.module(File).Facts;
  const python::Scope &S = F.Scopes[Function.Scope];
  std::pair<uint32_t, Id> Key(File, Function.Scope);
  // Recursion builds as many ops as the data say; it is not followed.
  if (Active.size() >= 64 || is_contained(Active, Key) || !step())
    return opaque();
  Visited[File][Function.Scope] = true;
  if (Steps > StepsInFull && DataOnly[File][Function.Scope])
    return opaque();
  Frame *New = newFrame(File, Function.Scope, Function.Outer ? Function.Outer : &moduleFrame(File));

  auto bind = [&](size_t Param, Val V) {
    if (Id B = S.Params[Param].Binding; B != NoId)
      New->Slots[SlotOf[File][B]] = V;
  };
  size_t Position = 0;
  std::vector<bool> Bound(S.Params.size());
  bool Star = false, DoubleStar = false;
  std::vector<Val> Rest;
  auto place = [&](Val V) {
    while (Position < S.Params.size() && S.Params[Position].Kind != ParamKind::Normal &&
           S.Params[Position].Kind != ParamKind::PositionalOnly && S.Params[Position].Kind != ParamKind::VarArgs)
      ++Position;
    if (Position >= S.Params.size())
      return;
    if (S.Params[Position].Kind == ParamKind::VarArgs) {
      Rest.push_back(V);
      return;
    }
    Bound[Position] = true;
    bind(Position++, V);
  };
  if (Self)
    place(*Self);
  for (const Argument &A : Args) {
    if (A.Star) {
      (A.Name.empty() ? Star : DoubleStar) = true;
      continue;
    }
    if (A.Name.empty()) {
      place(A.Value);
      continue;
    }
    for (size_t I = 0; I < S.Params.size(); ++I)
      if (S.Params[I].Name == A.Name && S.Params[I].Kind != ParamKind::VarArgs &&
          S.Params[I].Kind != ParamKind::KwArgs) {
        Bound[I] = true;
        bind(I, A.Value);
      }
  }
  // An entry point is called by somebody unknown, with anything.
  bool Anything = std::exchange(EntryCall, false);
  for (size_t I = 0; I < S.Params.size(); ++I) {
    if (Bound[I])
      continue;
    switch (S.Params[I].Kind) {
    case ParamKind::VarArgs:
      bind(I, Star ? Val(Kind::Unknown) : tupleVal(Rest));
      break;
    case ParamKind::KwArgs: {
      std::vector<Val> Entries;
      if (!DoubleStar)
        for (const Argument &A : Args)
          if (!A.Name.empty() && !A.Star && none_of(S.Params, [&](const Param &Q) { return Q.Name == A.Name; })) {
            Entries.push_back(stringVal(A.Name));
            Entries.push_back(A.Value);
          }
      bind(I, cellVal(Kind::Dict, DoubleStar || Anything ? Val(Kind::Unknown) : tupleVal(std::move(Entries))));
      break;
    }
    default:
      if (Star || DoubleStar || Anything || S.Params[I].Default == NoId) {
        bind(I, opaque());
      } else if (I < Function.Defaults.size() && !Function.Defaults[I].is(Kind::Unset)) {
        bind(I, Function.Defaults[I]);
      } else {
        Frame *Caller = std::exchange(Fr, New->Outer);
        bind(I, eval(S.Params[I].Default));
        Fr = Caller;
      }
    }
  }

  Active.push_back(Key);
  Frame *Caller = std::exchange(Fr, New);
  Exits Mine;
  Exits *OuterReturns = std::exchange(Returns, &Mine), *OuterJumps = std::exchange(Jumps, nullptr);
  Val Result = Kind::None;
  if (S.Kind == ScopeKind::Lambda) {
    Result = eval(F.Exprs[S.Expr].Children.back());
  } else if (S.Block != NoId) {
    // Only a return below an `if`, loop or the like needs paths to be merged.
    Mine.Straight = none_of(F.Blocks[S.Block].Stmts, [&](Id T) {
      return !F.Stmts[T].Blocks.empty() && F.Stmts[T].DefScope == NoId && (F.Stmts[T].Flags & HasJump);
    });
    if (!Mine.Straight)
      J.enter();
    Mine.Mark = J.mark();
    bool Alive = block(S.Block);
    if (!Mine.Paths.empty()) {
      if (Alive) {
        Mine.Value = join(Mine.Value, Kind::None);
        Mine.Paths.push_back(J.since(Mine.Mark));
      }
      J.rollBack(Mine.Mark);
      J.merge(Mine.Paths, [&](Val A, Val B) { return join(A, B); });
    }
    if (!Mine.Straight)
      J.leave();
    if (New->HasReturned)
      Result = Mine.Value;
    else if (!Alive)
      Result = Kind::Unknown;
  }
  if (S.IsGenerator)
    Result = Kind::Unknown;
  Returns = OuterReturns;
  Jumps = OuterJumps;
  Fr = Caller;
  Active.pop_back();
  return Result;
}

} // namespace summary_upgrade::program::tags
