#include "migrate/OwnSessionCalls.h"
#include "migrate/WriterCalls.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace summary_upgrade::program;
using namespace summary_upgrade::python;

namespace summary_upgrade::migrate {

bool nameClass(Plan &P, const Writer &W, std::string &Class) {
  const uint32_t File = W.Call.File;
  Class = P.definitionName(File, "SummaryWriter");
  if (!W.Cached || W.CacheFile == File)
    return true;
  // Its own writers have a class of that name.
  if (any_of(P.P.Writers, [&](const Writer &X) { return !X.Cached && X.Call.File == File; }))
    Class = P.definitionName(File, "CachedWriter");
  const auto First = find_if(P.P.Writers, [&](const Writer &X) { return X.Cached && X.Call.File == File; });
  if (First->Call == W.Call) {
    const std::string There = P.definitionName(W.CacheFile, "SummaryWriter");
    P.rewriter(File).insertAfter(W.CacheImportStmt, {{Text("from " + W.CacheImport + " import " + There +
                                                           (There == Class ? "" : " as " + Class))}});
  }
  return true;
}

/// The class has one parameter for a graph and for its definition.
void spellGraph(Plan &P, NodeRef Call, Id Graph) {
  const ModuleFacts &F = P.facts(Call.File);
  auto named = [&](Id Argument, StringRef Name) {
    return F.Exprs[Argument].Kind == ExprKind::Keyword && F.Exprs[Argument].Text == Name;
  };
  ArrayRef<Id> Arguments = ArrayRef<Id>(P.expr(Call).Children).drop_front();
  const auto *Definition = find_if(Arguments, [&](Id A) { return named(A, "graph_def"); });
  if (Definition == Arguments.end())
    return;
  Rewriter &R = P.rewriter(Call.File);
  if (F.Exprs[*Definition].Children[0] != Graph) // None
    return R.removeArg(Call.Node, static_cast<unsigned>(Definition - Arguments.begin()));
  // `FileWriter(logdir, None, graph_def=…)`
  const auto *None = find_if(
      Arguments, [&](Id A) { return named(A, "graph") || (A == Arguments[1] && F.Exprs[A].Kind == ExprKind::None); });
  if (None == Arguments.end())
    return R.replaceExpr(*Definition, Text("graph=").expr(Graph));
  R.replaceExpr(named(*None, "graph") ? F.Exprs[*None].Children[0] : *None, Text(P.slice({Call.File, Graph}).str()));
  R.removeArg(Call.Node, static_cast<unsigned>(Definition - Arguments.begin()));
}

static bool checkCalls(Plan &P) {
  for (uint32_t I : P.C.WriterCalls) {
    const WriterCall &C = P.P.WriterCalls[I];
    switch (C.Kind) {
    case WriterCallKind::Flush:
    case WriterCallKind::Close:
    case WriterCallKind::Reopen:
    case WriterCallKind::GetLogdir:
    case WriterCallKind::Projector: // it calls `get_logdir`
      break;
    case WriterCallKind::AddRunMetadata:
      if (!C.Args.Problem.empty() || C.Args["run_metadata"] == NoId || C.Args["tag"] == NoId)
        return P.decline("SU219", "this form of `add_run_metadata` has no rewrite yet", C.Call);
      P.notice("SU239",
               "run metadata is stored as a summary of TensorBoard's graph plugin, as TensorFlow 2 does it; a program "
               "that reads "
               "`tagged_run_metadata` events does not find it",
               C.Call);
      break;
    case WriterCallKind::AddGraph:
      if (!graphIsPlain(P, C))
        return false;
      // The class takes the graph and nothing else.
      if (P.expr(C.Call).Children.size() > 2 || P.expr({C.Call.File, C.Args["graph"]}).Parent != C.Call.Node)
        P.rewriter(C.Call.File)
            .replaceExpr(C.Call.Node, Text().expr(P.expr(C.Call).Children[0]).lit("(").expr(C.Args["graph"]).lit(")"));
      break;
    case WriterCallKind::AddEvent:
    case WriterCallKind::AddSessionLog:
    case WriterCallKind::AddMetaGraph:
      if (!C.Args.Problem.empty() || C.Args.ByName.empty())
        return P.decline(
            "SU219", "this form of `" + P.expr({C.Call.File, P.expr(C.Call).Children[0]}).Text + "` has no rewrite yet",
            C.Call);
      P.notice("SU238",
               "`" + P.expr({C.Call.File, P.expr(C.Call).Children[0]}).Text +
                   "` has no public TensorFlow 2 form: the event goes through a raw op and the writer's private "
                   "`_resource`" +
                   (C.Kind == WriterCallKind::AddEvent ? "" : ", and without the time that v1 put into it"),
               C.Call);
      break;
    default:
      return P.decline("SU219",
                       "`" + P.expr({C.Call.File, P.expr(C.Call).Children[0]}).Text +
                           "` of the v1 writer has no rewrite yet",
                       C.Call);
    }
  }
  return true;
}

static bool checkWriters(Plan &P) {
  for (uint32_t I : P.C.Writers) {
    const Writer &W = P.P.Writers[I];
    if (!W.Args.Problem.empty())
      return P.decline("SU219", "this `FileWriter` call " + W.Args.Problem, W.Call);
    for (StringRef Extra : {"graph_def", "session"})
      if (W.Args[Extra] != NoId)
        return P.decline("SU219", ("`" + Extra + "=` of FileWriter has no rewrite yet").str(),
                         {W.Call.File, W.Args[Extra]});
    if (W.Logdir == NoId)
      return P.decline("SU219", "this `FileWriter` call gives no directory", W.Call);
  }
  return true;
}

bool classTakes(Plan &P) { return checkCalls(P) && checkWriters(P); }

} // namespace summary_upgrade::migrate
