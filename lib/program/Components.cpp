// Joins what belongs together: the component is the unit that is migrated whole or not at all.
#include "program/Classifier.h"
#include "llvm/ADT/STLExtras.h"
#include <numeric>

using namespace llvm;
using namespace summary_upgrade::python;

namespace summary_upgrade::program {

namespace {

class UnionFind {
public:
  uint32_t make() {
    Parent.push_back(static_cast<uint32_t>(Parent.size()));
    return Parent.back();
  }
  uint32_t find(uint32_t X) {
    while (Parent[X] != X)
      X = Parent[X] = Parent[Parent[X]];
    return X;
  }
  void unite(uint32_t A, uint32_t B) {
    A = find(A);
    B = find(B);
    if (A != B)
      Parent[std::max(A, B)] = std::min(A, B);
  }

private:
  std::vector<uint32_t> Parent;
};

} // namespace

/// `summary.ParseFromString(sess.run(merged))` on a proto of the host.
bool Classifier::parsesProtos(uint32_t File) const {
  const ModuleFacts &F = facts(File);
  for (const Expr &X : F.Exprs)
    if (X.Kind == ExprKind::Attribute && (X.Text == "ParseFromString" || X.Text == "MergeFromString") &&
        StringRef(L.externalPath({File, X.Children[0]})).starts_with("tensorflow.Summary()"))
      return true;
  return false;
}

void Classifier::components() {
  UnionFind U;
  std::vector<uint32_t> O, M, W, R, A, C, G;
  for (auto *List : {&O, &M, &W, &R, &A, &C, &G}) {
    size_t Count = List == &O   ? Prog.Ops.size()
                   : List == &M ? Prog.Merges.size()
                   : List == &W ? Prog.Writers.size()
                   : List == &R ? Prog.Runs.size()
                   : List == &A ? Prog.Writes.size()
                   : List == &C ? Prog.WriterCalls.size()
                                : Prog.Managers.size();
    for (size_t I = 0; I < Count; ++I)
      List->push_back(U.make());
  }
  for (size_t I = 0; I < Prog.Merges.size(); ++I) {
    for (uint32_t X : Prog.Merges[I].Ops)
      U.unite(M[I], O[X]);
    for (uint32_t X : Prog.Merges[I].Merges)
      U.unite(M[I], M[X]);
  }
  for (size_t I = 0; I < Prog.Runs.size(); ++I)
    for (const FetchedSummary &S : Prog.Runs[I].Summaries) {
      for (uint32_t X : S.Ops)
        U.unite(R[I], O[X]);
      for (uint32_t X : S.Merges)
        U.unite(R[I], M[X]);
    }
  for (size_t I = 0; I < Prog.Writes.size(); ++I) {
    for (uint32_t X : Prog.Writes[I].Writers)
      U.unite(A[I], W[X]);
    for (auto [Run, Summary] : Prog.Writes[I].Sources)
      U.unite(A[I], R[Run]);
  }
  // A directory's writer is the same for all who ask the cache: they change together.
  for (size_t I = 0; I < Prog.Writers.size(); ++I)
    for (size_t Other = 0; Prog.Writers[I].Cached && Other < I; ++Other)
      if (Prog.Writers[Other].Cached && Prog.Writers[Other].CacheFile == Prog.Writers[I].CacheFile)
        U.unite(W[I], W[Other]);
  for (size_t I = 0; I < Prog.WriterCalls.size(); ++I)
    for (uint32_t X : Prog.WriterCalls[I].Writers)
      U.unite(C[I], W[X]);
  for (size_t I = 0; I < Prog.Managers.size(); ++I)
    if (const Manager &X = Prog.Managers[I]; X.Joins) {
      for (uint32_t Writer : X.Writers)
        U.unite(G[I], W[Writer]);
      Handles Given = X.Args["summary_op"] == NoId ? Handles() : handles({X.Call.File, X.Args["summary_op"]});
      for (uint32_t Op : Given.Ops)
        U.unite(G[I], O[Op]);
      for (uint32_t Merge : Given.Merges)
        U.unite(G[I], M[Merge]);
    }

  // What is written from a place that is not known may be any summary that reaches no writer otherwise: those
  // stay as they are made, or all go. So may what stands in a list that may hold more, and bytes that a proto
  // is parsed from.
  auto isOpen = [&](std::pair<uint32_t, uint32_t> Source) {
    const FetchedSummary &S = Prog.Runs[Source.first].Summaries[Source.second];
    return S.Open || any_of(S.Merges, [&](uint32_t X) { return Prog.Merges[X].Open; });
  };
  auto unknownSummaries = [&](const Write &X) {
    if (!X.Sources.empty())
      return any_of(X.Sources, isOpen);
    return !StringRef(L.externalPath({X.Call.File, X.Summary})).starts_with("tensorflow.Summary()") ||
           parsesProtos(X.Call.File);
  };
  std::set<uint32_t> WithWriter;
  for (uint32_t X : W)
    WithWriter.insert(U.find(X));
  std::vector<std::pair<NodeRef, uint32_t>> Homeless;
  auto collect = [&](const auto &Uses, const std::vector<uint32_t> &Nodes) {
    for (size_t I = 0; I < Nodes.size(); ++I)
      if (!WithWriter.count(U.find(Nodes[I])))
        Homeless.push_back({Uses[I].Call, Nodes[I]});
  };
  collect(Prog.Ops, O);
  collect(Prog.Merges, M);
  collect(Prog.Runs, R);
  for (size_t I = 0; I < Prog.Writes.size(); ++I) {
    const Write &X = Prog.Writes[I];
    if (X.Summary == NoId || X.Writers.empty() || !unknownSummaries(X))
      continue;
    for (auto [Call, Node] : Homeless)
      if (L.project().mayRunTogether(Call.File, X.Call.File))
        U.unite(A[I], Node);
  }

  // A supervisor, or a hook with a scaffold, writes whatever reaches no other writer.
  for (size_t I = 0; I < Prog.Managers.size(); ++I)
    if (const Manager &X = Prog.Managers[I];
        X.Joins && (X.Kind == ManagerKind::Supervisor || X.Args["summary_op"] == NoId))
      for (auto [Call, Node] : Homeless)
        if (!WithWriter.count(U.find(Node)) && L.project().mayRunTogether(Call.File, X.Call.File))
          U.unite(G[I], Node);

  std::map<uint32_t, uint32_t> Number;
  auto componentOf = [&](uint32_t Node) {
    auto [It, New] = Number.try_emplace(U.find(Node), static_cast<uint32_t>(Prog.Components.size()));
    if (New)
      Prog.Components.emplace_back();
    return It->second;
  };
  for (uint32_t I = 0; I < O.size(); ++I)
    Prog.Components[Prog.Ops[I].Component = componentOf(O[I])].Ops.push_back(I);
  for (uint32_t I = 0; I < M.size(); ++I)
    Prog.Components[Prog.Merges[I].Component = componentOf(M[I])].Merges.push_back(I);
  for (uint32_t I = 0; I < W.size(); ++I)
    Prog.Components[Prog.Writers[I].Component = componentOf(W[I])].Writers.push_back(I);
  for (uint32_t I = 0; I < R.size(); ++I)
    Prog.Components[Prog.Runs[I].Component = componentOf(R[I])].Runs.push_back(I);
  for (uint32_t I = 0; I < A.size(); ++I)
    Prog.Components[Prog.Writes[I].Component = componentOf(A[I])].Writes.push_back(I);
  for (uint32_t I = 0; I < C.size(); ++I)
    Prog.Components[Prog.WriterCalls[I].Component = componentOf(C[I])].WriterCalls.push_back(I);
  for (uint32_t I = 0; I < G.size(); ++I)
    if (Prog.Managers[I].Joins)
      Prog.Components[Prog.Managers[I].Component = componentOf(G[I])].Managers.push_back(I);
}

} // namespace summary_upgrade::program
