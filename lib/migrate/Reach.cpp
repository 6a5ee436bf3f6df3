// Hands a value that the migration introduces to the functions that need it.
#include "migrate/WriterPlace.h"

using namespace llvm;
using namespace summary_upgrade::program;
using namespace summary_upgrade::python;

namespace summary_upgrade::migrate {

std::string reach(Plan &P, const Carrier &C, NodeRef Scope, NodeRef Place, std::map<NodeRef, std::string> &Passed) {
  std::string Self;
  if (C.What == Carrier::SelfAttribute) {
    if (auto Class = P.methodClass(Scope, &Self); Class && P.sameClassFamily(*Class, C.Class))
      return Self + "." + C.Text;
    // Some name of this scope holds an object of the class; it must be the only object.
    const ModuleFacts &F = P.facts(Scope.File);
    unsigned Objects = 0;
    Id Round = NoId; ///< the statement that makes it
    for (uint32_t File = 0; File < P.P.project().modules().size(); ++File) {
      if (!P.P.project().mayRunTogether(File, Scope.File))
        continue;
      for (Id E = 0; E < P.facts(File).Exprs.size(); ++E) {
        const Expr &X = P.facts(File).Exprs[E];
        if (X.Kind != ExprKind::Call)
          continue;
        const Value *V = P.L.singleValue({File, X.Children[0]});
        if (!V || V->Kind != ValueKind::Class || !P.L.related(V->Site, C.Class))
          continue;
        // Made in the same round of the loop, the object here is the one of that round.
        NodeRef At{Place.File, P.expr(Place).Stmt};
        bool SameRound = File == Place.File && P.scopeOf({File, E}) == P.scopeOfStmt(At) &&
                         P.flow(File).dominates(X.Stmt, At.Node) && P.flow(File).sameLoop(X.Stmt, At.Node);
        bool Looped = P.flow(File).innermostLoop(X.Stmt) != NoId, Many = Looped && !SameRound;
        if (Looped && SameRound)
          Round = X.Stmt;
        for (Id At = X.Parent; At != NoId; At = P.facts(File).Exprs[At].Parent)
          Many |= P.facts(File).Exprs[At].Kind == ExprKind::ListComp ||
                  P.facts(File).Exprs[At].Kind == ExprKind::Generator ||
                  P.facts(File).Exprs[At].Kind == ExprKind::DictComp;
        Objects += Many ? 2 : 1;
      }
    }
    if (Objects > 1) {
      P.decline("SU215",
                "there may be several objects with a writer of their own, and which is meant here is not known", Place);
      return {};
    }
    for (Id E = 0; E < F.Exprs.size(); ++E) {
      const Expr &X = F.Exprs[E];
      if (X.Store || (X.Kind != ExprKind::Name && X.Kind != ExprKind::Attribute) ||
          F.functionScope(X.Scope) != Scope.Node)
        continue;
      const Value *V = P.L.singleValue({Scope.File, E});
      if (!V || V->Kind != ValueKind::Instance || V->Site != C.Class)
        continue;
      if (Round != NoId && X.Kind != ExprKind::Name)
        continue;
      if (X.Kind == ExprKind::Name && X.Binding != NoId) {
        const Binding &B = F.Bindings[X.Binding];
        NodeRef S = P.stmtOf(Place);
        if (F.functionScope(B.Scope) == Scope.Node) {
          ReachingDefs R = P.flow(Scope.File).reachingAt(X.Binding, S.Node);
          if (Round != NoId && !(R.Complete && R.Defs.size() == 1 && F.Defs[R.Defs[0]].Stmt == Round))
            continue;
          if (R.Defs.empty() || R.MayBeUnbound || !R.Complete)
            continue;
        }
      }
      return P.slice({Scope.File, E}).str() + "." + C.Text;
    }
    P.decline("SU214", "nothing in this function leads to the object that holds `" + C.Text + "`", Place);
    return {};
  }
  if (P.sees(Scope, C.Scope))
    return C.Text;
  if (auto It = Passed.find(Scope); It != Passed.end())
    return It->second;
  const ModuleFacts &F = P.facts(Scope.File);
  const python::Scope &Function = F.Scopes[Scope.Node];
  auto Callers = P.L.callersOf(Scope);
  if (Function.Kind != ScopeKind::Function || Callers.empty() || P.L.escapes(Scope)) {
    P.decline("SU214",
              "`" + C.Text + "` cannot be handed to this place: not all callers of the function around it are known",
              Place);
    return {};
  }
  std::string Parameter = P.parameterName(Scope.File, C.Text);
  Passed[Scope] = Parameter;
  P.rewriter(Scope.File).addParam(Scope.Node, Parameter);
  for (uint32_t Edge : Callers) {
    NodeRef Call = P.L.callEdges()[Edge].Call;
    const Expr &X = P.expr(Call);
    std::string Given = reach(P, C, P.scopeOf(Call), Call, Passed);
    if (Given.empty())
      return {};
    bool Positional = true;
    size_t Arguments = X.Children.size() - 1;
    for (size_t A = 1; A < X.Children.size(); ++A) {
      ExprKind Kind = P.expr({Call.File, X.Children[A]}).Kind;
      if (Kind == ExprKind::Starred || Kind == ExprKind::DoubleStarred) {
        P.decline("SU214", "`" + C.Text + "` cannot be handed on: this call passes its arguments through `*` or `**`",
                  Call);
        return {};
      }
      Positional &= Kind != ExprKind::Keyword;
    }
    size_t Expected = 0;
    for (const Param &Q : Function.Params)
      Expected += Q.Kind == ParamKind::Normal || Q.Kind == ParamKind::PositionalOnly;
    bool Bound = P.methodClass(Scope).has_value();
    Positional &= Arguments + (Bound ? 1 : 0) == Expected;
    P.rewriter(Call.File).addArg(Call.Node, Positional ? Text(Given) : Text(Parameter + "=" + Given), !Positional);
  }
  return Parameter;
}

} // namespace summary_upgrade::migrate
