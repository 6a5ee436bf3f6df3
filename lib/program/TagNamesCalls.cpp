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
          Args.push_back(
              {V.Cell->Content.Seq->Items[N].str(), V.Cell->Content.Seq->Items[N + 1], Child, false});
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
           S.Params[Position].Kind != ParamKind::PositionalOnly &&
           S.Params[Position].Kind != ParamKind::VarArgs)
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
          if (!A.Name.empty() && !A.Star &&
              none_of(S.Params, [&](const Param &Q) { return Q.Name == A.Name; })) {
            Entries.push_back(stringVal(A.Name));
            Entries.push_back(A.Value);
          }
      bind(I,
           cellVal(Kind::Dict, DoubleStar || Anything ? Val(Kind::Unknown) : tupleVal(std::move(Entries))));
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

// ------------------------------------------------------------------------------------------------- methods
// of values

Val Walker::method(Val Object, StringRef Name, Id E, ArrayRef<Argument> Args, bool &Handled) {
  Handled = true;
  switch (Object.K) {
  case Kind::Str:
    return stringMethod(Object, Name, Args);
  case Kind::TensorName:
    // `x.name` ends in `:0`; the idioms that make a clean name of it.
    if (Name == "replace" && Args.size() == 2 && Args[0].Value.is(Kind::Str) && Args[0].Value.str() == ":" &&
        Args[1].Value.is(Kind::Str) && isScopeName("a" + Args[1].Value.str().str(), true))
      return stringVal("\1" + std::to_string(Object.Thing->Number) + "\1" + Args[1].Value.str().str() + "0");
    if (Name == "split" && Args.size() == 1 && Args[0].Value.is(Kind::Str) && Args[0].Value.str() == ":")
      return tupleVal({stringVal("\1" + std::to_string(Object.Thing->Number) + "\1"), stringVal("0")});
    return Kind::Plain;
  case Kind::List:
    if (const Sequence *Known = items(Object);
        Known && Args.size() == 1 && (Name == "append" || Name == "extend")) {
      std::vector<Val> Items = Known->Items;
      if (Name == "append") {
        Items.push_back(Args[0].Value);
      } else if (const Sequence *More = items(Args[0].Value)) {
        Items.insert(Items.end(), More->Items.begin(), More->Items.end());
      } else {
        J.set(Object.Cell->Content, Kind::Unknown);
        return Kind::None;
      }
      // A list that grows in every turn of a training loop is data, not structure.
      J.set(Object.Cell->Content, Items.size() > 256 ? Val(Kind::Unknown) : tupleVal(std::move(Items)));
      return Kind::None;
    }
    if (Name != "index" && Name != "count" && Name != "copy")
      J.set(Object.Cell->Content, Kind::Unknown);
    return Kind::Unknown;
  case Kind::Dict:
    if (Object.Cell->Content.is(Kind::Tuple)) {
      const auto &Entries = Object.Cell->Content.Seq->Items;
      std::vector<Val> Out;
      if (Name == "items" || Name == "iteritems") {
        for (size_t I = 0; I + 1 < Entries.size(); I += 2)
          Out.push_back(tupleVal({Entries[I], Entries[I + 1]}));
        return tupleVal(std::move(Out));
      }
      if (Name == "keys" || Name == "values" || Name == "itervalues" || Name == "iterkeys") {
        bool Values = Name.contains("values");
        for (size_t I = 0; I + 1 < Entries.size(); I += 2)
          Out.push_back(Entries[I + Values]);
        return tupleVal(std::move(Out));
      }
      if (Name == "get" && !Args.empty() && constant(Args[0].Value)) {
        for (size_t I = 0; I + 1 < Entries.size(); I += 2)
          if (Entries[I] == Args[0].Value)
            return Entries[I + 1];
        return Args.size() > 1 ? Args[1].Value : Val(Kind::None);
      }
    }
    if (Name != "get" && Name != "copy")
      J.set(Object.Cell->Content, Kind::Unknown);
    return Kind::Unknown;
  case Kind::Tensor:
  case Kind::Opaque: {
    static const External Assign = classify("tensorflow.Variable.assign"),
                          AssignAdd = classify("tensorflow.Variable.assign_add"),
                          AssignSub = classify("tensorflow.Variable.assign_sub");
    if (Object.is(Kind::Tensor) && (Name == "assign" || Name == "assign_add" || Name == "assign_sub"))
      return opCall(Name == "assign" ? Assign : Name == "assign_add" ? AssignAdd : AssignSub, E, Args);
    Handled = false;
    return Kind::Unknown;
  }
  case Kind::TensorOp:
  case Kind::VarScope:
    if (Name == "reuse_variables")
      return Kind::None;
    return Kind::Plain;
  case Kind::Graph:
    if (Name == "as_default") {
      Val V(Kind::Manager);
      V.Manager = &H->Managers.emplace_back();
      V.Manager->What = ManagerObject::GraphDefault;
      V.Manager->Name = Object;
      V.Manager->Where = here(E);
      return V;
    }
    if (Name == "name_scope") {
      Val V(Kind::Manager);
      V.Manager = &H->Managers.emplace_back();
      V.Manager->Name = Args.empty() ? Val(Kind::None) : Args[0].Value;
      V.Manager->Where = here(E);
      return V;
    }
    Handled = false;
    return Kind::Unknown;
  case Kind::Int:
  case Kind::Float:
  case Kind::Bool:
  case Kind::None:
    return Kind::Plain;
  default:
    Handled = false;
    return Kind::Unknown;
  }
}

