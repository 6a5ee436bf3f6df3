#include "cpp/WriterPlanner.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace summary_upgrade::cpp {

void WriterPlanner::group(uint32_t Id, uint32_t Current) {
  const Node &N = L.node(Id);
  if (isStatement(N.Kind) && N.Kind != NodeKind::Return)
    Current = None;
  if (N.Kind == NodeKind::Return) {
    // What is returned is the function, or the lambda around, which its own expression holds.
    Current = elementOf(Id);
    uint32_t Up = L.Parent[Id];
    while (Up != None && L.node(Up).Kind != NodeKind::Lambda && L.node(Up).Kind != NodeKind::Function)
      Up = L.Parent[Up];
    if (Up != None && L.node(Up).Kind == NodeKind::Function && isWriterDecl(L.node(Up).Decl))
      unite(Current, L.node(Up).Decl);
    else if (Up != None && L.node(Up).Kind == NodeKind::Lambda && Group[Up] != None && hasWriter(Id))
      unite(Current, Group[Up]);
  } else if (isDeclaration(N.Kind) && N.Decl != None) {
    Current = N.Decl;
  } else if (N.Kind == NodeKind::Function && N.Decl != None) {
    Current = N.Decl; // for the mentions of its result
  } else if (!isStatement(N.Kind) && Current == None) {
    Current = elementOf(Id);
  }
  Group[Id] = Current;
  if (Current != None) {
    if ((N.Kind == NodeKind::DeclRef || N.Kind == NodeKind::MemberRef || N.Kind == NodeKind::Call ||
         N.Kind == NodeKind::MemberCall || N.Kind == NodeKind::OperatorCall || N.Kind == NodeKind::Mention) &&
        isWriterDecl(N.Decl))
      unite(Current, N.Decl);
    if (N.Kind == NodeKind::Call || N.Kind == NodeKind::MemberCall || N.Kind == NodeKind::Construct)
      joinArguments(Id, Current);
  }
  // for (auto &w : writers)
  uint32_t Element =
      N.Kind == NodeKind::Loop && N.Children.size() > 1 && L.node(N.Children[0]).Kind == NodeKind::Variable
          ? L.node(N.Children[0]).Decl
          : None;
  for (uint32_t C : N.Children) {
    if (Element != None && C == N.Children[1] && isWriterDecl(Element)) {
      group(C, Element);
      continue;
    }
    // What a lambda takes is what it is called with.
    if (N.Kind == NodeKind::Lambda && L.node(C).Kind == NodeKind::Parameter && isWriterDecl(L.node(C).Decl) &&
        Current != None)
      unite(Current, L.node(C).Decl);
    bool Body = N.Kind == NodeKind::Function && L.node(C).Kind != NodeKind::Mention;
    group(C, Body ? None : Current);
  }
}

bool WriterPlanner::hasWriter(uint32_t Id) const {
  bool Found = false;
  L.walk(Id, [&](uint32_t N) { Found |= isWriterNode(N); });
  return Found;
}

std::vector<uint32_t> WriterPlanner::arguments(uint32_t Call) const {
  const Node &N = L.node(Call);
  std::vector<uint32_t> Args;
  for (size_t I = N.Kind == NodeKind::MemberCall ? 1 : 0; I < N.Children.size(); ++I)
    if (L.node(N.Children[I]).Kind != NodeKind::Mention)
      Args.push_back(N.Children[I]);
  return Args;
}

void WriterPlanner::joinArguments(uint32_t Call, uint32_t Current) {
  const Decl *Callee = L.decl(Call);
  if (!Callee)
    return;
  std::vector<uint32_t> Args = arguments(Call);
  for (size_t I = 0; I < Args.size(); ++I) {
    if (!isWriterNode(L.skipParens(Args[I])))
      continue;
    uint32_t Param = L.declByKey(Callee->Key + "#" + std::to_string(I));
    if (isWriterDecl(Param))
      unite(Current, Param);
    else if (Callee->InStd && Callee->Name != "move" && Callee->Name != "swap" && Callee->Name != "forward")
      // The library passes it on to whoever takes a writer.
      for (uint32_t D = 0; D < L.All.Decls.size(); ++D)
        if (L.All.Decls[D].Kind == DeclKind::Parameter && L.All.Decls[D].InProject && isWriterDecl(D))
          unite(Current, D);
  }
}

void WriterPlanner::joinDeclarators() {
  std::map<std::pair<uint32_t, uint32_t>, uint32_t> First;
  for (uint32_t Id = 0; Id < L.All.Nodes.size(); ++Id) {
    const Node &N = L.node(Id);
    if (N.Kind != NodeKind::Mention || !N.Where.valid() || Group[Id] == None)
      continue;
    auto [It, New] = First.try_emplace({N.Where.File, N.Where.Begin}, Group[Id]);
    if (!New)
      unite(It->second, Group[Id]);
  }
}

void WriterPlanner::joinOverrides() {
  for (uint32_t D = 0; D < L.All.Decls.size(); ++D)
    for (const std::string &Base : L.All.Decls[D].Overrides) {
      uint32_t B = L.declByKey(Base);
      if (isWriterDecl(D) && B != None)
        unite(D, B);
      for (uint32_t I = 0; I < 32; ++I) {
        uint32_t Mine = L.declByKey(L.All.Decls[D].Key + "#" + std::to_string(I));
        uint32_t Theirs = L.declByKey(Base + "#" + std::to_string(I));
        if (Mine != None && Theirs != None && isWriterDecl(Mine))
          unite(Mine, Theirs);
      }
    }
}

Component &WriterPlanner::componentOf(uint32_t NodeId) {
  uint32_t Element = Group[NodeId] == None ? elementOf(NodeId) : Group[NodeId];
  uint32_t Leader = Classes.getOrInsertLeaderValue(Element);
  Component &C = Components[Leader];
  C.Roots.insert(L.RootOf[NodeId]);
  return C;
}

} // namespace summary_upgrade::cpp
