#include "migrate/Bridge.h"
#include "migrate/Lifecycle.h"
#include "migrate/Respell.h"
#include "migrate/Sessions.h"
#include "program/HostProtos.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace summary_upgrade::program;
using namespace summary_upgrade::python;

namespace summary_upgrade::migrate {

namespace {

class BridgePlanner {
public:
  explicit BridgePlanner(Plan &P) : P(P) {}

  bool run() {
    std::vector<uint32_t> Writers = P.C.Writers;
    llvm::sort(Writers, [&](uint32_t A, uint32_t B) { return P.P.Writers[A].Call < P.P.Writers[B].Call; });
    for (const Blocker &B : P.C.Blockers)
      if (B.AboutWriter || B.AboutGraph)
        return P.decline(B.Code, B.Message, B.Place, B.Help, B.Related);
    if (P.C.Writes.empty())
      return P.decline("SU219", "nothing is written through this writer", P.P.Writers[P.C.Writers[0]].Call);
    for (uint32_t W : Writers)
      if (!writer(W))
        return false;
    for (uint32_t W : P.C.Writes)
      if (!write(P.P.Writes[W]))
        return false;
    return respell(P);
  }

private:
  bool writer(uint32_t Index) {
    const Writer &V1 = P.P.Writers[Index];
    WriterPlan W;
    W.Writer = Index;
    W.Bridged = true;
    if (!oneGraph(P, V1.Call) || !keepWriter(P, W))
      return false;
    if (!W.KeepsName)
      return P.decline("SU215", "the writer has no name", V1.Call);
    if (P.flow(W.Stmt.File).innermostLoop(W.Stmt.Node) != NoId)
      return P.decline("SU215", "the writer is made in a loop, and each round would add to the graph", V1.Call);
    Spelling S;
    if (!P.spelling(W.Home, V1.Call, S))
      return false;
    uint32_t File = W.Home.File;
    // train_summary_writer → write_train_summary
    StringRef Base = W.Bare;
    Base = Base.ltrim('_');
    if (Base == "writer" || Base == "summary_writer" || Base == "file_writer")
      Base = "";
    Base.consume_back("_writer");
    Base.consume_back("_summary");
    auto Callee =
        companion(P, W, Base.empty() || Base == "summary" ? "write_summary" : ("write_" + Base + "_summary").str());
    if (!Callee)
      return false;
    std::string Function = StringRef(Callee->Home).rsplit('.').second.empty()
                               ? Callee->Home
                               : StringRef(Callee->Home).rsplit('.').second.str();
    std::string Op = P.freshName(File, Function + "_op");
    // Writers that are made side by side share the placeholders.
    auto &Shared = Placeholders[{File, P.stmt(W.Stmt).Block}];
    bool First = Shared.first.empty();
    if (First)
      Shared = {P.freshName(File, "summary_bytes"), P.freshName(File, "summary_step")};
    std::string Bytes = Shared.first, Step = Shared.second;
    std::string Stored = Callee->Home;
    std::string Int64 = StringRef(S.V1).split('.').first.str() + ".int64",
                String = StringRef(S.V1).split('.').first.str() + ".string";
    std::vector<Line> After;
    if (First)
      After.push_back({Text(Bytes + " = " + S.V1 + "placeholder(" + String +
                            ", [], name=" + P.literal(File, "summary_bytes") + ")")});
    if (First)
      After.push_back(
          {Text(Step + " = " + S.V1 + "placeholder(" + Int64 + ", [], name=" + P.literal(File, "summary_step") + ")")});
    After.push_back({Text("with " + W.Name + ".as_default():")});
    After.push_back(
        {Text(Op + " = " + S.V2 + "summary.experimental.write_raw_pb(" + Bytes + ", step=" + Step + ")"), 1});
    if (!emitCreation(P, W, {}, std::move(After)))
      return false;
    W.AfterInit = [=](const std::string &Session) {
      return std::vector<Line>{
          {Text(Stored + " = " + Session + ".make_callable(" + Op + ", [" + Bytes + ", " + Step + "])")}};
    };
    std::map<NodeRef, std::string> PassedDir;
    if (!emitLifecycle(P, W, PassedWriter[Index], PassedDir))
      return false;
    Sessions Where(P, W);
    Where.find();
    for (uint32_t I : P.C.Writes)
      if (const Write &X = P.P.Writes[I]; is_contained(X.Writers, Index) && !Where.openAt(P.stmtOf(X.Call)))
        return P.decline("SU220", "the session may be closed where this is written", X.Call);
    Callable[Index] = *Callee;
    return true;
  }

  bool write(const Write &W) {
    if (W.Writers.size() != 1)
      return P.decline("SU213", "which of several writers this is, is not known", W.Call);
    if (W.Summary == NoId)
      return P.decline("SU219", "this `add_summary` names no summary", W.Call);
    std::string Function = reachCompanion(P, Callable[W.Writers[0]], W.Call, W.WriterExpr, Passed[W.Writers[0]]);
    if (Function.empty())
      return false;
    Text T(Function + "(");
    NodeRef Summary{W.Call.File, W.Summary};
    std::string Form = bytesForm(P, Summary);
    if (Form.empty() && W.Sources.empty())
      return P.decline("SU218", "which summaries are written here cannot be followed", Summary);
    if (Form == "?")
      return P.decline("SU218", "whether this is a summary's bytes or a `tf.Summary` is not known", Summary);
    T.expr(W.Summary, /*Tight=*/!Form.empty()).lit(Form).lit(", ");
    writtenStep(P, W, T);
    T.lit(")");
    P.rewriter(W.Call.File).replaceExpr(W.Call.Node, T);
    return true;
  }

  Plan &P;
  std::map<uint32_t, Companion> Callable;
  std::map<NodeRef, std::pair<std::string, std::string>> Placeholders; ///< per block: bytes and step
  std::map<uint32_t, std::map<NodeRef, std::string>> Passed, PassedWriter;
};

} // namespace

bool oneGraph(Plan &P, NodeRef Place) {
  for (uint32_t File = 0; File < P.P.project().modules().size(); ++File) {
    if (!P.P.project().mayRunTogether(File, Place.File))
      continue;
    for (Id E = 0; E < P.facts(File).Exprs.size(); ++E)
      if (P.facts(File).Exprs[E].Kind == ExprKind::Call) {
        std::string Path = P.L.calleePath({File, E});
        bool Reset = Path == "tensorflow.reset_default_graph" &&
                     (File != Place.File || P.scopeOf({File, E}).Node != 0 ||
                      P.flow(File).innermostLoop(P.facts(File).Exprs[E].Stmt) != NoId);
        if (Path == "tensorflow.Graph" || Reset)
          return P.decline("SU220",
                           "the program makes several graphs, and which one this writer's session has is not known",
                           {File, E});
      }
  }
  return true;
}

void writtenStep(const Plan &P, const Write &W, Text &T) {
  if (W.Step == NoId || P.expr({W.Call.File, W.Step}).Kind == ExprKind::None)
    T.lit("0");
  else if (mayBeNone(P.P, {W.Call.File, W.Step}))
    T.lit("int(").expr(W.Step, /*Tight=*/true).lit(" or 0)"); // v1 took None for 0
  else if (P.expr({W.Call.File, W.Step}).Kind == ExprKind::Call)
    T.lit("int(").expr(W.Step).lit(")"); // as v1 did with whatever it was given
  else
    T.expr(W.Step);
}

bool emitBridge(Plan &P) { return BridgePlanner(P).run(); }

} // namespace summary_upgrade::migrate
