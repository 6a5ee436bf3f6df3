#include "program/Linker.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"

using namespace llvm;
using namespace summary_upgrade::python;

namespace summary_upgrade::program {

namespace {
constexpr size_t MaxValues = 8;
constexpr size_t MaxPath = 160;
constexpr unsigned MaxCallsInPath = 3;
} // namespace

/// Solves inclusion constraints between slots with a FIFO worklist; everything is created in (file, table) order, so that results
/// depend on the read set only.
class ConstraintSolver {
public:
  explicit ConstraintSolver(Linker &L) : L(L), P(L.P) {}

  void run() {
    layOut();
    resolveBases();
    for (uint32_t File = 0; File < P.modules().size(); ++File)
      constrain(File);
    solve();
    linkAttributesByName();
    solve();
    publish();
  }

private:
  using NodeIndex = uint32_t;
  enum class WatchKind : uint8_t { Attribute, StoreAttribute, Call, Part, StorePart, AnyPart, Enter, Augment };
  struct Watch {
    WatchKind Kind;
    NodeIndex To = 0;  ///< node that receives (or, for stores, that gives)
    NodeRef Where;     ///< the expression at hand
    std::string Name;  ///< attribute name or part key
  };
  struct Node {
    ValueSet Set;
    SmallVector<NodeIndex, 2> Successors;
    SmallVector<uint32_t, 1> Watches;
    bool Queued = false;
    size_t Handled = 0;                   ///< values of `Arrived` already sent on
    SmallVector<ValueId, 2> Arrived;      ///< in order of arrival
  };

  const ModuleFacts &facts(uint32_t File) const { return *P.module(File).Facts; }

  // ---------------------------------------------------------------------------------------------------------- layout

  void layOut() {
    for (const auto &M : P.modules()) {
      ExprBase.push_back(static_cast<NodeIndex>(Nodes.size()));
      Nodes.resize(Nodes.size() + M->Facts->Exprs.size());
      DefBase.push_back(static_cast<NodeIndex>(Nodes.size()));
      Nodes.resize(Nodes.size() + M->Facts->Defs.size());
      BindingBase.push_back(static_cast<NodeIndex>(Nodes.size()));
      Nodes.resize(Nodes.size() + M->Facts->Bindings.size());
      ScopeBase.push_back(static_cast<NodeIndex>(Nodes.size()));
      Nodes.resize(Nodes.size() + M->Facts->Scopes.size()); // return slots
    }
  }
  NodeIndex exprNode(uint32_t File, Id E) const { return ExprBase[File] + E; }
  NodeIndex defNode(uint32_t File, Id D) const { return DefBase[File] + D; }
  NodeIndex bindingNode(uint32_t File, Id B) const { return BindingBase[File] + B; }
  NodeIndex returnNode(NodeRef Scope) const { return ScopeBase[Scope.File] + Scope.Node; }

  NodeIndex slot(const std::string &Key) {
    auto [It, New] = Slots.try_emplace(Key, static_cast<NodeIndex>(Nodes.size()));
    if (New)
      Nodes.emplace_back();
    return It->second;
  }

  // ------------------------------------------------------------------------------------------------ classes and modules

  std::optional<Id> moduleBinding(uint32_t File, StringRef Name) const {
    const ModuleFacts &F = facts(File);
    for (Id B : F.Scopes[0].Bindings)
      if (F.Bindings[B].Name == Name)
        return B;
    return std::nullopt;
  }

