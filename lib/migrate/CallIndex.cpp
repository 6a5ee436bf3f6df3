#include "migrate/CallIndex.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace summary_upgrade::program;
using namespace summary_upgrade::python;

namespace summary_upgrade::migrate {

CallIndex::CallIndex(const Plan &P) : P(P) {
  // From the ops outwards over the callers: only functions that build something are visited.
  std::vector<NodeRef> Work;
  auto note = [&](NodeRef Scope, const std::set<uint32_t> &Ops) {
    auto &Set = OpsOf[Scope];
    size_t Before = Set.size();
    Set.insert(Ops.begin(), Ops.end());
    if (Set.size() != Before)
      Work.push_back(Scope);
  };
  for (uint32_t O : P.C.Ops) {
    NodeRef Call = P.P.Ops[O].Call, Scope = P.scopeOf(Call);
    OpAt[Call] = O;
    if (!is_contained(Scopes, Scope))
      Scopes.push_back(Scope);
    if (!is_contained(CallsIn[Scope], Call.Node))
      CallsIn[Scope].push_back(Call.Node);
    note(Scope, {O});
  }
  while (!Work.empty()) {
    NodeRef Function = Work.back();
    Work.pop_back();
    std::set<uint32_t> Ops = OpsOf[Function];
    for (uint32_t Edge : P.L.callersOf(Function)) {
      NodeRef Call = P.L.callEdges()[Edge].Call, Scope = P.scopeOf(Call);
      if (!is_contained(CallsIn[Scope], Call.Node))
        CallsIn[Scope].push_back(Call.Node);
      note(Scope, Ops);
    }
  }
}

const std::set<uint32_t> &CallIndex::opsOf(NodeRef FunctionScope) const {
  static const std::set<uint32_t> Nothing;
  auto It = OpsOf.find(FunctionScope);
  return It == OpsOf.end() ? Nothing : It->second;
}

std::vector<BuildStatement> CallIndex::buildStatements(NodeRef Scope) const {
  std::vector<BuildStatement> Result;
  auto It = CallsIn.find(Scope);
  if (It == CallsIn.end())
    return Result;
  std::map<Id, std::set<uint32_t>> ByStmt;
  for (Id Call : It->second) {
    auto &Ops = ByStmt[P.facts(Scope.File).Exprs[Call].Stmt];
    if (auto Op = OpAt.find({Scope.File, Call}); Op != OpAt.end())
      Ops.insert(Op->second);
    for (uint32_t Edge : P.L.calleesAt({Scope.File, Call})) {
      auto &Below = opsOf(P.L.callEdges()[Edge].Callee);
      Ops.insert(Below.begin(), Below.end());
    }
  }
  for (auto &[Stmt, Ops] : ByStmt)
    Result.push_back({{Scope.File, Stmt}, Ops});
  llvm::sort(Result, [&](const BuildStatement &A, const BuildStatement &B) {
    return P.facts(Scope.File).StmtRange[A.Stmt.Node].Begin < P.facts(Scope.File).StmtRange[B.Stmt.Node].Begin;
  });
  return Result;
}

bool CallIndex::onlyFrom(NodeRef Scope, NodeRef Home, std::set<NodeRef> &Seen) const {
  if (Scope == Home)
    return true;
  if (!Seen.insert(Scope).second)
    return true; // a cycle adds no new way in
  const ModuleFacts &F = P.facts(Scope.File);
  if (F.Scopes[Scope.Node].Kind != ScopeKind::Function || P.L.escapes(Scope))
    return false;
  auto Callers = P.L.callersOf(Scope);
  if (Callers.empty())
    return false;
  return all_of(Callers, [&](uint32_t Edge) { return onlyFrom(P.scopeOf(P.L.callEdges()[Edge].Call), Home, Seen); });
}

bool CallIndex::covers(NodeRef Scope) const {
  return all_of(Scopes, [&](NodeRef OpScope) {
    std::set<NodeRef> Seen;
    return onlyFrom(OpScope, Scope, Seen);
  });
}

std::optional<std::pair<NodeRef, std::string>> CallIndex::openBuilder(NodeRef Home) const {
  for (NodeRef OpScope : Scopes) {
    std::set<NodeRef> Seen;
    if (onlyFrom(OpScope, Home, Seen))
      continue;
    for (uint32_t O : P.C.Ops)
      if (NodeRef Call = P.P.Ops[O].Call; P.scopeOf(Call) == OpScope) {
        const python::Scope &S = P.facts(OpScope.File).Scopes[OpScope.Node];
        if (S.Kind == ScopeKind::Lambda)
          return std::pair(Call, std::string("this op is built inside a lambda that is called elsewhere"));
        if (S.Kind == ScopeKind::Function && P.L.escapes(OpScope))
          return std::pair(Call, "this op is built in `" + S.Name +
                                     "`, which is passed on as a value, so who calls it is not known");
        if (S.Kind == ScopeKind::Function && P.L.callersOf(OpScope).empty())
          return std::pair(Call, "this op is built in `" + S.Name + "`, and no file that was read calls it");
        return std::pair(Call, std::string("this op is built where the writer cannot be made the default one"));
      }
  }
  return std::nullopt;
}

} // namespace summary_upgrade::migrate
