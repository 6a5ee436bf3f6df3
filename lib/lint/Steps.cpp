// Steps of ops in a `tf.function`: what is a Python integer while it is traced stays that number, or makes it
// be traced again.
#include "lint/Rules.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace summary_upgrade::python;
using namespace summary_upgrade::program;
using summary_upgrade::report::Applicability;

namespace summary_upgrade::lint {

namespace {

/// The name or attribute is not the function's own, and no function around it is called for each value.
bool comesFromOutside(const World &W, NodeRef E, NodeRef Function) {
  const Expr &X = W.expr(E);
  const ModuleFacts &F = W.facts(E.File);
  if (X.Kind == ExprKind::Binary)
    return all_of(X.Children,
                  [&](Id C) { return F.Exprs[C].Kind == ExprKind::Int || comesFromOutside(W, {E.File, C}, Function); });
  if (X.Kind == ExprKind::Attribute)
    return F.Exprs[X.Children[0]].Kind == ExprKind::Name;
  if (X.Kind != ExprKind::Name || X.Binding == NoId)
    return false;
  return F.Bindings[X.Binding].Scope == 0;
}

void frozenStep(const World &W, const V2Call &C, NodeRef Function, Lints &Out) {
  const NodeRef Step = W.stepOf(C);
  bool Varies = false;
  if (!W.isMadeOnce(Function) || !comesFromOutside(W, Step, Function) ||
      any_of(W.L.callersOf(Function), [&](uint32_t Edge) { return W.mayRetrace(W.L.callEdges()[Edge].Call); }))
    return;
  if (!W.isPythonInt(Step, Varies) || !Varies)
    return;
  Out.push_back(
      {"SU703",
       ("`" + W.slice(Step) + "` is a Python number, read when the function is traced: every event gets the first step")
           .str(),
       "give the function the step as a tensor, or count in a `tf.Variable` of type int64",
       Step,
       {{W.tracing(Function).Decorator, "the function becomes a graph"}},
       {}});
}

void frozenSetStep(const World &W, const V2Call &C, Lints &Out) {
  const NodeRef Step{C.Call.File, W.argument(C.Call, "step", 0)};
  bool Varies = false;
  if (Step.Node == NoId || W.hasStars(C.Call) || !W.isPythonInt(Step, Varies) || !Varies)
    return;
  // The other way to a default step would hide this one.
  for (const V2Call &Op : W.Calls) {
    if (!Op.isOp() || !W.together(C.Call.File, Op.Call.File) || W.hasStars(Op.Call) || W.stepOf(Op).Node != NoId)
      continue;
    const NodeRef Function = W.tracedAround(Op.Call);
    if (Function.Node == NoId || W.scopeOf(Op.Call) != Function || !W.isMadeOnce(Function))
      continue;
    if (any_of(W.contextsOf(Op.Call),
               [&](NodeRef Context) { return !W.defaulted(Context) || W.expr(Context).Children.size() > 1; }))
      continue;
    // Called once for each step that is set.
    const bool Follows = any_of(W.L.callersOf(Function), [&](uint32_t Edge) {
      const NodeRef Caller = W.L.callEdges()[Edge].Call;
      const Flow &Flow = W.flow(C.Call.File);
      const Id Loop = Flow.innermostLoop(W.expr(C.Call).Stmt);
      return Caller.File == C.Call.File && W.scopeOf(Caller) == W.scopeOf(C.Call) && Loop != NoId &&
             Flow.innermostLoop(W.expr(Caller).Stmt) == Loop && !W.mayRetrace(Caller);
    });
    if (!Follows)
      continue;
    Out.push_back({"SU704",
                   ("`" + W.slice(Step) +
                    "` is a Python number, and an op in a `tf.function` reads it when that is traced: every "
                    "event gets the first step")
                       .str(),
                   "set a `tf.Variable` of type int64 once, and assign to it; or give each op its step",
                   Step,
                   {{Op.Call, "keeps the step of its trace"}},
                   {}});
    return;
  }
}

/// `step(i)` with a Python number for a parameter that an op has as its step.
void retraces(const World &W, const V2Call &C, NodeRef Function, Lints &Out) {
  const ModuleFacts &F = W.facts(C.Call.File);
  const NodeRef Step = W.stepOf(C);
  const Tracing T = W.tracing(Function);
  if (W.expr(Step).Kind != ExprKind::Name || W.expr(T.Decorator).Kind == ExprKind::Call ||
      W.scopeOf(C.Call) != Function)
    return; // a signature may turn numbers into tensors
  const python::Scope &Scope = F.Scopes[Function.Node];
  const bool Method = Scope.Outer != NoId && F.Scopes[Scope.Outer].Kind == ScopeKind::Class;
  const auto Param = find_if(
      Scope.Params, [&](const python::Param &P) { return P.Binding != NoId && P.Binding == W.expr(Step).Binding; });
  if (Param == Scope.Params.end() || F.Bindings[Param->Binding].Defs.size() != 1)
    return;
  auto isStep = [&](Id Use) {
    return any_of(W.Calls, [&](const V2Call &Other) {
      return Other.isOp() && Other.Call.File == C.Call.File && W.stepOf(Other).Node == Use;
    });
  };
  const bool OnlyStep = all_of(F.Bindings[Param->Binding].Uses, isStep);
  for (uint32_t Edge : W.L.callersOf(Function)) {
    const NodeRef Call = W.L.callEdges()[Edge].Call;
    const auto Position = static_cast<unsigned>(Param - Scope.Params.begin()) - (Method ? 1 : 0);
    const NodeRef Argument{Call.File, W.argument(Call, Param->Name, Position)};
    bool Varies = false;
    if (Argument.Node == NoId || W.hasStars(Call) || !W.isPythonInt(Argument, Varies) || !Varies)
      continue;
    if (any_of(Out, [&](const Lint &L) { return L.Code == "SU720" && L.Place == Argument; }))
      continue;
    Lint L{"SU720",
           "each Python number given as the step is a new signature, and `" + Scope.Name + "` is traced again for each",
           "give it as a tensor: `tf.constant(" + W.slice(Argument).str() + ", tf.int64)`",
           Argument,
           {{Step, "the step"}},
           {}};
    if (const std::string Name = W.tensorflowName(C.Call); OnlyStep && !Name.empty() && Call.File == C.Call.File)
      L.How = Fix{Applicability::Safe, "Give the step as a tensor",
                  around(W, Argument, Name + ".constant(", ", " + Name + ".int64)")};
    Out.push_back(std::move(L));
  }
}

} // namespace

void lintSteps(const World &W, Lints &Out) {
  for (const V2Call &C : W.Calls) {
    if (W.group(C.Call.File).RunsEagerly)
      continue;
    if (C.Kind == CallKind::SetStep)
      frozenSetStep(W, C, Out);
    if (!C.isOp() || W.hasStars(C.Call) || W.stepOf(C).Node == NoId)
      continue;
    const NodeRef Function = W.tracedAround(C.Call);
    if (Function.Node == NoId)
      continue;
    frozenStep(W, C, Function, Out);
    retraces(W, C, Function, Out);
  }
}

} // namespace summary_upgrade::lint
