// Writers that never become the default, die too early, or are asked for what only v1's could do.
#include "lint/Rules.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace summary_upgrade::python;
using namespace summary_upgrade::program;
using summary_upgrade::report::Applicability;

namespace summary_upgrade::lint {

namespace {

/// `w.as_default()` as a statement.
void notEntered(const World &W, NodeRef Call, Lints &Out) {
  const auto Writer = W.defaulted(Call);
  const Stmt &S = W.stmt(W.stmtOf(Call));
  if (!Writer || S.Kind != StmtKind::Expr || S.Value != Call.Node)
    return;
  const NodeRef Callee{Call.File, W.expr(Call).Children[0]};
  const text::Range R = W.rangeOf(Callee);
  Lint F{"SU702",
         "`as_default()` is called and not entered, so this writer does not become the default",
         "write `with " + W.slice(Call).str() + ":`, or `set_as_default()`",
         Call,
         {},
         {}};
  F.How = Fix{Applicability::Unsafe, "Use `set_as_default()`", {{{R.End - 10, R.End}, "set_as_default"}}};
  Out.push_back(std::move(F));
}

/// `writer.add_summary(…)` and other methods that only v1 writers have.
void v1Method(const World &W, NodeRef Call, Lints &Out) {
  static constexpr StringRef Methods[] = {"add_summary",    "add_graph",       "add_event",  "add_run_metadata",
                                          "add_meta_graph", "add_session_log", "get_logdir", "reopen"};
  const NodeRef Callee{Call.File, W.expr(Call).Children[0]};
  const Expr &X = W.expr(Callee);
  if (!is_contained(Methods, X.Text) || !W.isWriter({Call.File, X.Children[0]}))
    return;
  Out.push_back({"SU735",
                 "a v2 writer has no `" + X.Text + "`: this raises an AttributeError",
                 X.Text == "add_summary" ? "write a value with `tf.summary.scalar(tag, value, step=step)` under `with "
                                           "writer.as_default():`, and serialized bytes with "
                                           "`tf.summary.experimental.write_raw_pb(bytes, step=step)`"
                 : X.Text == "add_graph"
                     ? "`tf.summary.trace_on()` and `tf.summary.trace_export()` write the graph of a `tf.function`"
                     : "",
                 Call,
                 {},
                 {}});
}

/// `w.close()`, and the same `w` is made the default behind it.
void closed(const World &W, NodeRef Call, Lints &Out) {
  const auto Writer = W.defaulted(Call);
  if (!Writer || W.expr(*Writer).Kind != ExprKind::Name)
    return;
  const Flow &Flow = W.flow(Call.File);
  const ModuleFacts &F = W.facts(Call.File);
  const Id Def = Flow.uniqueDef(Writer->Node);
  if (Def == NoId)
    return;
  for (Id Use : F.Bindings[W.expr(*Writer).Binding].Uses) {
    const Id Attribute = F.Exprs[Use].Parent;
    if (Attribute == NoId || F.Exprs[Attribute].Kind != ExprKind::Attribute || F.Exprs[Attribute].Text != "close")
      continue;
    const Id Close = F.Exprs[Attribute].Parent;
    if (Close == NoId || F.Exprs[Close].Kind != ExprKind::Call || F.Exprs[Close].Children[0] != Attribute ||
        F.Exprs[Use].Store)
      continue;
    const NodeRef Place{Call.File, Close};
    if (F.Stmts[F.Exprs[Close].Stmt].Kind != StmtKind::Expr || W.scopeOf(Place) != W.scopeOf(Call) ||
        Flow.uniqueDef(Use) != Def)
      continue;
    if (!Flow.dominates(F.Exprs[Close].Stmt, W.expr(Call).Stmt))
      continue;
    // In a loop the writer may be made anew between the two: only one definition, but many writers.
    const Id MadeIn = Flow.innermostLoop(F.Defs[Def].Stmt);
    if (Flow.innermostLoop(F.Exprs[Close].Stmt) != MadeIn || F.Exprs[Close].Stmt > W.expr(Call).Stmt)
      continue;
    Out.push_back({"SU739",
                   "this writer is closed by then: `as_default()` raises a RuntimeError",
                   "close it behind its last use; `flush()` only writes out what it holds",
                   Call,
                   {{Place, "closed here"}},
                   {}});
    return;
  }
}

/// `with tf.summary.create_file_writer(d):`
void asContext(const World &W, NodeRef Call, Lints &Out) {
  const Stmt &S = W.stmt(W.stmtOf(Call));
  if (S.Kind != StmtKind::With || none_of(S.Items, [&](const WithItem &I) { return I.Context == Call.Node; }))
    return;
  const text::Range R = W.facts(Call.File).ExprOuter[Call.Node];
  Lint F{"SU738", "a writer is no context manager: this `with` raises", "`as_default()` of it is one", Call, {}, {}};
  F.How = Fix{Applicability::Safe, "Add `.as_default()`", {{{R.End, R.End}, ".as_default()"}}};
  Out.push_back(std::move(F));
}

/// A writer that is made by a function which becomes a graph, and that nothing keeps.
void madeWhileTraced(const World &W, NodeRef Call, Lints &Out) {
  const NodeRef Function = W.tracedAround(Call);
  const Stmt &S = W.stmt(W.stmtOf(Call));
  if (Function.Node == NoId || W.scopeOf(Call) != Function || W.group(Call.File).RunsEagerly)
    return;
  if (any_of(W.contextsOf(Call), [&](NodeRef C) {
        return W.expr(C).Kind != ExprKind::Call || StringRef(W.calleePath(C)) == "tensorflow.init_scope";
      }))
    return;
  const ModuleFacts &F = W.facts(Call.File);
  bool Local = false;
  if (S.Kind == StmtKind::Assign && S.Value == Call.Node && S.Targets.size() == 1) {
    const Expr &Target = F.Exprs[S.Targets[0]];
    Local = Target.Kind == ExprKind::Name && F.Bindings[Target.Binding].Scope == Function.Node &&
            all_of(F.Bindings[Target.Binding].Uses, [&](Id Use) {
              return F.Exprs[Use].Parent != NoId && F.Exprs[F.Exprs[Use].Parent].Kind == ExprKind::Attribute;
            });
  } else if (S.Kind == StmtKind::With) {
    const Id Attribute = W.expr(Call).Parent;
    Local = Attribute != NoId && W.defaulted({Call.File, F.Exprs[Attribute].Parent}).has_value();
  }
  if (!Local)
    return;
  Out.push_back({"SU733",
                 "this writer is made while the function is traced and goes when that is done: running the "
                 "function raises a NotFoundError",
                 "make it outside of the function, and keep it as long as the function is called",
                 Call,
                 {{W.tracing(Function).Decorator, "the function becomes a graph"}},
                 {}});
}

/// `for …: writer = create_file_writer(…); step()` around a traced `step` that has `with
/// writer.as_default():` inside.
void rebound(const World &W, NodeRef Call, Lints &Out) {
  const Stmt &S = W.stmt(W.stmtOf(Call));
  const ModuleFacts &F = W.facts(Call.File);
  const Flow &Flow = W.flow(Call.File);
  if (S.Kind != StmtKind::Assign || S.Value != Call.Node || S.Targets.size() != 1 ||
      F.Exprs[S.Targets[0]].Kind != ExprKind::Name || W.group(Call.File).RunsEagerly)
    return;
  const Id Loop = Flow.innermostLoop(W.expr(Call).Stmt);
  const Binding &B = F.Bindings[F.Exprs[S.Targets[0]].Binding];
  // Whoever holds the writer in another way keeps it alive.
  if (Loop == NoId || B.Defs.size() != 1 || any_of(B.Uses, [&](Id Use) {
        return F.Exprs[Use].Parent == NoId || F.Exprs[F.Exprs[Use].Parent].Kind != ExprKind::Attribute;
      }))
    return;
  for (Id Use : B.Uses) {
    const NodeRef Entered{Call.File, F.Exprs[F.Exprs[Use].Parent].Parent};
    const NodeRef Function = W.tracedAround({Call.File, Use});
    if (Entered.Node == NoId || !W.defaulted(Entered) || Function.Node == NoId ||
        W.scopeOf({Call.File, Use}) != Function || W.scopeOf({Call.File, Use}) == W.scopeOf(Call))
      continue;
    const Id Definition = F.Scopes[Function.Node].Stmt;
    if (Flow.innermostLoop(Definition) == Loop)
      continue; // each writer has its own function
    for (uint32_t Edge : W.L.callersOf(Function)) {
      const NodeRef Caller = W.L.callEdges()[Edge].Call;
      if (Caller.File != Call.File || W.scopeOf(Caller) != W.scopeOf(Call) ||
          Flow.innermostLoop(W.expr(Caller).Stmt) != Loop || !Flow.dominates(W.expr(Call).Stmt, W.expr(Caller).Stmt))
        continue;
      Out.push_back({"SU734",
                     "the writer of an earlier turn goes when `" + F.Exprs[S.Targets[0]].Text +
                         "` is bound anew, and `" + F.Scopes[Function.Node].Name +
                         "` was traced with that one: calling it raises a NotFoundError",
                     "make the `tf.function` together with its writer, inside of the loop; or one writer for all turns",
                     Call,
                     {{Entered, "traced with the writer of the first turn"}, {Caller, "called in each turn"}},
                     {}});
      return;
    }
  }
}

} // namespace

void lintWriters(const World &W, Lints &Out) {
  std::set<uint32_t> Files;
  for (const V2Call &C : W.Calls) {
    if (C.Kind != CallKind::MakeWriter)
      continue;
    copy_if(W.group(C.Call.File).Files, std::inserter(Files, Files.end()),
            [&](uint32_t File) { return !W.group(File).V1; });
    asContext(W, C.Call, Out);
    madeWhileTraced(W, C.Call, Out);
    rebound(W, C.Call, Out);
  }
  for (uint32_t File : Files)
    for (Id E = 0; E < W.facts(File).Exprs.size(); ++E) {
      const Expr &X = W.facts(File).Exprs[E];
      if (X.Kind != ExprKind::Call || W.facts(File).Exprs[X.Children[0]].Kind != ExprKind::Attribute)
        continue;
      notEntered(W, {File, E}, Out);
      v1Method(W, {File, E}, Out);
      closed(W, {File, E}, Out);
    }
}

} // namespace summary_upgrade::lint
