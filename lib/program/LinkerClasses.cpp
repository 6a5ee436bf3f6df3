// Imports, and classes with their bases and members.
#include "program/ConstraintSolver.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace summary_upgrade::python;

namespace summary_upgrade::program {

std::optional<Id> ConstraintSolver::moduleBinding(uint32_t File, StringRef Name) const {
  const ModuleFacts &F = facts(File);
  for (Id B : F.Scopes[0].Bindings)
    if (F.Bindings[B].Name == Name)
      return B;
  return std::nullopt;
}

std::optional<NodeRef> ConstraintSolver::classOf(uint32_t File, Id E, unsigned Depth) const {
  if (Depth > 8)
    return std::nullopt;
  const ModuleFacts &F = facts(File);
  const Expr &X = F.Exprs[E];
  if (X.Kind == ExprKind::Name && X.Binding != NoId)
    return classOfBinding(File, X.Binding, Depth);
  if (X.Kind == ExprKind::Attribute) {
    const Expr &Object = F.Exprs[X.Children[0]];
    if (Object.Kind == ExprKind::Name && Object.Binding != NoId)
      for (Id D : F.Bindings[Object.Binding].Defs)
        if (F.Defs[D].Kind == DefKind::Import)
          if (auto To = importTarget(File, F.Defs[D]); To && To->second == NoId)
            if (auto B = moduleBinding(To->first, X.Text))
              return classOfBinding(To->first, *B, Depth + 1);
  }
  return std::nullopt;
}

std::optional<NodeRef> ConstraintSolver::classOfBinding(uint32_t File, Id B, unsigned Depth) const {
  const ModuleFacts &F = facts(File);
  for (Id D : F.Bindings[B].Defs) {
    if (F.Defs[D].Kind == DefKind::Class)
      return NodeRef{File, F.Defs[D].DefScope};
    if (F.Defs[D].Kind == DefKind::Import)
      if (auto To = importTarget(File, F.Defs[D]); To && To->second != NoId && Depth < 8)
        return classOfBinding(To->first, To->second, Depth + 1);
  }
  return std::nullopt;
}

std::optional<std::pair<uint32_t, Id>> ConstraintSolver::importTarget(uint32_t File, const Def &D) const {
  const ImportedName &I = facts(File).Stmts[D.Stmt].Imports[D.Import];
  if (I.Name.empty()) {
    StringRef Module = I.Module;
    if (I.BindsRoot)
      Module = Module.split('.').first;
    if (auto To = P.importedFile(File, Module, I.Level))
      return std::pair(*To, NoId);
    return std::nullopt;
  }
  if (!I.Module.empty() || I.Level > 0)
    if (auto To = P.importedFile(File, I.Module.empty() ? "__init__" : StringRef(I.Module), I.Level))
      if (auto B = moduleBinding(*To, I.Name))
        return std::pair(*To, *B);
  if (auto To = P.importedFile(File, I.Module.empty() ? I.Name : I.Module + "." + I.Name, I.Level))
    return std::pair(*To, NoId);
  return std::nullopt;
}

void ConstraintSolver::resolveBases() {
  for (uint32_t File = 0; File < P.modules().size(); ++File) {
    const ModuleFacts &F = facts(File);
    for (Id S = 0; S < F.Scopes.size(); ++S)
      if (F.Scopes[S].Kind == ScopeKind::Class) {
        NodeRef Class{File, S};
        for (Id Base : F.Scopes[S].Bases)
          if (auto To = classOf(File, Base); To && *To != Class) {
            Bases[Class].push_back(*To);
            Derived[*To].push_back(Class);
          }
      }
  }
}

void ConstraintSolver::collect(const std::map<NodeRef, std::vector<NodeRef>> &Along, NodeRef Class,
                               std::set<NodeRef> &Out) {
  if (!Out.insert(Class).second)
    return;
  if (auto It = Along.find(Class); It != Along.end())
    for (NodeRef Next : It->second)
      collect(Along, Next, Out);
}

const std::set<NodeRef> &ConstraintSolver::related(NodeRef Class) {
  auto [It, New] = Related.try_emplace(Class);
  if (New) {
    std::set<NodeRef> Below;
    collect(Derived, Class, Below);
    for (NodeRef Sub : Below)
      collect(Bases, Sub, It->second);
  }
  return It->second;
}

std::string ConstraintSolver::attributeKey(NodeRef Class, StringRef Name) {
  return ("a" + Twine(Class.File) + ":" + Twine(Class.Node) + "." + Name).str();
}

void ConstraintSolver::storeAttribute(NodeRef Class, StringRef Name, NodeIndex From) {
  const NodeIndex Slot = slot(attributeKey(Class, Name));
  edge(From, Slot);
  AttributeUses &Uses = Attributes[Name];
  if (!Uses.StoredIn.insert(Class).second)
    return;
  for (auto [Reader, To] : Uses.Reads)
    if (related(Reader).count(Class))
      edge(Slot, To);
}

void ConstraintSolver::readAttribute(NodeRef Class, StringRef Name, NodeIndex To) {
  AttributeUses &Uses = Attributes[Name];
  Uses.Reads.push_back({Class, To});
  for (NodeRef Storer : Uses.StoredIn)
    if (related(Class).count(Storer))
      edge(slot(attributeKey(Storer, Name)), To);
}

std::optional<NodeRef> ConstraintSolver::ownMember(NodeRef Class, StringRef Name, Id &BindingOut) const {
  const ModuleFacts &F = facts(Class.File);
  for (Id B : F.Scopes[Class.Node].Bindings)
    if (F.Bindings[B].Name == Name) {
      BindingOut = B;
      return Class;
    }
  return std::nullopt;
}

void ConstraintSolver::members(NodeRef Class, StringRef Name, std::vector<std::pair<uint32_t, Id>> &Out, bool Below,
                               unsigned Depth) const {
  if (Depth > 16)
    return;
  Id B = NoId;
  if (ownMember(Class, Name, B))
    Out.push_back({Class.File, B});
  else if (auto It = Bases.find(Class); It != Bases.end())
    for (NodeRef Base : It->second) {
      size_t Before = Out.size();
      members(Base, Name, Out, false, Depth + 1);
      if (Out.size() != Before)
        break;
    }
  if (Below)
    if (auto It = Derived.find(Class); It != Derived.end())
      for (NodeRef Sub : It->second) {
        Id SubB = NoId;
        if (ownMember(Sub, Name, SubB))
          Out.push_back({Sub.File, SubB});
        members(Sub, Name, Out, true, Depth + 8);
      }
}

bool ConstraintSolver::hasDecorator(uint32_t File, const Scope &S, StringRef Name, bool Contains) const {
  const ModuleFacts &F = facts(File);
  for (Id D : S.Decorators) {
    const Expr *X = &F.Exprs[D];
    if (X->Kind == ExprKind::Call)
      X = &F.Exprs[X->Children[0]];
    StringRef Text = X->Text;
    if (Text == Name || (Contains && Text.contains(Name)))
      return true;
  }
  return false;
}

} // namespace summary_upgrade::program
