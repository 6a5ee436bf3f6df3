#include "lint/World.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"

using namespace llvm;
using namespace summary_upgrade::python;
using namespace summary_upgrade::program;

namespace summary_upgrade::lint {

namespace {

std::optional<CallKind> kindOf(StringRef Name) {
  return StringSwitch<std::optional<CallKind>>(Name)
      .Case("scalar", CallKind::Scalar)
      .Case("histogram", CallKind::Histogram)
      .Case("image", CallKind::Image)
      .Case("audio", CallKind::Audio)
      .Case("text", CallKind::Text)
      .Case("write", CallKind::Write)
      .Case("create_file_writer", CallKind::MakeWriter)
      .Case("record_if", CallKind::RecordIf)
      .Case("set_step", CallKind::SetStep)
      .Case("trace_on", CallKind::TraceOn)
      .Default(std::nullopt);
}

} // namespace

World::World(const Program &P) : P(P), L(P.linker()) {
  std::vector<V2Call> Found;
  const auto Files = static_cast<uint32_t>(P.project().modules().size());
  for (uint32_t File = 0; File < Files; ++File) {
    const ModuleFacts &F = facts(File);
    for (Id E = 0; E < F.Exprs.size(); ++E) {
      if (F.Exprs[E].Kind != ExprKind::Call)
        continue;
      const Expr &Callee = F.Exprs[F.Exprs[E].Children[0]];
      if (Callee.Kind != ExprKind::Attribute && Callee.Kind != ExprKind::Name)
        continue;
      // What it is called here says nothing when the name is an alias, but nobody renames these.
      const auto Kind = kindOf(Callee.Text);
      if (!Kind)
        continue;
      StringRef Rest;
      const std::string Path = calleePath({File, E});
      Rest = Path;
      if (!Rest.consume_front("tensorflow.summary."))
        continue;
      Rest.consume_front("experimental.");
      if (Rest == Callee.Text)
        Found.push_back({{File, E}, *Kind});
    }
  }
  if (Found.empty())
    return;
  std::set<NodeRef> V1;
  for (const Op &O : P.Ops)
    V1.insert(O.Call);
  Marks.resize(Files);
  for (uint32_t File = 0; File < Files; ++File)
    Marks[File] = marksOf(File);
  for (const V2Call &C : Found)
    if (!V1.count(C.Call) && !group(C.Call.File).V1)
      Calls.push_back(C);
}

std::string World::path(NodeRef E) const {
  const ValueSet &Set = L.valuesOf(E);
  if (Set.Top)
    return {};
  std::string Result;
  for (ValueId VId : Set.Ids) {
    const Value &V = L.value(VId);
    if (V.Kind == ValueKind::Expression && facts(V.Site.File).Exprs[V.Site.Node].Kind == ExprKind::None)
      continue; // an import that may fail
    if (V.Kind != ValueKind::External || StringRef(V.Path).starts_with("tensorflow.compat.v1"))
      return {};
    StringRef Path = V.Path;
    std::string One = Path.consume_front("tensorflow.compat.v2") ? ("tensorflow" + Path).str() : V.Path;
    if (!Result.empty() && Result != One)
      return {};
    Result = std::move(One);
  }
  return Result;
}

bool World::hasStars(NodeRef Call) const {
  return any_of(expr(Call).Children, [&](Id A) {
    const ExprKind Kind = facts(Call.File).Exprs[A].Kind;
    return Kind == ExprKind::Starred || Kind == ExprKind::DoubleStarred;
  });
}

Id World::argument(NodeRef Call, StringRef Name, unsigned Position) const {
  const ModuleFacts &F = facts(Call.File);
  unsigned At = 0;
  for (Id A : ArrayRef(expr(Call).Children).drop_front()) {
    const Expr &X = F.Exprs[A];
    if (X.Kind == ExprKind::Keyword) {
      if (X.Text == Name)
        return X.Children[0];
    } else if (At++ == Position) {
      return A;
    }
  }
  return NoId;
}

NodeRef World::stepOf(const V2Call &C) const {
  return {C.Call.File, argument(C.Call, "step", C.Kind == CallKind::Audio ? 3 : 2)};
}

StringRef World::prefixOf(NodeRef Call) const {
  const NodeRef Callee{Call.File, expr(Call).Children[0]};
  return expr(Callee).Kind == ExprKind::Attribute ? slice({Call.File, expr(Callee).Children[0]}) : StringRef();
}

std::string World::tensorflowName(NodeRef Call) const {
  NodeRef E{Call.File, expr(Call).Children[0]};
  while (expr(E).Kind == ExprKind::Attribute) {
    E.Node = expr(E).Children[0];
    if (const std::string Path = path(E); Path == "tensorflow" && expr(E).Kind == ExprKind::Name)
      return expr(E).Text;
  }
  return {};
}

bool World::isWriter(NodeRef E, std::vector<NodeRef> *Sites) const {
  const ValueSet &Set = L.valuesOf(E);
  if (Set.Top || Set.Ids.empty())
    return false;
  for (ValueId VId : Set.Ids) {
    const Value &V = L.value(VId);
    if (V.Kind != ValueKind::External || (V.Path != "tensorflow.summary.create_file_writer()" &&
                                          V.Path != "tensorflow.compat.v2.summary.create_file_writer()"))
      return false;
    if (Sites)
      Sites->push_back(V.Site);
  }
  return true;
}

std::optional<NodeRef> World::defaulted(NodeRef E) const {
  const Expr &X = expr(E);
  if (X.Kind != ExprKind::Call)
    return std::nullopt;
  const NodeRef Callee{E.File, X.Children[0]};
  if (expr(Callee).Kind != ExprKind::Attribute || expr(Callee).Text != "as_default")
    return std::nullopt;
  const NodeRef Writer{E.File, expr(Callee).Children[0]};
  return isWriter(Writer) ? std::optional(Writer) : std::nullopt;
}

bool World::isPythonInt(NodeRef E, bool &Varies) const {
  const Expr &X = expr(E);
  if (X.Kind == ExprKind::Int)
    return true;
  if (X.Kind == ExprKind::Binary)
    return X.Text != "/" && X.Text != "@" && isPythonInt({E.File, X.Children[0]}, Varies) &&
           isPythonInt({E.File, X.Children[1]}, Varies);
  if (X.Kind != ExprKind::Name && X.Kind != ExprKind::Attribute)
    return false;
  const ValueSet &Set = L.valuesOf(E);
  if (Set.Top || Set.Ids.empty())
    return false;
  for (ValueId VId : Set.Ids) {
    const Value &V = L.value(VId);
    if (V.Kind == ValueKind::Expression) {
      if (facts(V.Site.File).Exprs[V.Site.Node].Kind != ExprKind::Int)
        return false;
    } else if (V.Kind == ValueKind::External &&
               (V.Path == "builtins.range()[*]" || V.Path == "builtins.enumerate()[*][0]")) {
      Varies |= X.Kind == ExprKind::Name; // each object may have one of them
    } else {
      return false;
    }
  }
  // It is counted: `step += 1`.
  auto counts = [&](uint32_t File, auto Same) {
    return any_of(facts(File).Stmts, [&](const Stmt &S) {
      return S.Kind == StmtKind::AugAssign && Same(facts(File).Exprs[S.Targets[0]]);
    });
  };
  if (X.Kind == ExprKind::Name) {
    if (X.Binding == NoId)
      return false;
    Varies |= counts(E.File, [&](const Expr &T) { return T.Kind == ExprKind::Name && T.Binding == X.Binding; });
    return true;
  }
  for (uint32_t File : group(E.File).Files) {
    // Who stores in an object that is not known may store in this one.
    for (Id T = 0; T < facts(File).Exprs.size(); ++T) {
      const Expr &Target = facts(File).Exprs[T];
      if (Target.Kind != ExprKind::Attribute || !Target.Store || Target.Text != X.Text)
        continue;
      const ValueSet &Object = L.valuesOf({File, Target.Children[0]});
      if (Object.Top || Object.Ids.empty())
        return false;
    }
    Varies |= counts(File, [&](const Expr &T) { return T.Kind == ExprKind::Attribute && T.Text == X.Text; });
  }
  return true;
}

bool World::isTensor(NodeRef E) const {
  const ValueSet &Set = L.valuesOf(E);
  if (Set.Top || Set.Ids.empty())
    return false;
  return all_of(Set.Ids, [&](ValueId VId) {
    const Value &V = L.value(VId);
    if (V.Kind != ValueKind::External)
      return false;
    StringRef Path = V.Path;
    Path.consume_front("tensorflow.compat.v2.");
    Path.consume_front("tensorflow.");
    static constexpr StringRef Makers[] = {"constant()",    "convert_to_tensor()", "cast()",        "Variable()",
                                           "equal()",       "not_equal()",         "less()",        "less_equal()",
                                           "greater()",     "greater_equal()",     "logical_and()", "logical_or()",
                                           "logical_not()", "reduce_any()",        "reduce_all()",  "reduce_mean()",
                                           "reduce_sum()",  "reduce_max()",        "zeros()",       "ones()",
                                           "range()[*]",    "identity()",          "stack()",       "concat()"};
    return is_contained(Makers, Path) || (Path.starts_with("math.") && Path.ends_with("()") && Path.count("()") == 1) ||
           (Path.starts_with("random.") && Path.ends_with("()") && !Path.contains("Generator") &&
            Path.count("()") == 1) ||
           ((Path.starts_with("keras.optimizers.") || Path.starts_with("optimizers.")) &&
            Path.ends_with("().iterations"));
  });
}

// ----------------------------------------------------------------------------------------------------------------
// functions

Tracing World::tracing(NodeRef Scope) const {
  Tracing T;
  const python::Scope &S = facts(Scope.File).Scopes[Scope.Node];
  for (Id D : S.Decorators) {
    const NodeRef E{Scope.File, D};
    const bool Call = expr(E).Kind == ExprKind::Call;
    const std::string Path = Call ? calleePath(E) : path(E);
    if (Path == "tensorflow.function") {
      T.Traced = true;
      T.Decorator = E;
    } else if (Path != "builtins.staticmethod" && Path != "builtins.classmethod") {
      T.Unknown = true;
    }
  }
  return T;
}

NodeRef World::tracedAround(NodeRef E) const {
  const ModuleFacts &F = facts(E.File);
  for (Id S = expr(E).Scope; S != NoId; S = F.Scopes[S].Outer) {
    if (F.Scopes[S].Kind != ScopeKind::Function)
      continue;
    const Tracing T = tracing({E.File, S});
    if (T.Unknown)
      return {E.File, NoId};
    if (T.Traced)
      return {E.File, S};
  }
  return {E.File, NoId};
}

bool World::isMadeOnce(NodeRef Function) const {
  const ModuleFacts &F = facts(Function.File);
  for (Id S = Function.Node; S != 0; S = F.Scopes[S].Outer) {
    if (flow(Function.File).innermostLoop(F.Scopes[S].Stmt) != NoId)
      return false;
    if (F.Scopes[S].Outer != 0 && F.Scopes[F.Scopes[S].Outer].Kind != ScopeKind::Class)
      return false;
  }
  return true;
}

bool World::mayRetrace(NodeRef Call) const {
  const ModuleFacts &F = facts(Call.File);
  for (Id A : ArrayRef(expr(Call).Children).drop_front()) {
    const Expr &X = F.Exprs[A];
    if (X.Kind == ExprKind::Starred || X.Kind == ExprKind::DoubleStarred)
      return true;
    const Id Value = X.Kind == ExprKind::Keyword ? X.Children[0] : A;
    const ExprKind Kind = F.Exprs[Value].Kind;
    if (Kind == ExprKind::Int || Kind == ExprKind::Float || Kind == ExprKind::String || Kind == ExprKind::True ||
        Kind == ExprKind::False || Kind == ExprKind::None)
      continue; // the same each time
    for (ValueId VId : L.valuesOf({Call.File, Value}).Ids)
      if (const program::Value &V = L.value(VId);
          V.Kind == ValueKind::Expression ||
          (V.Kind == ValueKind::External && StringRef(V.Path).starts_with("builtins.")))
        return true;
  }
  return false;
}

std::vector<std::pair<Id, Id>> World::ancestorsOf(NodeRef E) const {
  const ModuleFacts &F = facts(E.File);
  std::vector<std::pair<Id, Id>> Result;
  for (Id S = expr(E).Stmt; S != NoId;) {
    const Id Block = F.Stmts[S].Block;
    if (F.Blocks[Block].Kind == BlockKind::Function || F.Blocks[Block].Kind == BlockKind::Class ||
        F.Blocks[Block].Kind == BlockKind::Module)
      break;
    S = F.Blocks[Block].Parent;
    if (S != NoId)
      Result.push_back({S, Block});
  }
  return Result;
}

std::vector<NodeRef> World::contextsOf(NodeRef E) const {
  std::vector<NodeRef> Result;
  for (auto [S, Block] : ancestorsOf(E))
    if (const Stmt &With = facts(E.File).Stmts[S]; With.Kind == StmtKind::With)
      for (const WithItem &Item : reverse(With.Items))
        Result.push_back({E.File, Item.Context});
  return Result;
}

/// A function of a module that is given to `absl.app.run`, and to nobody else.
bool World::isMain(NodeRef Scope) const {
  const ModuleFacts &F = facts(Scope.File);
  const auto D = find_if(F.Defs, [&](const Def &D) { return D.Kind == DefKind::Function && D.DefScope == Scope.Node; });
  if (D == F.Defs.end() || F.Scopes[Scope.Node].Outer != 0)
    return false;
  bool Run = false;
  for (Id Use : F.Bindings[D->Binding].Uses) {
    const Id Call = F.Exprs[Use].Parent;
    if (Call == NoId || F.Exprs[Call].Kind != ExprKind::Call)
      return false;
    if (F.Exprs[Call].Children[0] == Use)
      continue;
    if (path({Scope.File, F.Exprs[Call].Children[0]}) != "absl.app.run" || F.functionScope(F.Exprs[Call].Scope) != 0)
      return false;
    Run = true;
  }
  return Run;
}

bool World::isSureCaller(NodeRef Scope) const {
  const ModuleFacts &F = facts(Scope.File);
  const python::Scope &S = F.Scopes[Scope.Node];
  if (S.Kind != ScopeKind::Function || S.IsGenerator || S.IsAsync || tracing(Scope).Unknown)
    return false;
  if (isMain(Scope))
    return true;
  if (L.escapes(Scope) || L.callersOf(Scope).empty())
    return false;
  if (S.Outer == NoId || F.Scopes[S.Outer].Kind != ScopeKind::Class)
    return true;
  // A base class that is not known may call the method, too.
  for (Id Base : F.Scopes[S.Outer].Bases) {
    const std::string Path = path({Scope.File, Base});
    if (Path != "builtins.object" && Path != "tensorflow.Module")
      return false;
  }
  return true;
}

Default World::defaultAt(NodeRef E) const {
  std::set<NodeRef> Seen;
  return defaultIn(E, Seen);
}

Default World::defaultIn(NodeRef E, std::set<NodeRef> &Seen) const {
  const ModuleFacts &F = facts(E.File);
  for (Id S = expr(E).Scope; F.Scopes[S].Kind == ScopeKind::Lambda || F.Scopes[S].Kind == ScopeKind::Comprehension;
       S = F.Scopes[S].Outer)
    if (F.Scopes[S].Kind == ScopeKind::Lambda)
      return Default::Unknown;
  for (NodeRef Context : contextsOf(E)) {
    if (defaulted(Context))
      return Default::Some;
    const std::string Path = expr(Context).Kind == ExprKind::Call ? calleePath(Context) : path(Context);
    const bool Harmless =
        Path == "builtins.open" || (StringRef(Path).starts_with("tensorflow.") && StringRef(Path).count("()") <= 1 &&
                                    !StringRef(Path).contains("create_"));
    if (!Harmless)
      return Default::Unknown;
  }
  const NodeRef Scope = scopeOf(E);
  if (F.Scopes[Scope.Node].Kind == ScopeKind::Module)
    return Default::None;
  if (!Seen.insert(Scope).second)
    return Default::None; // a recursion adds nothing
  if (!isSureCaller(Scope))
    return Default::Unknown;
  bool Some = false;
  for (uint32_t Edge : L.callersOf(Scope)) {
    const Default D = defaultIn(L.callEdges()[Edge].Call, Seen);
    if (D == Default::Unknown)
      return D;
    Some |= D == Default::Some;
  }
  return Some ? Default::Some : Default::None;
}

bool World::isRooted(NodeRef E) const {
  std::set<NodeRef> Seen;
  return rootedIn(E, Seen);
}

bool World::rootedIn(NodeRef E, std::set<NodeRef> &Seen) const {
  const NodeRef Scope = scopeOf(E);
  const ScopeKind Kind = facts(E.File).Scopes[Scope.Node].Kind;
  if (Kind == ScopeKind::Module)
    return true;
  if (Kind == ScopeKind::Lambda)
    return false;
  if (!Seen.insert(Scope).second)
    return true;
  return isSureCaller(Scope) &&
         all_of(L.callersOf(Scope), [&](uint32_t Edge) { return rootedIn(L.callEdges()[Edge].Call, Seen); });
}

} // namespace summary_upgrade::lint