  /// A class named by a base expression: a name of this file, or of a project file it is imported from.
  std::optional<NodeRef> classOf(uint32_t File, Id E, unsigned Depth = 0) const {
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
  std::optional<NodeRef> classOfBinding(uint32_t File, Id B, unsigned Depth) const {
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
  /// (file, binding) that an import names; binding NoId for a module. Nothing for an outside module.
  std::optional<std::pair<uint32_t, Id>> importTarget(uint32_t File, const Def &D) const {
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

  void resolveBases() {
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
  void collectFamily(NodeRef Class, std::vector<NodeRef> &Out) const {
    if (is_contained(Out, Class))
      return;
    Out.push_back(Class);
    for (const auto *Map : {&Bases, &Derived})
      if (auto It = Map->find(Class); It != Map->end())
        for (NodeRef Next : It->second)
          collectFamily(Next, Out);
  }
  /// Attributes are kept per family of classes: the first class in order stands for it.
  NodeRef family(NodeRef Class) {
    auto [It, New] = Families.try_emplace(Class, Class);
    if (New) {
      std::vector<NodeRef> All;
      collectFamily(Class, All);
      It->second = *std::min_element(All.begin(), All.end());
    }
    return It->second;
  }
  std::string attributeKey(NodeRef Class, StringRef Name) {
    NodeRef Root = family(Class);
    return ("a" + Twine(Root.File) + ":" + Twine(Root.Node) + "." + Name).str();
  }
  std::optional<NodeRef> ownMember(NodeRef Class, StringRef Name, Id &BindingOut) const {
    const ModuleFacts &F = facts(Class.File);
    for (Id B : F.Scopes[Class.Node].Bindings)
      if (F.Bindings[B].Name == Name) {
        BindingOut = B;
        return Class;
      }
    return std::nullopt;
  }
  /// The classes whose member `Name` an object of `Class` may have: the first along the bases, and overriding ones below.
  void members(NodeRef Class, StringRef Name, std::vector<std::pair<uint32_t, Id>> &Out, bool Below, unsigned Depth = 0) const {
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

  // ---------------------------------------------------------------------------------------------------------- values

  ValueId intern(Value V) {
    std::string Key = (Twine(static_cast<unsigned>(V.Kind)) + "|" + Twine(V.Site.File) + "|" + Twine(V.Site.Node) + "|" + V.Path).str();
    auto [It, New] = Interned.try_emplace(Key, static_cast<ValueId>(L.Values.size()));
    if (New)
      L.Values.push_back(std::move(V));
    return It->second;
  }
  void add(NodeIndex N, ValueId V) {
    Node &Slot = Nodes[N];
    if (Slot.Set.Top)
      return;
    auto At = lower_bound(Slot.Set.Ids, V);
    if (At != Slot.Set.Ids.end() && *At == V)
      return;
    if (Slot.Set.Ids.size() >= MaxValues) {
      setTop(N);
      return;
    }
    Slot.Set.Ids.insert(At, V);
    Slot.Arrived.push_back(V);
    enqueue(N);
  }
  void addExternal(NodeIndex N, StringRef Path, NodeRef Site) {
    if (Path.size() > MaxPath || Path.count("()") > MaxCallsInPath)
      return;
    add(N, intern({ValueKind::External, Site, Path.str()}));
  }
  void setTop(NodeIndex N) {
    if (Nodes[N].Set.Top)
      return;
    Nodes[N].Set.Top = true;
    enqueue(N);
  }
  void enqueue(NodeIndex N) {
    if (!Nodes[N].Queued) {
      Nodes[N].Queued = true;
      Queue.push_back(N);
    }
  }
  void edge(NodeIndex From, NodeIndex To) {
    if (From == To || is_contained(Nodes[From].Successors, To))
      return;
    Nodes[From].Successors.push_back(To);
    for (ValueId V : SmallVector<ValueId, 2>(Nodes[From].Set.Ids))
      add(To, V);
    if (Nodes[From].Set.Top)
      setTop(To);
  }
  void watch(NodeIndex N, Watch W) {
    Watches.push_back(std::move(W));
    uint32_t Index = static_cast<uint32_t>(Watches.size() - 1);
    Nodes[N].Watches.push_back(Index);
    for (ValueId V : SmallVector<ValueId, 2>(Nodes[N].Set.Ids))
      handle(Index, V);
  }
  void solve() {
    while (!Queue.empty()) {
      NodeIndex N = Queue.front();
      Queue.pop_front();
      Nodes[N].Queued = false;
      while (Nodes[N].Handled < Nodes[N].Arrived.size()) {
        ValueId V = Nodes[N].Arrived[Nodes[N].Handled++];
        for (size_t I = 0; I < Nodes[N].Successors.size(); ++I)
          add(Nodes[N].Successors[I], V);
        for (size_t I = 0; I < Nodes[N].Watches.size(); ++I)
          handle(Nodes[N].Watches[I], V);
      }
      if (Nodes[N].Set.Top)
        for (size_t I = 0; I < Nodes[N].Successors.size(); ++I)
          setTop(Nodes[N].Successors[I]);
    }
  }

  // ------------------------------------------------------------------------------------------------------- constraints

  void constrain(uint32_t File) {
    const ModuleFacts &F = facts(File);
    const Flow &FlowOf = *P.module(File).Flow;
    StarImports = starImportsOf(File);
    for (Id B = 0; B < F.Bindings.size(); ++B)
      for (Id D : F.Bindings[B].Defs)
        edge(defNode(File, D), bindingNode(File, B));
    for (Id D = 0; D < F.Defs.size(); ++D)
      constrainDef(File, D);
    for (Id S = 0; S < F.Stmts.size(); ++S)
      constrainStmt(File, S);
    for (Id E = 0; E < F.Exprs.size(); ++E)
      constrainExpr(File, E, FlowOf);
    // `self` of every method is an object of its class, whoever calls it.
    for (Id S = 0; S < F.Scopes.size(); ++S) {
      const Scope &Function = F.Scopes[S];
      if (Function.Kind != ScopeKind::Function || Function.Outer == NoId || F.Scopes[Function.Outer].Kind != ScopeKind::Class)
        continue;
      if (Function.Params.empty() || isStatic(File, Function))
        continue;
      Id B = Function.Params[0].Binding;
      ValueKind Kind = isClassMethod(File, Function) ? ValueKind::Class : ValueKind::Instance;
      for (Id D : F.Bindings[B].Defs)
        if (F.Defs[D].Kind == DefKind::Param)
          add(defNode(File, D), intern({Kind, {File, Function.Outer}, {}}));
    }
  }
  bool hasDecorator(uint32_t File, const Scope &S, StringRef Name, bool Contains = false) const {
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
  bool isStatic(uint32_t File, const Scope &S) const { return hasDecorator(File, S, "staticmethod"); }
  bool isClassMethod(uint32_t File, const Scope &S) const { return hasDecorator(File, S, "classmethod"); }
  bool isProperty(uint32_t File, const Scope &S) const { return hasDecorator(File, S, "property", true); }

  void constrainDef(uint32_t File, Id DefId) {
    const ModuleFacts &F = facts(File);
    const Def &D = F.Defs[DefId];
    NodeIndex N = defNode(File, DefId);
    switch (D.Kind) {
    case DefKind::Assign:
    case DefKind::Named:
    case DefKind::Annotation:
      if (D.Value != NoId)
        project(exprNode(File, D.Value), D.Path, N, {File, D.Value});
      break;
    case DefKind::AugAssign: // `ops += [more]`: which elements the old list had is not followed
      if (D.Value != NoId)
        watch(exprNode(File, D.Value), {WatchKind::Augment, N, {File, D.Value}, {}});
      break;
    case DefKind::For:
    case DefKind::Comprehension:
      if (D.Value != NoId) {
        NodeIndex Element = fresh();
        watch(exprNode(File, D.Value), {WatchKind::AnyPart, Element, {File, D.Value}, {}});
        project(Element, D.Path, N, {File, D.Value});
      }
      break;
    case DefKind::With:
      if (D.Value != NoId) {
        NodeIndex Entered = fresh();
        watch(exprNode(File, D.Value), {WatchKind::Enter, Entered, {File, D.Value}, {}});
        project(Entered, D.Path, N, {File, D.Value});
      }
      break;
    case DefKind::Import: {
      const ImportedName &I = F.Stmts[D.Stmt].Imports[D.Import];
      if (auto To = importTarget(File, D)) {
        if (To->second == NoId)
          add(N, intern({ValueKind::Module, {To->first, 0}, {}}));
        else
          edge(bindingNode(To->first, To->second), N);
      } else if (I.Level == 0) {
        std::string Path = I.Name.empty() ? (I.BindsRoot ? StringRef(I.Module).split('.').first.str() : I.Module)
                                          : I.Module + "." + I.Name;
        addExternal(N, Path, {File, NoId});
      }
      break;
    }
    case DefKind::Function:
      add(N, intern({ValueKind::Function, {File, D.DefScope}, {}}));
      break;
    case DefKind::Class:
      add(N, intern({ValueKind::Class, {File, D.DefScope}, {}}));
      break;
    case DefKind::Param:
      if (D.Value != NoId)
        edge(exprNode(File, D.Value), N);
      break;
    case DefKind::Except:
    case DefKind::Delete:
    case DefKind::Match:
      break;
    }
  }
  NodeIndex fresh() {
    Nodes.emplace_back();
    return static_cast<NodeIndex>(Nodes.size() - 1);
  }
  /// `To` gets the part of `From` at a tuple position.
  void project(NodeIndex From, ArrayRef<int> Path, NodeIndex To, NodeRef Where) {
    for (size_t I = 0; I < Path.size(); ++I) {
      NodeIndex Next = I + 1 == Path.size() ? To : fresh();
      if (Path[I] < 0)
        watch(From, {WatchKind::AnyPart, Next, Where, {}});
      else
        watch(From, {WatchKind::Part, Next, Where, ("[" + Twine(Path[I]) + "]").str()});
      From = Next;
    }
    if (Path.empty())
      edge(From, To);
  }

  void constrainStmt(uint32_t File, Id S) {
    const ModuleFacts &F = facts(File);
    const Stmt &X = F.Stmts[S];
    if (X.Kind == StmtKind::Return && X.Value != NoId) {
      Id Function = F.functionScope(X.Scope);
      edge(exprNode(File, X.Value), returnNode({File, Function}));
    }
    auto storeTarget = [&](auto &&Self, Id Target, NodeIndex From, NodeRef Where) -> void {
      const Expr &T = F.Exprs[Target];
      switch (T.Kind) {
      case ExprKind::Attribute:
        watch(exprNode(File, T.Children[0]), {WatchKind::StoreAttribute, From, {File, Target}, T.Text});
        break;
      case ExprKind::Subscript:
        watch(exprNode(File, T.Children[0]), {WatchKind::StorePart, From, {File, Target}, partKey(F, T.Children[1])});
        break;
      case ExprKind::Tuple:
      case ExprKind::List:
        for (size_t I = 0; I < T.Children.size(); ++I) {
          NodeIndex Part = fresh();
          if (F.Exprs[T.Children[I]].Kind == ExprKind::Starred)
            break;
          if (F.Exprs[T.Children[I]].Kind == ExprKind::Name)
            continue; // its definition says it
          watch(From, {WatchKind::Part, Part, Where, ("[" + Twine(I) + "]").str()});
          Self(Self, T.Children[I], Part, Where);
        }
        break;
      default:
        break;
      }
    };
    if ((X.Kind == StmtKind::Assign || X.Kind == StmtKind::AnnAssign || X.Kind == StmtKind::AugAssign) && X.Value != NoId)
      for (Id Target : X.Targets)
        storeTarget(storeTarget, Target, exprNode(File, X.Value), {File, X.Value});
    for (const WithItem &Item : X.Items)
      if (Item.Target != NoId && F.Exprs[Item.Target].Kind != ExprKind::Name) {
        NodeIndex Entered = fresh();
        watch(exprNode(File, Item.Context), {WatchKind::Enter, Entered, {File, Item.Context}, {}});
        storeTarget(storeTarget, Item.Target, Entered, {File, Item.Context});
      }
  }
  static std::string partKey(const ModuleFacts &F, Id Index) {
    const Expr &X = F.Exprs[Index];
    if (X.Kind == ExprKind::String)
      return "['" + X.Text + "']";
    if (X.Kind == ExprKind::Int)
      return "[" + X.Text + "]";
    return {};
  }

  std::vector<uint32_t> starImportsOf(uint32_t File) const {
    std::vector<uint32_t> Result;
    if (facts(File).HasStarImport)
      for (const Stmt &S : facts(File).Stmts)
        for (const ImportedName &I : S.Imports)
          if (I.Name == "*")
            if (auto To = P.importedFile(File, I.Module, I.Level))
              Result.push_back(*To);
    return Result;
  }
  /// A name that a star import brings, also through the star imports of that module. The last import wins, so all are taken.
  bool starName(StringRef Name, NodeIndex N, ArrayRef<uint32_t> Modules, unsigned Depth) {
    bool Found = false;
    for (uint32_t To : Modules)
      if (auto B = moduleBinding(To, Name)) {
        edge(bindingNode(To, *B), N);
        Found = true;
      } else if (Depth < 6 && starName(Name, N, starImportsOf(To), Depth + 1)) {
        Found = true;
      }
    return Found;
  }

  void constrainExpr(uint32_t File, Id E, const Flow &FlowOf) {
    const ModuleFacts &F = facts(File);
    const Expr &X = F.Exprs[E];
    NodeIndex N = exprNode(File, E);
    NodeRef Here{File, E};
    switch (X.Kind) {
    case ExprKind::Name:
      if (X.Store)
        break;
      if (X.Binding == NoId) {
        if (!starName(X.Text, N, StarImports, 0))
          addExternal(N, "builtins." + X.Text, {File, NoId});
      } else {
        const ReachingDefs &R = FlowOf.reaching(E);
        bool Local = F.functionScope(X.Scope) == F.functionScope(F.Bindings[X.Binding].Scope);
        if (Local && R.Complete)
          for (Id D : R.Defs)
            edge(defNode(File, D), N);
        else
          edge(bindingNode(File, X.Binding), N);
      }
      break;
    case ExprKind::Attribute:
      if (!X.Store)
        watch(exprNode(File, X.Children[0]), {WatchKind::Attribute, N, Here, X.Text});
      break;
    case ExprKind::Call:
      watch(exprNode(File, X.Children[0]), {WatchKind::Call, N, Here, {}});
      break;
    case ExprKind::Subscript:
      if (!X.Store) {
        std::string Key = partKey(F, X.Children[1]);
        if (Key.empty())
          watch(exprNode(File, X.Children[0]), {WatchKind::AnyPart, N, Here, {}});
        else
          watch(exprNode(File, X.Children[0]), {WatchKind::Part, N, Here, Key});
      }
      break;
    case ExprKind::Conditional:
      edge(exprNode(File, X.Children[1]), N);
      edge(exprNode(File, X.Children[2]), N);
      break;
    case ExprKind::BoolOp:
      for (Id Child : X.Children)
        edge(exprNode(File, Child), N);
      break;
    case ExprKind::NamedExpr:
      edge(exprNode(File, X.Children[1]), N);
      break;
    case ExprKind::Await:
      if (!X.Children.empty())
        edge(exprNode(File, X.Children[0]), N);
      break;
    case ExprKind::Lambda:
      add(N, intern({ValueKind::Function, {File, X.DefScope}, {}}));
      edge(exprNode(File, X.Children[0]), returnNode({File, X.DefScope}));
      break;
    case ExprKind::Tuple:
    case ExprKind::List:
    case ExprKind::Set:
      if (X.Store)
        break;
      add(N, intern({ValueKind::Container, Here, {}}));
      for (size_t I = 0; I < X.Children.size(); ++I)
        if (F.Exprs[X.Children[I]].Kind == ExprKind::Starred)
          watch(exprNode(File, F.Exprs[X.Children[I]].Children[0]), {WatchKind::AnyPart, partSlot(Here, {}), Here, {}});
        else
          putPart(Here, ("[" + Twine(I) + "]").str(), exprNode(File, X.Children[I]));
      break;
    case ExprKind::Dict:
      add(N, intern({ValueKind::Container, Here, {}}));
      for (Id Child : X.Children)
        if (F.Exprs[Child].Kind == ExprKind::Pair)
          putPart(Here, partKey(F, F.Exprs[Child].Children[0]), exprNode(File, F.Exprs[Child].Children[1]));
      break;
    case ExprKind::ListComp:
    case ExprKind::SetComp:
    case ExprKind::Generator:
      add(N, intern({ValueKind::Container, Here, {}}));
      putPart(Here, {}, exprNode(File, X.Children.back()));
      break;
    case ExprKind::DictComp:
      add(N, intern({ValueKind::Container, Here, {}}));
      if (F.Exprs[X.Children.back()].Kind == ExprKind::Pair)
        putPart(Here, {}, exprNode(File, F.Exprs[X.Children.back()].Children[1]));
      break;
    case ExprKind::Keyword:
    case ExprKind::Starred:
    case ExprKind::DoubleStarred:
    case ExprKind::Pair:
    case ExprKind::Slice:
      break;
    default:
      add(N, intern({ValueKind::Expression, Here, {}}));
      break;
    }
  }

  /// Each container has one slot per literal key, and one (key "") for the rest; a part read without a known key sees them all.
  NodeIndex partSlot(NodeRef Container, StringRef Key) {
    return slot(("p" + Twine(Container.File) + ":" + Twine(Container.Node) + Key).str());
  }
  NodeIndex anySlot(NodeRef Container) { return partSlot(Container, "[any]"); }
  void putPart(NodeRef Container, StringRef Key, NodeIndex From) {
    NodeIndex Part = partSlot(Container, Key);
    edge(From, Part);
    edge(Part, anySlot(Container));
  }

  // --------------------------------------------------------------------------------------------------------- watches

  void handle(uint32_t WatchIndex, ValueId VId) {
    const Watch W = Watches[WatchIndex];
    const Value V = L.Values[VId];
    switch (W.Kind) {
    case WatchKind::Attribute:
      return loadAttribute(W, V);
    case WatchKind::StoreAttribute:
      if (V.Kind == ValueKind::Instance || V.Kind == ValueKind::Class) {
        edge(W.To, slot(attributeKey(V.Site, W.Name)));
        StoredIn[W.Name].insert(family(V.Site));
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

  void loadAttribute(const Watch &W, const Value &V) {
    switch (V.Kind) {
    case ValueKind::Module:
      if (auto B = moduleBinding(V.Site.File, W.Name)) {
        edge(bindingNode(V.Site.File, *B), W.To);
      } else {
        // a submodule of a package: `import pkg.model; pkg.model.X`
        for (uint32_t File = 0; File < P.modules().size(); ++File) {
          StringRef Path = P.module(File).AbsolutePath, Package = P.module(V.Site.File).AbsolutePath;
          if (Package.consume_back("/__init__.py") && (Path == (Package + "/" + W.Name + ".py").str() ||
                                                       Path == (Package + "/" + W.Name + "/__init__.py").str()))
            add(W.To, intern({ValueKind::Module, {File, 0}, {}}));
        }
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
      addExternal(W.To, V.Path + "." + W.Name, V.Site);
      return;
    }
    case ValueKind::Instance:
    case ValueKind::Class:
      loadMember(W, V.Site, true);
      edge(slot(attributeKey(V.Site, W.Name)), W.To);
      return;
    case ValueKind::Container:
      addExternal(W.To, "container." + W.Name, V.Site);
      return;
    default:
      return;
    }
  }
  void loadMember(const Watch &W, NodeRef Class, bool Below) {
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
          add(W.To, intern({isStatic(File, Function) ? ValueKind::Function : ValueKind::BoundMethod, {File, F.Defs[D].DefScope}, {}}));
      }
    }
  }

  void call(const Watch &W, const Value &V) {
    const ModuleFacts &F = facts(W.Where.File);
    const Expr &X = F.Exprs[W.Where.Node];
    switch (V.Kind) {
    case ValueKind::Function:
      bindCall(W.Where, V.Site, false);
      edge(returnNode(V.Site), W.To);
      return;
    case ValueKind::BoundMethod:
      bindCall(W.Where, V.Site, true);
      edge(returnNode(V.Site), W.To);
      return;
    case ValueKind::Class: {
      add(W.To, intern({ValueKind::Instance, V.Site, {}}));
      std::vector<std::pair<uint32_t, Id>> Found;
      members(V.Site, "__init__", Found, false);
      for (auto [File, B] : Found)
        for (Id D : facts(File).Bindings[B].Defs)
          if (facts(File).Defs[D].Kind == DefKind::Function)
            bindCall(W.Where, {File, facts(File).Defs[D].DefScope}, true);
      return;
    }
    case ValueKind::Instance: {
      std::vector<std::pair<uint32_t, Id>> Found;
      members(V.Site, "__call__", Found, true);
      for (auto [File, B] : Found)
        for (Id D : facts(File).Bindings[B].Defs)
          if (facts(File).Defs[D].Kind == DefKind::Function) {
            bindCall(W.Where, {File, facts(File).Defs[D].DefScope}, true);
            edge(returnNode({File, facts(File).Defs[D].DefScope}), W.To);
          }
      return;
    }
    case ValueKind::External:
      if (StringRef(V.Path).starts_with("container.")) {
        StringRef Method = StringRef(V.Path).drop_front(10);
        if ((Method == "append" || Method == "add" || Method == "appendleft") && X.Children.size() == 2)
          putPart(V.Site, {}, exprNode(W.Where.File, X.Children[1]));
        else if (Method == "extend" && X.Children.size() == 2)
          watch(exprNode(W.Where.File, X.Children[1]), {WatchKind::AnyPart, partSlot(V.Site, {}), W.Where, {}});
        else if (Method == "get" && X.Children.size() >= 2 && !partKey(F, X.Children[1]).empty())
          edge(partSlot(V.Site, partKey(F, X.Children[1])), W.To);
        else if (Method == "get" || Method == "pop" || Method == "values" || Method == "copy")
          edge(anySlot(V.Site), W.To);
        edge(partSlot(V.Site, {}), anySlot(V.Site));
        return;
      }
      if ((V.Path == "builtins.list" || V.Path == "builtins.tuple" || V.Path == "builtins.sorted" || V.Path == "builtins.reversed") &&
          X.Children.size() >= 2) {
        edge(exprNode(W.Where.File, X.Children[1]), W.To);
        return;
      }
      addExternal(W.To, V.Path + "()", W.Where);
      return;
    default:
      return;
    }
  }

  void bindCall(NodeRef Call, NodeRef Callee, bool Bound) {
    for (uint32_t Index : L.Callees[Call])
      if (L.Edges[Index].Callee == Callee)
        return;
    uint32_t Index = static_cast<uint32_t>(L.Edges.size());
    L.Edges.push_back({Call, Callee});
    L.Callees[Call].push_back(Index);
    L.Callers[Callee].push_back(Index);
    const ModuleFacts &F = facts(Call.File), &G = facts(Callee.File);
    const Scope &Function = G.Scopes[Callee.Node];
    const Expr &X = F.Exprs[Call.Node];
    auto paramNodes = [&](size_t Param) {
      SmallVector<NodeIndex, 1> Result;
      Id B = Function.Params[Param].Binding;
      if (B != NoId)
        for (Id D : G.Bindings[B].Defs)
          if (G.Defs[D].Kind == DefKind::Param)
            Result.push_back(defNode(Callee.File, D));
      return Result;
    };
    size_t Position = Bound ? 1 : 0;
    for (size_t A = 1; A < X.Children.size(); ++A) {
      const Expr &Argument = F.Exprs[X.Children[A]];
      if (Argument.Kind == ExprKind::Keyword) {
        for (size_t Param = 0; Param < Function.Params.size(); ++Param)
          if (Function.Params[Param].Name == Argument.Text && Function.Params[Param].Kind != ParamKind::VarArgs)
            for (NodeIndex To : paramNodes(Param))
              edge(exprNode(Call.File, Argument.Children[0]), To);
      } else if (Argument.Kind == ExprKind::Starred || Argument.Kind == ExprKind::DoubleStarred) {
        for (size_t Param = Position; Param < Function.Params.size(); ++Param)
          for (NodeIndex To : paramNodes(Param))
            setTop(To);
      } else {
        if (Position < Function.Params.size() && Function.Params[Position].Kind != ParamKind::VarArgs &&
            Function.Params[Position].Kind != ParamKind::KeywordOnly && Function.Params[Position].Kind != ParamKind::KwArgs)
          for (NodeIndex To : paramNodes(Position))
            edge(exprNode(Call.File, X.Children[A]), To);
        ++Position;
      }
    }
  }

  /// An attribute of something unknown is taken for the attribute of the only class family of the project that stores it.
  void linkAttributesByName() {
    for (uint32_t File = 0; File < P.modules().size(); ++File) {
      const ModuleFacts &F = facts(File);
      for (Id E = 0; E < F.Exprs.size(); ++E) {
        const Expr &X = F.Exprs[E];
        if (X.Kind != ExprKind::Attribute || X.Store)
          continue;
        const ValueSet &Object = Nodes[exprNode(File, X.Children[0])].Set;
        if (!Object.Ids.empty() || Object.Top)
          continue;
        auto It = StoredIn.find(X.Text);
        if (It == StoredIn.end() || It->second.size() != 1)
          continue;
        add(exprNode(File, X.Children[0]), intern({ValueKind::Instance, *It->second.begin(), {}}));
      }
    }
  }

  void publish() {
    L.BaseClasses = Bases;
    L.ExprValues.resize(P.modules().size());
    for (uint32_t File = 0; File < P.modules().size(); ++File) {
      const ModuleFacts &F = facts(File);
      auto &Out = L.ExprValues[File];
      Out.resize(F.Exprs.size());
      for (Id E = 0; E < F.Exprs.size(); ++E) {
        Out[E] = std::move(Nodes[exprNode(File, E)].Set);
        const Expr &X = F.Exprs[E];
        bool IsCallee = X.Parent != NoId && F.Exprs[X.Parent].Kind == ExprKind::Call && F.Exprs[X.Parent].Children[0] == E;
        for (ValueId VId : Out[E].Ids) {
          const Value &V = L.Values[VId];
          if ((V.Kind == ValueKind::Function || V.Kind == ValueKind::BoundMethod) && !IsCallee)
            L.Escaping[V.Site] = true;
        }
      }
    }
  }

  Linker &L;
  const Project &P;
  std::vector<Node> Nodes;
  std::deque<NodeIndex> Queue;
  std::deque<Watch> Watches;
  std::vector<NodeIndex> ExprBase, DefBase, BindingBase, ScopeBase;
  std::vector<uint32_t> StarImports; ///< of the file at hand
  StringMap<NodeIndex> Slots;
  StringMap<ValueId> Interned;
  std::map<NodeRef, std::vector<NodeRef>> Bases, Derived;
  std::map<NodeRef, NodeRef> Families;
  std::map<std::string, std::set<NodeRef>> StoredIn;
};

Linker::Linker(const Project &P) : P(P) { ConstraintSolver(*this).run(); }

const ValueSet &Linker::valuesOf(NodeRef Expr) const { return ExprValues[Expr.File][Expr.Node]; }

const Value *Linker::singleValue(NodeRef Expr) const {
  const ValueSet &Set = valuesOf(Expr);
  return !Set.Top && Set.Ids.size() == 1 ? &Values[Set.Ids[0]] : nullptr;
}

std::string Linker::canonical(StringRef Path) {
  constexpr StringRef V1 = "tensorflow.compat.v1";
  if (Path == V1)
    return "tensorflow";
  if (Path.starts_with(V1) && Path[V1.size()] == '.')
    return canonical(("tensorflow" + Path.drop_front(V1.size())).str());
  // The protos have several names.
  for (StringRef Module : {"tensorflow.core.framework.summary_pb2.", "tensorflow.core.util.event_pb2."})
    if (Path.starts_with(Module))
      return ("tensorflow." + Path.drop_front(Module.size())).str();
  if (Path.starts_with("tensorflow.summary.Summary") || Path.starts_with("tensorflow.summary.Event"))
    return ("tensorflow." + Path.drop_front(StringRef("tensorflow.summary.").size())).str();
  return Path.str();
}

std::string Linker::externalPath(NodeRef Expr) const {
  const ValueSet &Set = valuesOf(Expr);
  if (Set.Top)
    return {};
  std::string Result;
  for (ValueId VId : Set.Ids) {
    const Value &V = Values[VId];
    if (V.Kind == ValueKind::Expression && P.module(V.Site.File).Facts->Exprs[V.Site.Node].Kind == ExprKind::None)
      continue; // `tf = None` in an import shim
    if (V.Kind != ValueKind::External)
      return {};
    std::string Path = canonical(V.Path);
    if (!Result.empty() && Result != Path)
      return {};
    Result = Path;
  }
  return Result;
}

std::string Linker::calleePath(NodeRef Call) const {
  return externalPath({Call.File, P.module(Call.File).Facts->Exprs[Call.Node].Children[0]});
}

ArrayRef<uint32_t> Linker::callersOf(NodeRef FunctionScope) const {
  auto It = Callers.find(FunctionScope);
  return It == Callers.end() ? ArrayRef<uint32_t>() : ArrayRef<uint32_t>(It->second);
}
ArrayRef<uint32_t> Linker::calleesAt(NodeRef Call) const {
  auto It = Callees.find(Call);
  return It == Callees.end() ? ArrayRef<uint32_t>() : ArrayRef<uint32_t>(It->second);
}
bool Linker::related(NodeRef ClassA, NodeRef ClassB) const {
  auto derives = [&](NodeRef From, NodeRef To) {
    std::vector<NodeRef> Work{From};
    std::set<NodeRef> Seen;
    while (!Work.empty()) {
      NodeRef Class = Work.back();
      Work.pop_back();
      if (Class == To)
        return true;
      if (auto It = BaseClasses.find(Class); It != BaseClasses.end() && Seen.insert(Class).second)
        Work.insert(Work.end(), It->second.begin(), It->second.end());
    }
    return false;
  };
  return derives(ClassA, ClassB) || derives(ClassB, ClassA);
}

bool Linker::escapes(NodeRef FunctionScope) const {
  auto It = Escaping.find(FunctionScope);
  return It != Escaping.end() && It->second;
}

} // namespace summary_upgrade::program
