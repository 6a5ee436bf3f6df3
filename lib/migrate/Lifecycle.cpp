#include "migrate/Lifecycle.h"
#include "migrate/WriterCalls.h"
#include "migrate/WriterEvents.h"
#include "migrate/WriterInit.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace summary_upgrade::program;
using namespace summary_upgrade::python;

namespace summary_upgrade::migrate {

/// `finalize()` on a graph forbids ops that are built later: the writer must be made before, with its flush and close
/// ops.
static bool finalized(Plan &P, WriterPlan &W) {
  for (uint32_t File = 0; File < P.P.project().modules().size(); ++File) {
    if (!P.P.project().mayRunTogether(File, W.Stmt.File))
      continue;
    const ModuleFacts &F = P.facts(File);
    for (Id E = 0; E < F.Exprs.size(); ++E) {
      const Expr &X = F.Exprs[E];
      if (X.Kind != ExprKind::Attribute || X.Text != "finalize")
        continue;
      Id Call = X.Parent;
      bool Called = Call != NoId && F.Exprs[Call].Kind == ExprKind::Call && F.Exprs[Call].Children[0] == E;
      if (Called && !P.L.calleesAt({File, Call}).empty())
        continue; // a method of the project's own
      NodeRef S{File, X.Stmt}, Made = W.InPlace ? W.Stmt : W.Anchor;
      if (!Called || P.scopeOfStmt(S) != W.Home || W.Home.File != File || !P.flow(File).dominates(Made.Node, S.Node) ||
          is_contained(P.chain(Made), S.Node) || W.InWith)
        return P.decline("SU219", "the graph is finalized here, and the writer's ops are not known to be built before",
                         {File, E}, "finalize the graph in the function that makes the writer, after it");
      W.Finalizes.push_back(S);
    }
  }
  W.Prebuilt |= !W.Finalizes.empty();
  return true;
}

bool emitLifecycle(Plan &P, const WriterPlan &Placed, std::map<NodeRef, std::string> &PassedWriter,
                   std::map<NodeRef, std::string> &PassedDir) {
  WriterPlan W = Placed;
  Sessions Where(P, W);
  if (!finalized(P, W) || !Where.find())
    return false;
  W.Prebuilt |= Where.several();
  return emitInit(P, W, Where, PassedWriter, PassedDir) && emitWriterEvents(P, W, Where) &&
         emitWriterCalls(P, W, Where);
}

} // namespace summary_upgrade::migrate
