#include "migrate/ContribMode.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace summary_upgrade::program;
using namespace summary_upgrade::python;

namespace summary_upgrade::migrate {

namespace {

bool enablesEager(StringRef Path) {
  return Path.starts_with("tensorflow") &&
         (Path.ends_with(".enable_eager_execution") || Path.ends_with(".enable_v2_behavior"));
}
bool buildsGraph(StringRef Path) {
  static constexpr StringRef Names[] = {"tensorflow.Session",
                                        "tensorflow.InteractiveSession",
                                        "tensorflow.placeholder",
                                        "tensorflow.global_variables_initializer",
                                        "tensorflow.train.MonitoredTrainingSession",
                                        "tensorflow.train.MonitoredSession",
                                        "tensorflow.train.Supervisor",
                                        "tensorflow.estimator.Estimator",
                                        "tensorflow.estimator.EstimatorSpec",
                                        "tensorflow.contrib.tpu.TPUEstimator",
                                        "tensorflow.contrib.tpu.TPUEstimatorSpec",
                                        "tensorflow.estimator.tpu.TPUEstimator",
                                        "tensorflow.estimator.tpu.TPUEstimatorSpec",
                                        "tensorflow.contrib.summary.initialize",
                                        "tensorflow.contrib.summary.all_summary_ops",
                                        "tensorflow.contrib.summary.summary_writer_initializer_op"};
  return is_contained(Names, Path);
}
bool makesFunction(StringRef Path) {
  return Path == "tensorflow.function" || Path == "tensorflow.contrib.eager.defun" ||
         Path == "tensorflow.contrib.eager.function" || Path == "tensorflow.contrib.eager.make_template" ||
         Path == "tensorflow.contrib.autograph.convert" || Path == "tensorflow.contrib.autograph.to_graph" ||
         Path == "tensorflow.autograph.to_graph" || Path == "tensorflow.wrap_function" ||
         Path == "tensorflow.compat.v1.wrap_function";
}

} // namespace

ContribMode::ContribMode(const Plan &P) : P(P) {
  bool HasEager = false, HasGraph = false, Asks = false;
  std::set<uint32_t> Files;
  for (uint32_t I : P.C.Contribs)
    Files.insert(P.P.Contribs[I].Call.File);
  std::vector<NodeRef> Work;
  auto trace = [&](NodeRef E) {
    const ValueSet &Set = P.L.valuesOf(E);
    bool Found = false;
    for (ValueId VId : Set.Ids) {
      const Value &V = P.L.value(VId);
      if (V.Kind == ValueKind::Function || V.Kind == ValueKind::BoundMethod) {
        Work.push_back(V.Site);
        Found = true;
      }
    }
    AnythingTraced |= !Found || Set.Top;
  };
  unsigned Graphs = 0;
  for (uint32_t File = 0; File < P.P.project().modules().size(); ++File) {
    if (none_of(Files, [&](uint32_t Mine) { return P.P.project().mayRunTogether(File, Mine); }))
      continue;
    const ModuleFacts &F = P.facts(File);
    for (Id E = 0; E < F.Exprs.size(); ++E) {
      if (F.Exprs[E].Kind != ExprKind::Call)
        continue;
      std::string Path = P.L.calleePath({File, E});
      HasEager |= enablesEager(Path);
      HasGraph |= buildsGraph(Path);
      Asks |= Path == "tensorflow.executing_eagerly" || StringRef(Path).ends_with("context.executing_eagerly") ||
              StringRef(Path).ends_with("eager.executing_eagerly");
      Graphs += Path == "tensorflow.Graph" || Path == "tensorflow.reset_default_graph";
      if (makesFunction(Path) && F.Exprs[E].Children.size() > 1 &&
          F.Exprs[F.Exprs[E].Children[1]].Kind != ExprKind::Keyword)
        trace({File, F.Exprs[E].Children[1]});
    }
    for (Id S = 0; S < F.Scopes.size(); ++S)
      for (Id D : F.Scopes[S].Decorators) {
        NodeRef Decorator{File, D};
        if (F.Exprs[D].Kind == ExprKind::Call)
          Decorator.Node = F.Exprs[D].Children[0];
        if (makesFunction(P.L.externalPath(Decorator)))
          Work.push_back({File, S});
      }
  }
  SeveralGraphs = Graphs > 0;
  if (!Asks)
    Program = HasEager && !HasGraph && !SeveralGraphs ? Eager : HasGraph && !HasEager ? Graph : Either;
  // What a traced function calls is traced with it.
  while (!Work.empty()) {
    NodeRef Function = Work.back();
    Work.pop_back();
    if (!Traced.insert(Function).second)
      continue;
    for (const CallEdge &Edge : P.L.callEdges())
      if (P.scopeOf(Edge.Call) == Function)
        Work.push_back(Edge.Callee);
    // Functions defined in it.
    const ModuleFacts &F = P.facts(Function.File);
    for (Id S = 0; S < F.Scopes.size(); ++S)
      if (F.Scopes[S].Kind == ScopeKind::Function && F.Scopes[S].Outer == Function.Node)
        Work.push_back({Function.File, S});
  }
}

bool ContribMode::isTraced(NodeRef E) const {
  NodeRef Scope = P.scopeOf(E);
  if (P.facts(E.File).Scopes[Scope.Node].Kind == ScopeKind::Module)
    return false;
  return Traced.count(Scope) || (AnythingTraced && (P.L.escapes(Scope) || P.L.callersOf(Scope).empty()));
}

bool ContribMode::isTracedBranch(NodeRef E) const {
  return isTraced(E) && any_of(P.chain(P.stmtOf(E)), [&](Id S) {
           StmtKind K = P.stmt({E.File, S}).Kind;
           return K == StmtKind::If || K == StmtKind::For || K == StmtKind::While;
         });
}

} // namespace summary_upgrade::migrate
