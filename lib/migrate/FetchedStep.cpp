#include "migrate/FetchedStep.h"
#include "migrate/HostGraph.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace summary_upgrade::program;
using namespace summary_upgrade::python;

namespace summary_upgrade::migrate {

namespace {

constexpr StringRef StepMakers[] = {"tensorflow.train.get_or_create_global_step", "tensorflow.train.create_global_step",
                                    "tensorflow.train.get_global_step",
                                    "tensorflow.contrib.framework.get_or_create_global_step"};
/// Methods and functions that change a variable they are given or called on.
constexpr StringRef Changers[] = {"minimize", "apply_gradients", "assign",        "assign_add",     "assign_sub",
                                  "load",     "count_up_to",     "optimize_loss", "create_train_op"};

class Finder {
public:
  Finder(const Plan &P, const CallIndex &Index, const WriterPlan &W) : P(P), Index(Index), W(W) {}

  bool find() {
    return !P.C.Writes.empty() &&
           all_of(P.C.Writes, [&](uint32_t I) { return isHostWrite(P, P.P.Writes[I]) || stepOf(P.P.Writes[I]); }) &&
           Variable.Node != NoId && trained() &&
           all_of(P.C.Runs, [&](uint32_t I) { return runsTrainOp(P.P.Runs[I]); }) && readable() &&
           none_of(P.C.Ops, [&](uint32_t O) { return mayBeVariable({P.P.Ops[O].Call.File, P.P.Ops[O].Data}, 0); });
  }

  NodeRef Variable;     ///< the call that makes the step
  NodeRef TrainCall;    ///< the only call that changes it
  NodeRef StepArgument; ///< how that call names it
  NodeRef TrainTarget;  ///< what holds the train op

private:
  /// The elements of a fetch list.
  std::vector<NodeRef> elements(const Run &R) const {
    NodeRef List{R.Call.File, R.Fetches};
    if (const Value *V = P.L.singleValue(List); V && V->Kind == ValueKind::Container)
      List = V->Site;
    const Expr &X = P.expr(List);
    std::vector<NodeRef> Result;
    if (X.Kind == ExprKind::List || X.Kind == ExprKind::Tuple)
      for (Id Child : X.Children)
        Result.push_back({List.File, Child});
    return Result;
  }
  /// The call that makes the only value of an expression.
  NodeRef maker(NodeRef E) const {
    const Value *V = P.L.singleValue(E);
    if (!V || V->Kind != ValueKind::External || V->Site.Node == NoId || P.expr(V->Site).Kind != ExprKind::Call ||
        Linker::canonical(V->Path) != P.L.calleePath(V->Site) + "()")
      return {};
    return V->Site;
  }

  bool stepOf(const Write &X) {
    if (X.Step == NoId || X.Sources.size() != 1)
      return false;
    const Run &R = P.P.Runs[X.Sources[0].first];
    NodeRef Step{X.Call.File, X.Step};
    const Value *V = P.L.singleValue(Step);
    if (R.Eval || !V || V->Kind != ValueKind::External || V->Site != R.Call || P.expr(Step).Kind != ExprKind::Name)
      return false;
    // Of this very run, not of the last round's.
    Id Def = P.flow(Step.File).uniqueDef(Step.Node);
    if (Def == NoId || P.facts(Step.File).Defs[Def].Stmt != P.expr(R.Call).Stmt)
      return false;
    StringRef Part = StringRef(V->Path).rsplit("()").second;
    unsigned Position = 0;
    auto Elements = elements(R);
    if (!Part.consume_front("[") || Part.consumeInteger(10, Position) || Part != "]" || Position >= Elements.size())
      return false;
    NodeRef Made = maker(Elements[Position]);
    if (Made.Node == NoId || (Variable.Node != NoId && Variable != Made))
      return false;
    std::string Path = P.L.calleePath(Made);
    if (Path != "tensorflow.Variable" && !is_contained(StepMakers, Path))
      return false;
    Variable = Made;
    return true;
  }
  bool isVariable(NodeRef E) const { return maker(E) == Variable; }

