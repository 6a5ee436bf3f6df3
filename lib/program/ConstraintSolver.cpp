// Slots, values and the worklist.
#include "program/ConstraintSolver.h"
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

void ConstraintSolver::addExternal(NodeIndex N, StringRef Path, NodeRef Site) {
  if (Path.size() > MaxPath || Path.count("()") > MaxCallsInPath)
    return;
  add(N, intern({ValueKind::External, Site, Path.str()}));
}

void ConstraintSolver::setTop(NodeIndex N) {
  if (Nodes[N].Set.Top)
    return;
  Nodes[N].Set.Top = true;
  enqueue(N);
}

void ConstraintSolver::enqueue(NodeIndex N) {
  if (!Nodes[N].Queued) {
    Nodes[N].Queued = true;
    Queue.push_back(N);
  }
}

void ConstraintSolver::edge(NodeIndex From, NodeIndex To) {
  constexpr unsigned Few = 16; // hubs have thousands
  if (From == To || (Nodes[From].Successors.size() < Few ? is_contained(Nodes[From].Successors, To)
                                                         : !HubEdges.insert({From, To}).second))
    return;
  if (Nodes[From].Successors.size() == Few - 1) {
    for (NodeIndex Before : Nodes[From].Successors)
      HubEdges.insert({From, Before});
    HubEdges.insert({From, To});
  }
  Nodes[From].Successors.push_back(To);
  for (ValueId V : SmallVector<ValueId, 2>(Nodes[From].Set.Ids))
    add(To, V);
  if (Nodes[From].Set.Top)
    setTop(To);
}

void ConstraintSolver::watch(NodeIndex N, Watch W) {
  Watches.push_back(std::move(W));
  uint32_t Index = static_cast<uint32_t>(Watches.size() - 1);
  Nodes[N].Watches.push_back(Index);
  for (ValueId V : SmallVector<ValueId, 2>(Nodes[N].Set.Ids))
    handle(Index, V);
}

void ConstraintSolver::solve() {
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

void ConstraintSolver::publish() {
  L.BaseClasses = Bases;
  for (NodeRef Call : Lists)
    L.ListElements[Call] = Nodes[anySlot(Call)].Set;
  L.ExprValues.resize(P.modules().size());
  for (uint32_t File = 0; File < P.modules().size(); ++File) {
    const ModuleFacts &F = facts(File);
    auto &Out = L.ExprValues[File];
    Out.resize(F.Exprs.size());
    for (Id E = 0; E < F.Exprs.size(); ++E) {
      Out[E] = std::move(Nodes[exprNode(File, E)].Set);
      const Expr &X = F.Exprs[E];
      bool IsCallee =
          X.Parent != NoId && F.Exprs[X.Parent].Kind == ExprKind::Call && F.Exprs[X.Parent].Children[0] == E;
      for (ValueId VId : Out[E].Ids) {
        const Value &V = L.Values[VId];
        if ((V.Kind == ValueKind::Function || V.Kind == ValueKind::BoundMethod) && !IsCallee)
          L.Escaping[V.Site] = true;
      }
    }
  }
}

} // namespace summary_upgrade::program
