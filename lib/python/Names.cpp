// Name resolution: local, enclosing function, global; what is left is a builtin or comes from a star import.
#include "python/FactsBuilder.h"

namespace summary_upgrade::python {

static uint64_t key(Id Scope, uint32_t Name) { return (uint64_t(Scope) << 32) | Name; }

FactsBuilder::NameId FactsBuilder::intern(llvm::StringRef Name) {
  auto [It, New] = Interned.try_emplace(Name, static_cast<NameId>(Names.size()));
  if (New)
    Names.push_back(It->getKey());
  return It->second;
}

Id FactsBuilder::addDef(const Def &Proto, llvm::StringRef Name, Id Scope) {
  // The target of a walrus lives in the scope around the comprehensions.
  if (Proto.Kind == DefKind::Named)
    while (F.Scopes[Scope].Kind == ScopeKind::Comprehension)
      Scope = F.Scopes[Scope].Outer;
  Id D = static_cast<Id>(F.Defs.size());
  F.Defs.push_back(Proto);
  if (F.Defs[D].Stmt == NoId)
    F.Defs[D].Stmt = CurStmt;
  DefNames.push_back({intern(Name), Scope});
  return D;
}

void FactsBuilder::declare(NodeId N, Id S, bool Global) {
  llvm::StringRef Name = source(N);
  F.Stmts[S].Names.push_back(Name.str());
  Declarations[key(CurScope, intern(Name))] = Global ? Declared::Global : Declared::Nonlocal;
}

Id FactsBuilder::bindingIn(Id Scope, NameId Name) const {
  auto It = BindingOf.find(key(Scope, Name));
  return It == BindingOf.end() ? NoId : It->second;
}

Id FactsBuilder::makeBinding(Id Scope, NameId Name) {
  auto [It, New] = BindingOf.try_emplace(key(Scope, Name), static_cast<Id>(F.Bindings.size()));
  if (New) {
    Binding &B = F.Bindings.emplace_back();
    B.Name = Names[Name].str();
    B.Scope = Scope;
    F.Scopes[Scope].Bindings.push_back(It->second);
  }
  return It->second;
}

Id FactsBuilder::lookup(Id Scope, NameId Name) const {
  bool Own = true;
  for (Id S = Scope; S != NoId; S = F.Scopes[S].Outer, Own = false) {
    // Class scopes are seen from their own code only.
    if (!Own && F.Scopes[S].Kind == ScopeKind::Class)
      continue;
    if (auto It = Declarations.find(key(S, Name)); It != Declarations.end()) {
      if (It->second == Declared::Global)
        return bindingIn(0, Name);
      continue;
    }
    if (Id B = bindingIn(S, Name); B != NoId)
      return B;
  }
  return NoId;
}

void FactsBuilder::resolve() {
  auto declared = [&](DefName D) {
    auto It = Declarations.find(key(D.Scope, D.Name));
    return It == Declarations.end() ? std::optional<Declared>() : It->second;
  };
  for (DefName D : DefNames) {
    std::optional<Declared> How = declared(D);
    if (!How)
      makeBinding(D.Scope, D.Name);
    else if (*How == Declared::Global)
      makeBinding(0, D.Name);
  }
  for (Id I = 0; I < F.Defs.size(); ++I) {
    DefName D = DefNames[I];
    Def &Target = F.Defs[I];
    std::optional<Declared> How = declared(D);
    Id B = NoId;
    if (How == Declared::Global)
      B = bindingIn(0, D.Name);
    else if (How == Declared::Nonlocal)
      B = lookup(F.Scopes[D.Scope].Outer, D.Name);
    if (B == NoId) // also a nonlocal without a binding around it, which Python refuses
      B = makeBinding(D.Scope, D.Name);
    else if (F.Bindings[B].Scope != D.Scope)
      F.Bindings[B].WrittenFromInner = true;
    Target.Binding = B;
    F.Bindings[B].Defs.push_back(I);
    if (Target.Target != NoId)
      F.Exprs[Target.Target].Binding = B;
    if (Target.Kind == DefKind::Import)
      F.Stmts[Target.Stmt].Imports[Target.Import].Binding = B;
    if (Target.Kind == DefKind::Param) {
      F.Bindings[B].IsParam = true;
      if (Target.Target == NoId)
        F.Scopes[F.Bindings[B].Scope].Params[Target.ParamIndex].Binding = B;
    }
  }
  for (Use U : Uses) {
    Id B = lookup(F.Exprs[U.Expr].Scope, U.Name);
    F.Exprs[U.Expr].Binding = B;
    if (B != NoId)
      F.Bindings[B].Uses.push_back(U.Expr);
  }
}

} // namespace summary_upgrade::python
