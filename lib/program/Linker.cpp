#include "program/Linker.h"
#include "program/ConstraintSolver.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace summary_upgrade::python;

namespace summary_upgrade::program {

Linker::Linker(const Project &P) : P(P) {
  ConstraintSolver(*this).run();
  // Asked for again and again, for every call of every file.
  Canonical.reserve(Values.size());
  for (const Value &V : Values)
    Canonical.push_back(V.Kind == ValueKind::External ? canonical(V.Path) : std::string());
}

const ValueSet &Linker::valuesOf(NodeRef Expr) const { return Sets[ExprSets[Expr.File][Expr.Node]]; }

const ValueSet *Linker::elementsOf(NodeRef Call) const {
  auto It = ListElements.find(Call);
  return It == ListElements.end() ? nullptr : &It->second;
}

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

const std::string &Linker::externalPath(NodeRef Expr) const {
  static const std::string None;
  const ValueSet &Set = valuesOf(Expr);
  if (Set.Top)
    return None;
  const std::string *Result = &None;
  for (ValueId VId : Set.Ids) {
    const Value &V = Values[VId];
    if (V.Kind == ValueKind::Expression && P.module(V.Site.File).Facts->Exprs[V.Site.Node].Kind == ExprKind::None)
      continue; // `tf = None` in an import shim
    if (V.Kind != ValueKind::External)
      return None;
    if (!Result->empty() && *Result != Canonical[VId])
      return None;
    Result = &Canonical[VId];
  }
  return *Result;
}

const std::string &Linker::calleePath(NodeRef Call) const {
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