  /// One call changes the variable: `minimize` or `apply_gradients`.
  bool trained() {
    for (uint32_t File = 0; File < P.P.project().modules().size(); ++File) {
      if (!P.P.project().mayRunTogether(File, Variable.File))
        continue;
      const ModuleFacts &F = P.facts(File);
      for (Id E = 0; E < F.Exprs.size(); ++E) {
        const Expr &X = F.Exprs[E];
        if (X.Kind != ExprKind::Call)
          continue;
        const Expr &Callee = F.Exprs[X.Children[0]];
        if (!is_contained(Changers, Callee.Text))
          continue;
        NodeRef Given;
        if (Callee.Kind == ExprKind::Attribute && isVariable({File, Callee.Children[0]}))
          return false; // an assignment of its own
        for (size_t A = 1; A < X.Children.size(); ++A) {
          const Expr &Argument = F.Exprs[X.Children[A]];
          NodeRef Value{File, Argument.Kind == ExprKind::Keyword ? Argument.Children[0] : X.Children[A]};
          if (isVariable(Value))
            Given = Value;
        }
        if (Given.Node == NoId)
          continue;
        if (TrainCall.Node != NoId || (Callee.Text != "minimize" && Callee.Text != "apply_gradients"))
          return false;
        TrainCall = {File, E};
        StepArgument = Given;
      }
    }
    return TrainCall.Node != NoId;
  }
  bool runsTrainOp(const Run &R) const {
    return !R.Eval && any_of(elements(R), [&](NodeRef E) { return maker(E) == TrainCall; });
  }
  /// The train op and the step have names where the ops are built, behind the train op.
  bool readable() {
    NodeRef S = P.stmtOf(TrainCall), Place = W.InPlace ? W.Stmt : W.Anchor;
    const Stmt &X = P.stmt(S);
    if (P.scopeOf(TrainCall) != W.Home || X.Kind != StmtKind::Assign || X.Value != TrainCall.Node ||
        X.Targets.size() != 1 || !P.flow(S.File).dominates(S.Node, Place.Node))
      return false;
    TrainTarget = {S.File, X.Targets[0]};
    auto steady = [&](NodeRef E) {
      const Expr &Y = P.expr(E);
      return (Y.Kind == ExprKind::Name && Y.Binding != NoId && P.facts(E.File).Bindings[Y.Binding].Defs.size() == 1) ||
             (Y.Kind == ExprKind::Attribute && P.expr({E.File, Y.Children[0]}).Kind == ExprKind::Name);
    };
    return steady(TrainTarget) && steady(StepArgument) &&
           all_of(Index.opScopes(), [&](NodeRef O) { return P.sees(O, W.Home); });
  }
  /// A summary of a variable itself would be written behind its update, where v1 mostly wrote it before.
  bool mayBeVariable(NodeRef E, unsigned Depth) const {
    const Expr &X = P.expr(E);
    if (Depth > 8)
      return true;
    switch (X.Kind) {
    case ExprKind::Int:
    case ExprKind::Float:
    case ExprKind::Binary:
    case ExprKind::Unary:
    case ExprKind::Compare:
      return false; // an op of its own
    case ExprKind::Subscript:
      return mayBeVariable({E.File, X.Children[0]}, Depth + 1);
    default:
      break;
    }
    const ValueSet &Set = P.L.valuesOf(E);
    if (Set.Top || Set.Ids.empty())
      return true;
    return any_of(Set.Ids, [&](ValueId VId) {
      const Value &V = P.L.value(VId);
      if (V.Site.Node == NoId)
        return true;
      if (V.Kind == ValueKind::Expression)
        return V.Site == E || mayBeVariable(V.Site, Depth + 1);
      std::string Path = Linker::canonical(V.Path);
      if (V.Kind != ValueKind::External || P.expr(V.Site).Kind != ExprKind::Call ||
          Path != P.L.calleePath(V.Site) + "()")
        return true;
      StringRef Name = StringRef(Path).drop_back(2).rsplit('.').second;
      if (Name == "identity" || Name == "reshape" || Name == "squeeze" || Name == "expand_dims" ||
          Name == "stop_gradient") {
        const Expr &Call = P.expr(V.Site);
        return Call.Children.size() < 2 || P.expr({V.Site.File, Call.Children[1]}).Kind == ExprKind::Keyword ||
               mayBeVariable({V.Site.File, Call.Children[1]}, Depth + 1);
      }
      return Name == "Variable" || Name == "get_variable" || Name == "get_local_variable" ||
             Name.contains("_variable") || Name.contains("global_step");
    });
  }

  const Plan &P;
  const CallIndex &Index;
  const WriterPlan &W;
};

} // namespace

std::optional<std::vector<Line>> fetchedStep(Plan &P, const CallIndex &Index, const WriterPlan &W,
                                             const std::string &Name) {
  Finder F(P, Index, W);
  Spelling S;
  if (!F.find() || !P.spelling(W.Home, F.TrainCall, S))
    return std::nullopt;
  std::string Read = P.slice(F.StepArgument).str() + ".read_value()";
  if (!is_contained(StepMakers, P.L.calleePath(F.Variable)))
    Read = S.V1 + "cast(" + Read + ", " + StringRef(S.V1).split('.').first.str() + ".int64)";
  P.story("the step is read behind the train op of " + P.where(F.TrainCall) +
          ", as every run of the summaries fetches both");
  return std::vector<Line>{{Text("with " + S.V1 + "control_dependencies([" + P.slice(F.TrainTarget).str() + "]):")},
                           {Text(Name + " = " + Read), 1}};
}

} // namespace summary_upgrade::migrate
