// The v2 form of merges: lists of the ops.
#include "migrate/OpForm.h"

using namespace llvm;
using namespace summary_upgrade::program;
using namespace summary_upgrade::python;

namespace summary_upgrade::migrate {

bool emitMerges(Plan &P) {
  for (uint32_t M : P.C.Merges) {
    const Merge &X = P.P.Merges[M];
    if (!X.Args.Problem.empty())
      return P.decline("SU219", "this merge " + X.Args.Problem, X.Call);
    Spelling S;
    if (!P.spelling(P.scopeOf(X.Call), X.Call, S))
      return false;
    if (X.All) {
      if (!X.Key)
        return P.decline("SU218", "the collection that is merged here is not known", X.Call);
      for (NodeRef Library : P.P.LibrarySummaries)
        if (P.P.project().mayRunTogether(Library.File, X.Call.File))
          return P.decline(
              "SU219", "merge_all also merges the summaries that this library call makes, and they have no rewrite yet",
              X.Call, {}, {{Library, "makes summaries of its own"}});
      if (usesCollections(P)) {
        Text Get(S.V1 + "get_collection(");
        if (X.KeyExpr == NoId || P.expr({X.Call.File, X.KeyExpr}).Kind == ExprKind::None)
          Get.lit(summariesKey(S));
        else
          Get.expr(X.KeyExpr);
        if (X.Scope != NoId && P.expr({X.Call.File, X.Scope}).Kind != ExprKind::None)
          Get.lit(", ").expr(X.Scope);
        P.rewriter(X.Call.File).replaceExpr(X.Call.Node, Get.lit(")"));
      } else {
        P.rewriter(X.Call.File).replaceExpr(X.Call.Node, Text(S.V1Always + "summary.all_v2_summary_ops()"));
      }
      continue;
    }
    if (X.Args["collections"] != NoId && P.expr({X.Call.File, X.Args["collections"]}).Kind != ExprKind::None)
      return P.decline("SU219", "`collections=` of merge has no rewrite yet", X.Call);
    if (X.Inputs == NoId)
      return P.decline("SU219", "this merge names no inputs", X.Call);
    P.rewriter(X.Call.File).replaceExpr(X.Call.Node, Text().expr(X.Inputs));
  }
  return true;
}

} // namespace summary_upgrade::migrate
