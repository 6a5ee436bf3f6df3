// Ops in a `tf.function`: under branches and loops that become part of the graph, outside of it, and
// compiled.
#include "lint/Rules.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace summary_upgrade::python;
using namespace summary_upgrade::program;
using summary_upgrade::report::Applicability;

namespace summary_upgrade::lint {

namespace {

/// The test is made by the graph, not by Python.
bool isTensorTest(const World &W, NodeRef E) {
  const Expr &X = W.expr(E);
  switch (X.Kind) {
  case ExprKind::Compare:
    if (X.Text.ref().contains("is") || X.Text.ref().contains("in"))
      return false;
    [[fallthrough]];
  case ExprKind::Binary:
  case ExprKind::BoolOp:
  case ExprKind::Unary:
    return any_of(X.Children, [&](Id C) { return isTensorTest(W, {E.File, C}); });
  case ExprKind::Name:
  case ExprKind::Attribute:
  case ExprKind::Call:
    return W.isTensor(E);
  default:
    return false;
  }
}

/// An `if` with nothing but ops, on a line: a condition of its ops instead.
std::optional<Fix> asRecordIf(const World &W, const V2Call &C, Id If) {
  const ModuleFacts &F = W.facts(C.Call.File);
  const Stmt &S = F.Stmts[If];
  const StringRef Prefix = W.prefixOf(C.Call);
  const text::Range Header = F.HeaderRange[If];
  const StringRef Text = W.slice(C.Call.File, Header);
  if (S.Blocks.size() != 1 || F.Blocks[S.Blocks[0]].OneLine || !Prefix.ends_with("summary") ||
      !Text.starts_with("if ") || !Text.ends_with(":") || Text.contains('\n') || Text.contains('#'))
    return std::nullopt;
  for (Id Inner : F.Blocks[S.Blocks[0]].Stmts) {
    const Stmt &One = F.Stmts[Inner];
    if (One.Kind != StmtKind::Expr ||
        none_of(W.Calls, [&](const V2Call &Op) { return Op.isOp() && Op.Call == NodeRef{C.Call.File, One.Value}; }))
      return std::nullopt;
  }
  const text::Range Test = F.ExprOuter[S.Value];
  return Fix{Applicability::Unsafe,
             "Use `record_if`",
             {{{Header.Begin, Test.Begin}, ("with " + Prefix + ".record_if(").str()}, {{Test.End, Header.End}, "):"}}};
}

void underBranch(const World &W, const V2Call &C, NodeRef Function, Lints &Out) {
  const ModuleFacts &F = W.facts(C.Call.File);
  // A scope that ends in a slash is the whole name.
  for (NodeRef Context : W.contextsOf(C.Call)) {
    if (W.expr(Context).Kind != ExprKind::Call || W.calleePath(Context) != "tensorflow.name_scope")
      continue;
    const Id Name = W.argument(Context, "name", 0);
    if (Name == NoId || F.Exprs[Name].Kind != ExprKind::String || F.Exprs[Name].Text.ref().ends_with("/"))
      return;
  }
  if (const Id Options = W.expr(W.tracing(Function).Decorator).Kind == ExprKind::Call
                             ? W.argument(W.tracing(Function).Decorator, "autograph", ~0u)
                             : NoId;
      Options != NoId)
    return;
  for (auto [S, Block] : W.ancestorsOf(C.Call)) {
    const Stmt &X = F.Stmts[S];
    const bool If = X.Kind == StmtKind::If && isTensorTest(W, {C.Call.File, X.Value});
    const bool For = X.Kind == StmtKind::For && F.Exprs[X.Value].Kind == ExprKind::Call &&
                     W.calleePath({C.Call.File, X.Value}) == "tensorflow.range";
    const bool While = X.Kind == StmtKind::While && isTensorTest(W, {C.Call.File, X.Value});
    if (!If && !For && !While)
      continue;
    Lint L{"SU710",
           If ? "this `if` becomes a `tf.cond` of the graph, and puts `cond/` before the tag"
              : "this loop becomes a `tf.while_loop` of the graph, and puts `while/` before the tag",
           If ? "record under a condition instead: `with tf.summary.record_if(…):`"
              : "write behind the loop, or within `with tf.name_scope('/'):`, which begins anew",
           C.Call,
           {{{C.Call.File, X.Value},
             If    ? "a tensor"
             : For ? "a loop over a tensor"
                   : "a tensor"}},
           {}};
    if (If && F.Blocks[Block].Kind == BlockKind::Body) {
      // What stands around it keeps its own part of the tag.
      const bool First = none_of(Out, [&](const Lint &Other) {
        return Other.Code == "SU710" && Other.Related[0].first == L.Related[0].first;
      });
      const bool Outermost = none_of(W.ancestorsOf({C.Call.File, X.Value}), [&](std::pair<Id, Id> Outer) {
        const StmtKind Kind = F.Stmts[Outer.first].Kind;
        return Kind == StmtKind::If || Kind == StmtKind::For || Kind == StmtKind::While;
      });
      if (First && Outermost)
        L.How = asRecordIf(W, C, S);
    }
    Out.push_back(std::move(L));
    return;
  }
}

void whileTraced(const World &W, const V2Call &C, NodeRef Function, Lints &Out) {
  for (NodeRef Context : W.contextsOf(C.Call))
    if (W.expr(Context).Kind == ExprKind::Call && W.calleePath(Context) == "tensorflow.init_scope") {
      Out.push_back({"SU712",
                     "`tf.init_scope` leaves the function's graph: this is written once, while the function is traced",
                     "write it without `tf.init_scope`",
                     C.Call,
                     {{Context, "left here"}},
                     {}});
      return;
    }
}

void compiled(const World &W, const V2Call &C, NodeRef Function, Lints &Out) {
  const NodeRef Decorator = W.tracing(Function).Decorator;
  if (W.expr(Decorator).Kind != ExprKind::Call)
    return;
  for (StringRef Name : {"jit_compile", "experimental_compile"})
    if (const Id A = W.argument(Decorator, Name, ~0u); A != NoId && W.expr({C.Call.File, A}).Kind == ExprKind::True) {
      Out.push_back(
          {"SU736",
           ("XLA has no summary ops: calling this function with `" + Name + "=True` raises an InvalidArgumentError")
               .str(),
           "return the value, and write it outside of the function",
           C.Call,
           {{{C.Call.File, A}, "compiled"}},
           {}});
      return;
    }
}

} // namespace

void lintFunctions(const World &W, Lints &Out) {
  for (const V2Call &C : W.Calls) {
    if (!C.isOp() || W.group(C.Call.File).RunsEagerly)
      continue;
    const NodeRef Function = W.tracedAround(C.Call);
    if (Function.Node == NoId || W.scopeOf(C.Call) != Function)
      continue;
    underBranch(W, C, Function, Out);
    whileTraced(W, C, Function, Out);
    compiled(W, C, Function, Out);
  }
}

} // namespace summary_upgrade::lint
