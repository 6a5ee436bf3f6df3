// Slots, values and the worklist.
#include "program/ConstraintSolver.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"

using namespace llvm;
using namespace summary_upgrade::python;

namespace summary_upgrade::program {

namespace {
constexpr size_t MaxPath = 160;
constexpr unsigned MaxCallsInPath = 3;
} // namespace

void ConstraintSolver::run() {
  layOut();
  resolveBases();
  for (uint32_t File = 0; File < P.modules().size(); ++File)
    constrain(File);
  solve();
  linkAttributesByName();
  solve();
  publish();
}

void ConstraintSolver::layOut() {
  NodeIndex Next = 0;
  auto base = [&](std::vector<NodeIndex> &Bases, size_t Count) {
    Bases.push_back(Next);
    Next += static_cast<NodeIndex>(Count);
  };
  for (const auto &M : P.modules()) {
    base(ExprBase, M->Facts->Exprs.size());
    base(DefBase, M->Facts->Defs.size());
    base(BindingBase, M->Facts->Bindings.size());
    base(ScopeBase, M->Facts->Scopes.size()); // return slots
  }
  Nodes.resize(Next);
}

ConstraintSolver::NodeIndex ConstraintSolver::slot(const std::string &Key) {
  auto [It, New] = Slots.try_emplace(Key, static_cast<NodeIndex>(Nodes.size()));
  if (New)
    Nodes.emplace_back();
  return It->second;
}

ConstraintSolver::NodeIndex ConstraintSolver::fresh() {
  Nodes.emplace_back();
  return static_cast<NodeIndex>(Nodes.size() - 1);
}

ValueId ConstraintSolver::intern(Value V) {
  SmallString<128> Key;
  auto put = [&](const void *Data, size_t Size) { Key.append(StringRef(static_cast<const char *>(Data), Size)); };
  put(&V.Kind, sizeof V.Kind);
  put(&V.Site.File, sizeof V.Site.File);
  put(&V.Site.Node, sizeof V.Site.Node);
  Key += V.Path;
  auto [It, New] = Interned.try_emplace(Key, static_cast<ValueId>(L.Values.size()));
  if (New)
    L.Values.push_back(std::move(V));
  return It->second;
}

void ConstraintSolver::add(NodeIndex N, ValueId V) {
  Node &Slot = Nodes[N];
  if (Slot.Top || is_contained(Slot.values(), V))
    return;
  if (Slot.Count == MaxValues) {
    setTop(N);
    return;
  }
  Slot.Values[Slot.Count++] = V;
  enqueue(N);
}

void ConstraintSolver::addExternal(NodeIndex N, StringRef Path, NodeRef Site) {
  if (Path.size() > MaxPath || Path.count("()") > MaxCallsInPath)
    return;
  add(N, intern({ValueKind::External, Site, Path.str()}));
}

void ConstraintSolver::setTop(NodeIndex N) {
  if (Nodes[N].Top)
    return;
  Nodes[N].Top = true;
  enqueue(N);
}

void ConstraintSolver::enqueue(NodeIndex N) {
  if (!Nodes[N].Queued) {
    Nodes[N].Queued = true;
    Queue.push_back(N);
  }
}

void ConstraintSolver::append(uint32_t &First, uint32_t &Last, uint32_t To) {
  uint32_t Index = static_cast<uint32_t>(Links.size());
  Links.push_back({To, None});
  (First == None ? First : Links[Last].Next) = Index;
  Last = Index;
}

void ConstraintSolver::edge(NodeIndex From, NodeIndex To) {
  constexpr unsigned Few = 16; // hubs have thousands
  if (From == To)
    return;
  Node &Source = Nodes[From];
  if (Source.Successors < Few) {
    for (uint32_t At = Source.FirstSuccessor; At != None; At = Links[At].Next)
      if (Links[At].To == To)
        return;
  } else if (!HubEdges.insert({From, To}).second) {
    return;
  }
  append(Source.FirstSuccessor, Source.LastSuccessor, To);
  if (++Source.Successors == Few)
    for (uint32_t At = Source.FirstSuccessor; At != None; At = Links[At].Next)
      HubEdges.insert({From, Links[At].To});
  for (ValueId V : Source.values())
    add(To, V);
  if (Source.Top)
    setTop(To);
}

void ConstraintSolver::watch(NodeIndex N, Watch W) {
  Watches.push_back(std::move(W));
  uint32_t Index = static_cast<uint32_t>(Watches.size() - 1);
  append(Nodes[N].FirstWatch, Nodes[N].LastWatch, Index);
  // What comes later comes through the worklist.
  for (unsigned I = 0, Present = Nodes[N].Count; I < Present; ++I)
    handle(Index, Nodes[N].Values[I]);
}

void ConstraintSolver::solve() {
  while (!Queue.empty()) {
    NodeIndex N = Queue.front();
    Queue.pop_front();
    Nodes[N].Queued = false;
    while (Nodes[N].Handled < Nodes[N].Count) {
      ValueId V = Nodes[N].Values[Nodes[N].Handled++];
      for (uint32_t At = Nodes[N].FirstSuccessor; At != None; At = Links[At].Next)
        add(Links[At].To, V);
      for (uint32_t At = Nodes[N].FirstWatch; At != None; At = Links[At].Next)
        handle(Links[At].To, V);
    }
    if (Nodes[N].Top)
      for (uint32_t At = Nodes[N].FirstSuccessor; At != None; At = Links[At].Next)
        setTop(Links[At].To);
  }
}

ValueSet ConstraintSolver::setOf(const Node &N) const {
  ValueSet Result;
  Result.Ids.assign(N.values().begin(), N.values().end());
  llvm::sort(Result.Ids);
  Result.Top = N.Top;
  return Result;
}

void ConstraintSolver::publish() {
  L.BaseClasses = Bases;
  for (NodeRef Call : Lists)
    L.ListElements[Call] = setOf(Nodes[anySlot(Call)]);
  // Most expressions have one of few sets.
  L.Sets.emplace_back();
  StringMap<uint32_t> Known;
  L.ExprSets.resize(P.modules().size());
  for (uint32_t File = 0; File < P.modules().size(); ++File) {
    const ModuleFacts &F = facts(File);
    auto &Out = L.ExprSets[File];
    Out.resize(F.Exprs.size());
    for (Id E = 0; E < F.Exprs.size(); ++E) {
      const Node &N = Nodes[exprNode(File, E)];
      if (N.Count == 0 && !N.Top)
        continue;
      ValueSet Set = setOf(N);
      std::string Key(reinterpret_cast<const char *>(Set.Ids.data()), Set.Ids.size_in_bytes());
      auto [It, New] = Known.try_emplace(Key + (Set.Top ? "T" : ""), static_cast<uint32_t>(L.Sets.size()));
      Out[E] = It->second;
      const Expr &X = F.Exprs[E];
      bool IsCallee =
          X.Parent != NoId && F.Exprs[X.Parent].Kind == ExprKind::Call && F.Exprs[X.Parent].Children[0] == E;
      for (ValueId VId : Set.Ids) {
        const Value &V = L.Values[VId];
        if ((V.Kind == ValueKind::Function || V.Kind == ValueKind::BoundMethod) && !IsCallee)
          L.Escaping[V.Site] = true;
      }
      if (New)
        L.Sets.push_back(std::move(Set));
    }
  }
}

} // namespace summary_upgrade::program
