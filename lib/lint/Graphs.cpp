// Graphs that nothing runs, and traces that nothing writes.
#include "lint/Rules.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace summary_upgrade::python;
using namespace summary_upgrade::program;

namespace summary_upgrade::lint {

void lintGraphs(const World &W, Lints &Out) {
  for (const V2Call &C : W.Calls) {
    // A profile has a folder of its own, and is written when it is stopped.
    const Id Profiler = C.Kind == CallKind::TraceOn ? W.argument(C.Call, "profiler", 1) : NoId;
    const bool Profiles =
        W.hasStars(C.Call) || (Profiler != NoId && W.expr({C.Call.File, Profiler}).Kind != ExprKind::False);
    if (C.Kind == CallKind::TraceOn && !Profiles && !W.group(C.Call.File).Exports)
      Out.push_back({"SU713",
                     "nothing of this trace is written: no code here calls `trace_export`",
                     "`tf.summary.trace_export(name, step=…)` under `with writer.as_default():`, behind the "
                     "traced call",
                     C.Call,
                     {},
                     {}});
    if (!C.isOp())
      continue;
    for (NodeRef Context : W.contextsOf(C.Call)) {
      const std::string Path = W.expr(Context).Kind == ExprKind::Call ? W.calleePath(Context) : std::string();
      if (Path != "tensorflow.Graph().as_default")
        continue;
      // A program with a session is one for v1, and gets no lints.
      Out.push_back({"SU711",
                     "this op becomes part of a graph that nothing runs: no event is written",
                     "write outside of the graph, where it happens at once",
                     C.Call,
                     {{Context, "the graph"}},
                     {}});
      break;
    }
  }
}

} // namespace summary_upgrade::lint