Val Walker::stringMethod(Val Object, StringRef Name, ArrayRef<Argument> Args) {
  StringRef S = Object.str();
  auto argument = [&](size_t I) -> std::optional<StringRef> {
    if (I < Args.size() && Args[I].Name.empty() && Args[I].Value.is(Kind::Str))
      return Args[I].Value.str();
    return std::nullopt;
  };
  if (Name == "format") {
    SmallVector<NamedConstant, 4> Values;
    for (const Argument &A : Args) {
      auto C = constant(A.Value);
      if (!C || A.Star)
        return Kind::Plain;
      Values.push_back({A.Name.str(), *C});
    }
    auto Text = formatBraces(S, Values);
    return Text ? stringVal(*Text) : Val(Kind::Plain);
  }
  if (Name == "join" && Args.size() == 1) {
    const Sequence *Known = items(Args[0].Value);
    if (!Known || !all_of(Known->Items, [](Val V) { return V.is(Kind::Str); }))
      return Kind::Plain;
    std::string Text;
    for (size_t I = 0; I < Known->Items.size(); ++I)
      Text += (I ? S : StringRef()).str() + Known->Items[I].str().str();
    return stringVal(Text);
  }
  // The others look into the text, so all of it must be known.
  if (S.contains('\1'))
    return Kind::Plain;
  if (Name == "lower" && Args.empty())
    return stringVal(S.lower());
  if (Name == "upper" && Args.empty())
    return stringVal(S.upper());
  if (Name == "strip" && Args.empty())
    return stringVal(S.trim());
  if (Name == "startswith" && Args.size() == 1 && argument(0))
    return boolVal(S.starts_with(*argument(0)));
  if (Name == "endswith" && Args.size() == 1 && argument(0))
    return boolVal(S.ends_with(*argument(0)));
  if (Name == "replace" && Args.size() == 2 && argument(0) && argument(1) && !argument(0)->empty()) {
    std::string Text;
    while (true) {
      auto [Before, After] = S.split(*argument(0));
      Text += Before;
      if (Before.size() == S.size())
        break;
      Text += *argument(1);
      S = After;
    }
    return stringVal(Text);
  }
  if (Name == "split" && Args.size() == 1 && argument(0) && !argument(0)->empty()) {
    SmallVector<StringRef, 4> Parts;
    S.split(Parts, *argument(0));
    std::vector<Val> Items;
    for (StringRef Part : Parts)
      Items.push_back(stringVal(Part));
    return cellVal(Kind::List, tupleVal(std::move(Items)));
  }
  return Kind::Plain;
}

// ------------------------------------------------------------------------------------------------------------
// builtins

