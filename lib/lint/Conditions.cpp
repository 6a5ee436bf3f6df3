// `record_if`: a condition that is worked out once.
#include "lint/Rules.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"

using namespace llvm;
using namespace summary_upgrade::python;
using namespace summary_upgrade::program;
using summary_upgrade::report::Applicability;

namespace summary_upgrade::lint {

namespace {

/// Names and attributes in an expression, as they are written.
void collectReads(const World &W, NodeRef E, StringSet<> &Out) {
  const Expr &X = W.expr(E);
  if (X.Kind == ExprKind::Name || X.Kind == ExprKind::Attribute)
    Out.insert(W.slice(E));
  for (Id C : X.Children)
    collectReads(W, {E.File, C}, Out);
}

/// The condition is a value, and not what gives one when it is asked.
bool isValue(const World &W, NodeRef E) {
  const Expr &X = W.expr(E);
  if (X.Kind == ExprKind::Compare)
    return true;
  if (X.Kind == ExprKind::Unary && X.Text == "not")
    return true;
  return X.Kind == ExprKind::Call && W.isTensor(E);
}

/// The statement gives one of these names another value, or assigns to a variable of that name.
bool changes(const World &W, uint32_t File, Id Stmt, const StringSet<> &Names) {
  const ModuleFacts &F = W.facts(File);
  const text::Range R = F.StmtRange[Stmt];
  for (Id E = 0; E < F.Exprs.size(); ++E) {
    const Expr &X = F.Exprs[E];
    if (F.ExprRange[E].Begin < R.Begin || F.ExprRange[E].End > R.End)
      continue;
    if (X.Store && (X.Kind == ExprKind::Name || X.Kind == ExprKind::Attribute) && Names.contains(W.slice({File, E})))
      return true;
    if (X.Kind == ExprKind::Attribute && (X.Text == "assign" || X.Text == "assign_add") &&
        Names.contains(W.slice({File, X.Children[0]})))
      return true;
  }
  return false;
}

bool contains(const World &W, uint32_t File, Id Stmt, NodeRef E) {
  const text::Range R = W.facts(File).StmtRange[Stmt];
  return E.File == File && R.Begin <= W.rangeOf(E).Begin && W.rangeOf(E).End <= R.End;
}

/// The traced function that is called in the statement and whose ops are recorded by the condition of its
/// trace.
const V2Call *tracedOp(const World &W, uint32_t File, Id Stmt, NodeRef &Caller) {
  for (const V2Call &C : W.Calls) {
    if (!C.isOp())
      continue;
    const NodeRef Function = W.tracedAround(C.Call);
    if (Function.Node == NoId || W.scopeOf(C.Call) != Function || !W.isMadeOnce(Function))
      continue;
    const bool Own = any_of(W.contextsOf(C.Call), [&](NodeRef Context) {
      const std::string Path = W.expr(Context).Kind == ExprKind::Call ? W.calleePath(Context) : std::string();
      return Path == "tensorflow.summary.record_if" || Path.empty();
    });
    if (Own)
      continue;
    for (uint32_t Edge : W.L.callersOf(Function))
      if (Caller = W.L.callEdges()[Edge].Call; contains(W, File, Stmt, Caller))
        return &C;
  }
  return nullptr;
}

} // namespace

void lintConditions(const World &W, Lints &Out) {
  for (const V2Call &C : W.Calls) {
    const uint32_t File = C.Call.File;
    const Id With = W.expr(C.Call).Stmt;
    const ModuleFacts &F = W.facts(File);
    if (C.Kind != CallKind::RecordIf || F.Stmts[With].Kind != StmtKind::With || W.hasStars(C.Call) ||
        W.group(File).RunsEagerly)
      continue;
    const NodeRef Condition{File, W.argument(C.Call, "condition", 0)};
    if (Condition.Node == NoId || !isValue(W, Condition))
      continue;
    const bool Entered = any_of(F.Stmts[With].Items, [&](const WithItem &I) { return I.Context == C.Call.Node; });
    if (!Entered || W.tracedAround(C.Call).Node != NoId)
      continue;
    StringSet<> Names;
    collectReads(W, Condition, Names);

    // Entered anew in each turn, around a function that keeps what it was when it was traced.
    const Id Loop = W.flow(File).innermostLoop(With);
    NodeRef Caller;
    if (Loop != NoId && changes(W, File, Loop, Names))
      if (const V2Call *Op = tracedOp(W, File, With, Caller)) {
        // Another argument in each turn would be another trace in each turn.
        bool Same = true;
        for (Id A : ArrayRef(W.expr(Caller).Children).drop_front()) {
          const NodeRef E{File, F.Exprs[A].Kind == ExprKind::Keyword ? F.Exprs[A].Children[0] : A};
          Same &= W.isTensor(E);
        }
        if (Same) {
          Out.push_back({"SU707",
                         "the function is traced under the first value of this condition, and keeps it",
                         "put the condition into the function, over a tensor or variable; or write outside of it",
                         Condition,
                         {{Caller, "called under it"}, {Op->Call, "recorded or not, for ever"}},
                         {}});
          continue;
        }
      }
    // Entered once, around a loop.
    for (Id Block : F.Stmts[With].Blocks)
      for (Id Inner : F.Blocks[Block].Stmts) {
        if ((F.Stmts[Inner].Kind != StmtKind::For && F.Stmts[Inner].Kind != StmtKind::While) ||
            !changes(W, File, Inner, Names))
          continue;
        const auto Op = find_if(W.Calls, [&](const V2Call &Other) {
          return Other.isOp() && contains(W, File, Inner, Other.Call) && W.scopeOf(Other.Call) == W.scopeOf(C.Call);
        });
        if (Op == W.Calls.end())
          continue;
        Lint L{"SU707",
               "this condition is worked out once, before the loop that changes it",
               "give a function: `record_if(lambda: …)` is asked for each op",
               Condition,
               {{Op->Call, "recorded or not, for ever"}},
               {}};
        const text::Range R = W.rangeOf(Condition);
        L.How = Fix{Applicability::Unsafe, "Ask for each op", {{{R.Begin, R.Begin}, "lambda: "}}};
        Out.push_back(std::move(L));
        break;
      }
  }
}

} // namespace summary_upgrade::lint
