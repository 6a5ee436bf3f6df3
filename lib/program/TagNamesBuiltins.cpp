// Methods of known values, and Python's builtins.
#include "program/TagNamesWalker.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace summary_upgrade::python;

namespace summary_upgrade::program::tags {

Val Walker::method(Val Object, StringRef Name, Id E, ArrayRef<Argument> Args, bool &Handled) {
  Handled = true;
  switch (Object.K) {
  case Kind::Str:
    return stringMethod(Object, Name, Args);
  case Kind::List:
    if (const Sequence *Known = items(Object); Known && Args.size() == 1 && (Name == "append" || Name == "extend")) {
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
  // The others look into the text, so all of it must be known; but the name of an op has no `:`, whatever it
  // is.
  bool ByColon = (Name == "replace" || Name == "split") && argument(0) && argument(0)->contains(':');
  if (S.contains('\1') && !ByColon)
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

// --- builtins

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
  if (Name == "sorted" && Known && Args.size() == 1) {
    // Strings, or tuples that start with different strings (`sorted(d.items())`).
    auto key = [](Val V) { return V.is(Kind::Tuple) && !V.Seq->Items.empty() ? V.Seq->Items[0] : V; };
    std::vector<Val> Items = Known->Items;
    if (!all_of(Items, [&](Val V) { return key(V).is(Kind::Str) && !key(V).str().contains('\1'); }))
      return Kind::Unknown;
    llvm::sort(Items, [&](Val A, Val B) { return key(A).str() < key(B).str(); });
    for (size_t I = 1; I < Items.size(); ++I)
      if (Items[I].is(Kind::Tuple) && key(Items[I]) == key(Items[I - 1]))
        return Kind::Unknown;
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
  if (Name == "setattr" && Args.size() == 3 && argument(0).is(Kind::Instance) && Args[1].Value.is(Kind::Str)) {
    J.set(argument(0).Instance->Attributes[Args[1].Value.str()], Args[2].Value);
    return Kind::None;
  }
  if (Name == "hasattr" && Args.size() == 2 && argument(0).is(Kind::Instance) && Args[1].Value.is(Kind::Str)) {
    auto It = argument(0).Instance->Attributes.find(Args[1].Value.str());
    return boolVal((It != argument(0).Instance->Attributes.end() && !It->second.is(Kind::Unset)) ||
                   (argument(0).Instance->Class && member(*argument(0).Instance->Class, Args[1].Value.str())));
  }
  if (Name == "sum" && Known && Args.size() == 1 && any_of(Known->Items, [](Val V) { return V.maybeTensor(); })) {
    Val Result;
    for (size_t I = 0; I < Known->Items.size(); ++I)
      Result = operatorClaim("+", E, !Known->Items[I].is(Kind::Tensor));
    return Result;
  }
  if (Name == "callable" && (argument(0).is(Kind::Function) || argument(0).is(Kind::Method)))
    return boolVal(true);
  if (Name == "abs" && argument(0).is(Kind::Tensor))
    return operatorClaim("abs", E, false);
  if (Name == "iter" || Name == "next" || Name == "map" || Name == "filter" || Name == "getattr" || Name == "sum" ||
      Name == "eval" || Name == "sorted" || Name == "reversed" || Name == "enumerate" || Name == "set" ||
      Name == "vars" || Name == "max" || Name == "min")
    return Kind::Unknown;
  return Kind::Plain;
}

} // namespace summary_upgrade::program::tags
