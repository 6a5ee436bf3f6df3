// Values that arrive where something is read from them or stored in them: attributes, parts of containers,
// `with`.
#include "program/ConstraintSolver.h"
#include "program/ImportedFiles.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace summary_upgrade::python;

namespace summary_upgrade::program {

void ConstraintSolver::handle(uint32_t WatchIndex, ValueId VId) {
  const Watch W = Watches[WatchIndex];
  const Value V = L.Values[VId];
  switch (W.Kind) {
  case WatchKind::Attribute:
    return loadAttribute(W, V);
  case WatchKind::StoreAttribute:
    if (V.Kind == ValueKind::Instance || V.Kind == ValueKind::Class) {
      storeAttribute(V.Site, W.Name, W.To);
    } else if (V.Kind == ValueKind::Module) {
      if (auto B = moduleBinding(V.Site.File, W.Name))
        edge(W.To, bindingNode(V.Site.File, *B));
    }
    return;
  case WatchKind::Call:
    return call(W, V);
  case WatchKind::Part:
    if (V.Kind == ValueKind::Container) {
      edge(partSlot(V.Site, W.Name), W.To);
      edge(partSlot(V.Site, {}), W.To);
    } else if (V.Kind == ValueKind::External) {
      if (Id Argument = elementArgument(V, W.Name); Argument != NoId)
        watch(exprNode(V.Site.File, Argument), {WatchKind::AnyPart, W.To, {V.Site.File, Argument}, {}});
      else
        addExternal(W.To, V.Path + W.Name, V.Site);
    }
    return;
  case WatchKind::AnyPart:
    if (V.Kind == ValueKind::Container)
      edge(anySlot(V.Site), W.To), edge(partSlot(V.Site, {}), W.To);
    else if (V.Kind == ValueKind::External)
      addExternal(W.To, V.Path + "[*]", V.Site);
    return;
  case WatchKind::StorePart:
    if (V.Kind == ValueKind::Container)
      putPart(V.Site, W.Name, W.To);
    return;
  case WatchKind::Augment:
    if (V.Kind == ValueKind::Container)
      setTop(W.To);
    else
      add(W.To, VId);
    return;
  case WatchKind::Enter:
    if (V.Kind == ValueKind::Instance) {
      std::vector<std::pair<uint32_t, Id>> Found;
      members(V.Site, "__enter__", Found, true);
      for (auto [File, B] : Found)
        for (Id D : facts(File).Bindings[B].Defs)
          if (facts(File).Defs[D].Kind == DefKind::Function)
            edge(returnNode({File, facts(File).Defs[D].DefScope}), W.To);
      if (Found.empty())
        add(W.To, VId);
    } else {
      add(W.To, VId);
    }
    return;
  }
}

Id ConstraintSolver::elementArgument(const Value &Element, StringRef Part) const {
  bool Enumerated = Element.Path == "builtins.enumerate()[*]";
  unsigned Position = 0;
  if ((!Enumerated && Element.Path != "builtins.zip()[*]") || !Part.consume_front("[") || !Part.consume_back("]") ||
      Part.getAsInteger(10, Position) || (Enumerated && Position != 1))
    return NoId;
  const ModuleFacts &F = facts(Element.Site.File);
  const Expr &Call = F.Exprs[Element.Site.Node];
  size_t Argument = Enumerated ? 1 : Position + 1;
  if (Call.Kind != ExprKind::Call || Argument >= Call.Children.size())
    return NoId;
  auto starred = [&](Id A) { return F.Exprs[A].Kind == ExprKind::Starred || F.Exprs[A].Kind == ExprKind::Keyword; };
  if (llvm::any_of(ArrayRef(Call.Children).slice(1, Argument), starred))
    return NoId;
  return Call.Children[Argument];
}

void ConstraintSolver::loadAttribute(const Watch &W, const Value &V) {
  switch (V.Kind) {
  case ValueKind::Module:
    if (auto B = moduleBinding(V.Site.File, W.Name)) {
      edge(bindingNode(V.Site.File, *B), W.To);
    } else {
      // a submodule of a package: `import pkg.model; pkg.model.X`
      StringRef Package = P.module(V.Site.File).AbsolutePath;
      if (Package.consume_back("/__init__.py"))
        for (const std::string &Candidate : moduleCandidates(Package, W.Name))
          if (auto File = P.fileAt(Candidate))
            add(W.To, intern({ValueKind::Module, {*File, 0}, {}}));
    }
    return;
  case ValueKind::External: {
    if (StringRef(V.Path).starts_with("builtins.super()")) {
      const ModuleFacts &F = facts(V.Site.File);
      Id Class = F.Scopes[F.functionScope(F.Exprs[V.Site.Node].Scope)].Outer;
      if (Class != NoId && F.Scopes[Class].Kind == ScopeKind::Class)
        if (auto It = Bases.find({V.Site.File, Class}); It != Bases.end())
          for (NodeRef Base : It->second)
            loadMember(W, Base, false);
      return;
    }
    // a module of a folder that is no package, or whose `__init__` nobody read: `import logs.state; logs.state.X`
    if (V.Site.Node == NoId && !StringRef(V.Path).contains('('))
      if (auto File = P.importedFile(V.Site.File, V.Path + "." + W.Name, 0)) {
        add(W.To, intern({ValueKind::Module, {*File, 0}, {}}));
        return;
      }
    if (std::string Path = V.Path + "." + W.Name; !missing(W.Where, Path))
      addExternal(W.To, Path, V.Site);
    return;
  }
  case ValueKind::Instance:
  case ValueKind::Class:
    loadMember(W, V.Site, true);
    readAttribute(V.Site, W.Name, W.To);
    return;
  case ValueKind::Container:
    addExternal(W.To, "container." + W.Name, V.Site);
    return;
  default:
    return;
  }
}

bool ConstraintSolver::missing(NodeRef Read, StringRef Path) {
  std::string Canonical = Linker::canonical(Path);
  if (successorOf(Canonical).second.empty())
    return false;
  const ModuleFacts &F = facts(Read.File);
  auto [It, New] = Older.try_emplace(Read.File, F);
  if (New && Modern.empty())
    for (uint32_t File = 0; File < P.modules().size(); ++File)
      Modern.push_back(OlderNames::makesModernWriter(facts(File)));
  if (New)
    for (uint32_t File = 0; File < P.modules().size(); ++File)
      if (Modern[File] && P.mayRunTogether(File, Read.File))
        BesideModern.insert(Read.File);
  if (!It->second.replaced(Read.Node, Canonical, BesideModern.count(Read.File)))
    return false;
  // Certain to be evaluated when the statement runs?
  Id Top = Read.Node;
  for (; F.Exprs[Top].Parent != NoId; Top = F.Exprs[Top].Parent)
    if (ExprKind K = F.Exprs[F.Exprs[Top].Parent].Kind; K != ExprKind::Call && K != ExprKind::Attribute &&
                                                        K != ExprKind::Tuple && K != ExprKind::List &&
                                                        K != ExprKind::Keyword && K != ExprKind::Binary)
      return true;
  const Stmt &S = F.Stmts[F.Exprs[Top].Stmt];
  if (S.Value == Top && (S.Kind == StmtKind::Expr || S.Kind == StmtKind::Assign || S.Kind == StmtKind::Return))
    if (auto [Known, First] = L.Raising.try_emplace({Read.File, F.Exprs[Top].Stmt}, Read.Node); !First)
      Known->second = std::min(Known->second, Read.Node);
  return true;
}

void ConstraintSolver::loadMember(const Watch &W, NodeRef Class, bool Below) {
  std::vector<std::pair<uint32_t, Id>> Found;
  members(Class, W.Name, Found, Below);
  for (auto [File, B] : Found) {
    const ModuleFacts &F = facts(File);
    for (Id D : F.Bindings[B].Defs) {
      if (F.Defs[D].Kind != DefKind::Function) {
        edge(defNode(File, D), W.To);
        continue;
      }
      const Scope &Function = F.Scopes[F.Defs[D].DefScope];
      if (isProperty(File, Function))
        edge(returnNode({File, F.Defs[D].DefScope}), W.To);
      else
        add(W.To, intern({isStatic(File, Function) ? ValueKind::Function : ValueKind::BoundMethod,
                          {File, F.Defs[D].DefScope},
                          {}}));
    }
  }
}

bool ConstraintSolver::holdsModernWriter(NodeRef Class, StringRef Name) {
  return llvm::any_of(Nodes[slot(attributeKey(Class, Name))].values(), [&](ValueId V) {
    return L.Values[V].Kind == ValueKind::External &&
           StringRef(L.Values[V].Path).ends_with("summary.create_file_writer()");
  });
}

void ConstraintSolver::linkAttributesByName() {
  for (uint32_t File = 0; File < P.modules().size(); ++File) {
    const ModuleFacts &F = facts(File);
    for (Id E = 0; E < F.Exprs.size(); ++E) {
      const Expr &X = F.Exprs[E];
      if (X.Kind != ExprKind::Attribute || X.Store)
        continue;
      const Node &Object = Nodes[exprNode(File, X.Children[0])];
      if (Object.Count > 0 || Object.Top)
        continue;
      auto It = Attributes.find(X.Text);
      if (It == Attributes.end() || It->second.StoredIn.empty())
        continue;
      const std::set<NodeRef> &Storers = It->second.StoredIn;
      // What a migration made is not guessed to be the writer of something unknown.
      if (llvm::any_of(Storers, [&](NodeRef Class) { return holdsModernWriter(Class, X.Text); }))
        continue;
      const std::set<NodeRef> &Together = related(*Storers.begin());
      if (llvm::all_of(Storers, [&](NodeRef Class) { return Together.count(Class); }))
        for (NodeRef Class : std::vector<NodeRef>(Storers.begin(), Storers.end()))
          add(exprNode(File, X.Children[0]), intern({ValueKind::Instance, Class, {}}));
    }
  }
}

} // namespace summary_upgrade::program