Val Walker::builtin(StringRef Name, Id E, ArrayRef<Argument> Args) {
  auto argument = [&](size_t I) {
    return I < Args.size() && Args[I].Name.empty() && !Args[I].Star ? Args[I].Value : Val(Kind::Unknown);
  };
  if (Name == "range" || Name == "xrange") {
    int64_t Bounds[3] = {0, 0, 1};
    if (Args.empty() || Args.size() > 3)
      return Kind::Plain;
    for (size_t I = 0; I < Args.size(); ++I) {
      if (!argument(I).is(Kind::Int))
        return Kind::Plain;
      Bounds[Args.size() == 1 ? 1 : I] = argument(I).Int;
    }
    std::vector<Val> Items;
    if (Bounds[2] == 0)
      return Kind::Plain;
    for (int64_t I = Bounds[0]; Bounds[2] > 0 ? I < Bounds[1] : I > Bounds[1]; I += Bounds[2]) {
      if (Items.size() > 64)
        return Kind::Plain;
      Items.push_back(intVal(I));
    }
    return tupleVal(std::move(Items));
  }
  const Sequence *Known = Args.empty() ? nullptr : items(argument(0));
  if (Name == "len") {
    if (Known)
      return intVal(static_cast<int64_t>(Known->Items.size()));
    return argument(0).is(Kind::Str) && !argument(0).str().contains('\1')
               ? intVal(static_cast<int64_t>(argument(0).str().size()))
               : Val(Kind::Plain);
  }
  if (Name == "str" && Args.size() == 1) {
    auto C = constant(argument(0));
    return C ? stringVal(pythonStr(*C)) : Val(Kind::Plain);
  }
  if (Name == "int") {
    if (argument(0).is(Kind::Int))
      return argument(0);
    return Kind::Plain;
  }
  if (Name == "enumerate" && Known) {
    std::vector<Val> Items;
    int64_t First = Args.size() > 1 && Args[1].Value.is(Kind::Int) ? Args[1].Value.Int : 0;
    for (Val V : Known->Items)
      Items.push_back(tupleVal({intVal(First++), V}));
    return tupleVal(std::move(Items));
  }
  if (Name == "zip") {
    std::vector<const Sequence *> All;
    for (size_t I = 0; I < Args.size(); ++I)
      All.push_back(items(argument(I)));
    if (All.empty() || is_contained(All, nullptr))
      return Kind::Unknown;
    size_t Size = All[0]->Items.size();
    for (const Sequence *S : All)
      Size = std::min(Size, S->Items.size());
    std::vector<Val> Items;
    for (size_t I = 0; I < Size; ++I) {
      std::vector<Val> Row;
      for (const Sequence *S : All)
        Row.push_back(S->Items[I]);
      Items.push_back(tupleVal(std::move(Row)));
    }
    return tupleVal(std::move(Items));
  }
  if ((Name == "list" || Name == "tuple") && Args.size() <= 1) {
    Val Content = Args.empty() ? tupleVal({}) : Known ? tupleVal(Known->Items) : Val(Kind::Unknown);
    return Name == "list" ? cellVal(Kind::List, Content) : Content;
  }
  if (Name == "reversed" && Known) {
    std::vector<Val> Items(Known->Items.rbegin(), Known->Items.rend());
    return tupleVal(std::move(Items));
  }
  if (Name == "sorted" && Known && Args.size() == 1 &&
      all_of(Known->Items, [](Val V) { return V.is(Kind::Str); })) {
    std::vector<Val> Items = Known->Items;
    llvm::sort(Items, [](Val A, Val B) { return A.str() < B.str(); });
    return cellVal(Kind::List, tupleVal(std::move(Items)));
  }
  if (Name == "dict") {
    std::vector<Val> Entries;
    for (const Argument &A : Args) {
      if (A.Name.empty() || A.Star)
        return cellVal(Kind::Dict, Kind::Unknown);
      Entries.push_back(stringVal(A.Name));
      Entries.push_back(A.Value);
    }
    return cellVal(Kind::Dict, tupleVal(std::move(Entries)));
  }
  if (Name == "type" && argument(0).is(Kind::Instance))
    return attribute(argument(0), "__class__", E);
  if (Name == "super") {
    // `super()` and `super(C, self)`: the class around this function, and its receiver.
    for (Frame *At = Fr; At; At = At->Outer) {
      const python::Scope &S = At->Facts->Scopes[At->Scope];
      if (S.Kind != ScopeKind::Function || S.Params.empty() || !At->Outer ||
          At->Facts->Scopes[At->Outer->Scope].Kind != ScopeKind::Class)
        continue;
      Val Self = S.Params[0].Binding == NoId ? Val() : At->Slots[SlotOf[At->File][S.Params[0].Binding]];
      for (ClassObject &Class : H->Classes)
        if (Class.Members == At->Outer) {
          Val V(Kind::Super);
          V.Bound = &H->Bounds.emplace_back();
          V.Bound->Self = Self;
          V.Bound->Class = &Class;
          return V;
        }
    }
    return Kind::Unknown;
  }
  if (Name == "getattr" && Args.size() >= 2 && Args[1].Value.is(Kind::Str)) {
    Val V = attribute(argument(0), Args[1].Value.str(), E);
    return V;
  }
  if (Name == "setattr" && Args.size() == 3 && argument(0).is(Kind::Instance) &&
      Args[1].Value.is(Kind::Str)) {
    J.set(argument(0).Instance->Attributes[Args[1].Value.str()], Args[2].Value);
    return Kind::None;
  }
  if (Name == "hasattr" && Args.size() == 2 && argument(0).is(Kind::Instance) &&
      Args[1].Value.is(Kind::Str)) {
    auto It = argument(0).Instance->Attributes.find(Args[1].Value.str());
    return boolVal(
        (It != argument(0).Instance->Attributes.end() && !It->second.is(Kind::Unset)) ||
        (argument(0).Instance->Class && member(*argument(0).Instance->Class, Args[1].Value.str())));
  }
  if (Name == "callable" && (argument(0).is(Kind::Function) || argument(0).is(Kind::Method)))
    return boolVal(true);
  if (Name == "abs" && argument(0).is(Kind::Tensor))
    return operatorClaim("abs", E, false);
  if (Name == "iter" || Name == "next" || Name == "map" || Name == "filter" || Name == "getattr" ||
      Name == "sum" || Name == "eval" || Name == "sorted" || Name == "reversed" || Name == "enumerate" ||
      Name == "set" || Name == "vars" || Name == "max" || Name == "min")
    return Kind::Unknown;
  return Kind::Plain;
}

} // namespace summary_upgrade::program::tags
