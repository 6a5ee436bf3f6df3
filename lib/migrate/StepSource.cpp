#include "migrate/StepSource.h"
#include "migrate/FetchedStep.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace summary_upgrade::program;
using namespace summary_upgrade::python;

namespace summary_upgrade::migrate {

bool planStep(Plan &P, const CallIndex &Index, const WriterPlan &W, StepPlan &Step) {
  Step.OwnScope = {W.Home.File, NoId};
  auto stepless = [&](uint32_t Write) {
    const program::Write &X = P.P.Writes[Write];
    return X.Sources.empty() || X.Step == NoId || P.expr({X.Call.File, X.Step}).Kind == ExprKind::None;
  };
  if (P.C.Ops.empty())
    return true;
  if (all_of(P.C.Writes, stepless)) {
    Step.Zero = true;
    Step.OpText = "0";
    return true;
  }
  Spelling S;
  if (!P.spelling(W.Home, P.P.Writers[W.Writer].Call, S))
    return false;
  auto placeholder = [&](const std::string &Name, uint32_t File, const Spelling &Spelled) {
    return Name + " = " + Spelled.V1 + "placeholder_with_default(" + Spelled.V1 + "constant(0, " +
           StringRef(Spelled.V1).split('.').first.str() + ".int64), [], name=" + P.literal(File, "summary_step") + ")";
  };

  if (std::string Name = P.freshName(W.Home.File, "summary_step"); auto Lines = fetchedStep(P, Index, W, Name)) {
    Step.Fetched = true;
    Step.Where = {Carrier::Name, Name, W.Home, {}};
    Step.OpText = Name;
    Step.Creation = std::move(*Lines);
    return true;
  } else {
    P.giveBack(W.Home.File, Name);
  }
  std::vector<NodeRef> RunScopes;
  for (uint32_t R : P.C.Runs)
    RunScopes.push_back(P.scopeOf(P.P.Runs[R].Call));
  std::string Self;
  auto HomeClass = P.methodClass(W.Home, &Self);
  bool RunsSeeHome = all_of(RunScopes, [&](NodeRef R) { return P.sees(R, W.Home); });

  // All ops in one method, the runs in methods of the same class or next to one of its objects: an attribute beside the
  // ops.
  const auto &OpScopes = Index.opScopes();
  if (OpScopes.size() == 1) {
    std::string OpSelf;
    auto OpClass = P.methodClass(OpScopes[0], &OpSelf);
    bool InClass = OpClass && all_of(RunScopes, [&](NodeRef R) {
                     auto RunClass = P.methodClass(R);
                     return RunClass && *RunClass == *OpClass;
                   });
    bool LateBesideOps = OpClass && W.Home == OpScopes[0] && W.Where.What == Carrier::SelfAttribute && !RunsSeeHome;
    if ((InClass && !(W.Home == OpScopes[0] && RunsSeeHome)) || LateBesideOps) {
      std::string Attribute = P.freshName(OpScopes[0].File, "summary_step");
      Step.Where = {Carrier::SelfAttribute, Attribute, {}, *OpClass};
      Step.OpText = OpSelf + "." + Attribute;
      if (W.Home == OpScopes[0]) {
        Step.Creation.push_back({Text(placeholder(Step.OpText, W.Home.File, S))});
        return true;
      }
      Step.OwnScope = OpScopes[0];
      auto Builds = Index.buildStatements(OpScopes[0]);
      Id First = Builds.front().Stmt.Node;
      // In the function's own block, before the first statement that builds an op.
      Id Body = P.facts(OpScopes[0].File).Scopes[OpScopes[0].Node].Block;
      if (Id Top = P.flow(OpScopes[0].File).ancestorIn(First, Body); Top != NoId)
        First = Top;
      Spelling Own;
      if (!P.spelling(OpScopes[0], P.P.Ops[P.C.Ops[0]].Call, Own))
        return false;
      P.rewriter(OpScopes[0].File).insertBefore(First, {{Text(placeholder(Step.OpText, OpScopes[0].File, Own))}});
      return true;
    }
  }

  std::string Name;
  if (HomeClass && !RunsSeeHome && any_of(RunScopes, [&](NodeRef R) {
        auto RunClass = P.methodClass(R);
        return RunClass && *RunClass == *HomeClass;
      })) {
    std::string Attribute = P.freshName(W.Home.File, "summary_step");
    Name = Self + "." + Attribute;
    Step.Where = {Carrier::SelfAttribute, Attribute, {}, *HomeClass};
  } else {
    Name = P.freshName(W.Home.File, "summary_step");
    Step.Where = {Carrier::Name, Name, W.Home, {}};
  }
  Step.Creation.push_back({Text(placeholder(Name, W.Home.File, S))});
  bool OpsSee = Step.Where.What == Carrier::Name ? all_of(OpScopes, [&](NodeRef O) { return P.sees(O, W.Home); })
                                                 : all_of(OpScopes, [&](NodeRef O) {
                                                     auto OpClass = P.methodClass(O);
                                                     return OpClass && *OpClass == *HomeClass;
                                                   });
  if (OpsSee) {
    Step.OpText = Name;
    return true;
  }
  Step.BySetStep = true;
  Step.Creation.push_back({Text(S.V2 + "summary.experimental.set_step(" + Name + ")")});
  P.notice("SU232",
           "`set_step` is marked experimental in TensorFlow 2; it is used because the ops are built in other functions "
           "than the writer",
           P.P.Writers[W.Writer].Call);
  return true;
}

} // namespace summary_upgrade::migrate
