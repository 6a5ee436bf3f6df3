#include "migrate/Lifecycle.h"
#include "migrate/WriterCalls.h"
#include "migrate/WriterInit.h"

using namespace llvm;
using namespace summary_upgrade::program;
using namespace summary_upgrade::python;

namespace summary_upgrade::migrate {

/// `finalize()` on a graph forbids ops that are built later.
static bool finalized(Plan &P, const WriterPlan &W) {
  for (uint32_t File = 0; File < P.P.project().modules().size(); ++File) {
    if (!P.P.project().mayRunTogether(File, W.Stmt.File))
      continue;
    for (Id E = 0; E < P.facts(File).Exprs.size(); ++E)
      if (P.facts(File).Exprs[E].Kind == ExprKind::Attribute && P.facts(File).Exprs[E].Text == "finalize")
        return P.decline(
            "SU219", "the graph is finalized here; building the writer's ops before that has no rewrite yet",
            {File, E});
  }
  return true;
}

bool emitLifecycle(Plan &P, const WriterPlan &W, std::map<NodeRef, std::string> &PassedWriter,
                   std::map<NodeRef, std::string> &PassedDir) {
  Sessions Where(P, W);
  return finalized(P, W) && Where.find() && emitInit(P, W, Where, PassedWriter, PassedDir) &&
         emitWriterCalls(P, W, Where);
}

} // namespace summary_upgrade::migrate
