#include "migrate/HostEager.h"
#include "migrate/AfterClose.h"
#include "migrate/HostImages.h"
#include "migrate/HostScalars.h"
#include "migrate/Respell.h"
#include "migrate/WriterPlace.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace summary_upgrade::program;
using namespace summary_upgrade::python;

namespace summary_upgrade::migrate {

namespace {

class HostEagerPlanner {
public:
  HostEagerPlanner(Plan &P, bool &Raw) : P(P), Raw(Raw) {}

  bool run() {
    for (const Blocker &B : P.C.Blockers)
      if (B.AboutWriter)
        return P.decline(B.Code, B.Message, B.Place, B.Help, B.Related);
    for (uint32_t I : P.C.WriterCalls) {
      const WriterCall &C = P.P.WriterCalls[I];
      if (C.Kind != WriterCallKind::Flush && C.Kind != WriterCallKind::Close)
        return P.decline("SU219", "this method of the v1 writer has no eager form", C.Call);
    }
    for (uint32_t I : P.C.Writers)
      if (!writer(P.P.Writers[I]))
        return false;
    if (P.C.Writes.empty())
      return P.decline("SU219", "nothing is written through this writer", P.P.Writers[P.C.Writers[0]].Call);
    for (uint32_t I : P.C.Writes)
      if (!write(P.P.Writes[I]))
        return false;
    return !Raw || respell(P, Apart);
  }

private:
  bool writer(const Writer &V1) {
    if (V1.Graph != NoId && P.expr({V1.Call.File, V1.Graph}).Kind != ExprKind::None)
      return P.decline("SU219", "the graph of a program without one", {V1.Call.File, V1.Graph});
    HostMode Mode = hostMode(P.P, V1.Call);
    if (!Mode.HostOnly)
      return P.decline("SU403", Mode.Why, Mode.Place, "an eager write inside a graph is lost without a word");
    if (!prefix(V1.Call, V1.Call))
      return false;
    WriterPlan W;
    W.Writer = static_cast<uint32_t>(&V1 - P.P.Writers.data());
    if (auto Late = writeAfterClose(P, W.Writer))
      return P.decline("SU219", "this writes after the writer is closed; v1 drops it, a v2 writer fails", Late->Write,
                       {}, {{Late->Close, "closed here"}});
    if (!checkArguments(P, W))
      return false;
    if (W.InWith)
      return P.decline("SU219", "a v2 writer is no context manager of its own", V1.Call);
    W.Home = W.Scope;
    W.InPlace = true;
    Spelling S;
    S.V2 = *prefix(V1.Call, V1.Call);
    auto Create = creation(P, W, S);
    if (!Create)
      return false;
    P.rewriter(V1.Call.File).replaceExpr(V1.Call.Node, *Create);
    return true;
  }

  /// `tf.`: the name of plain TensorFlow where `Place` is.
  std::optional<std::string> prefix(NodeRef Place, NodeRef Blame) {
    Spelling S;
    if (!P.spelling(P.scopeOf(Place), Blame, S))
      return std::nullopt;
    StringRef Name = StringRef(S.V1Always);
    if (!Name.consume_back("compat.v1.")) {
      P.decline("SU403", "only `tensorflow.compat.v1` is at hand here", Blame);
      return std::nullopt;
    }
    return Name.str();
  }

  bool write(const Write &W) {
    NodeRef Add = P.stmtOf(W.Call);
    const Stmt &S = P.stmt(Add);
    if (S.Kind != StmtKind::Expr || S.Value != W.Call.Node)
      return P.decline("SU219", "this `add_summary` is part of a larger expression", W.Call);
    if (W.Summary == NoId)
      return P.decline("SU219", "this `add_summary` names no summary", W.Call);
    auto Tf = prefix(W.Call, W.Call);
    if (!Tf)
      return false;
    if (auto Proto = hostScalars(P, W)) {
      emitHostScalars(P, W, *Proto, [&](const HostValue &V) { return scalar(W, V, *Tf); }, header(W));
      Apart.insert(W.Call);
      return true;
    }
    if (auto Images = hostImages(P, W)) {
      emitHostImages(P, W, *Images, header(W), *Tf);
      Apart.insert(W.Call);
      return true;
    }
    return raw(W, *Tf);
  }

  static void append(Text &To, const Text &From) {
    To.Pieces.insert(To.Pieces.end(), From.Pieces.begin(), From.Pieces.end());
  }

  Text scalar(const Write &W, const HostValue &V, const std::string &Tf) const {
    Text T(Tf + "summary.scalar(");
    T.expr(V.Tag).lit(", ");
    append(T, hostValue(P, {W.Call.File, V.Value}));
    T.lit(", step=");
    append(T, hostStep(P, W));
    T.lit(")");
    return T;
  }
  Text header(const Write &W) const {
    Text T("with ");
    return T.expr(W.WriterExpr.Node, /*Tight=*/true).lit(".as_default():");
  }

  bool raw(const Write &W, const std::string &Tf) {
    std::string Form = bytesForm(P, {W.Call.File, W.Summary});
    if (Form == "?")
      return P.decline("SU218", "whether this is a summary's bytes or a `tf.Summary` is not known",
                       {W.Call.File, W.Summary});
    Raw = true;
    Text T(Tf + "summary.experimental.write_raw_pb(");
    T.expr(W.Summary, /*Tight=*/!Form.empty()).lit(Form + ", step=");
    append(T, hostStep(P, W));
    T.lit(")");
    P.rewriter(W.Call.File).replaceStmt(P.stmtOf(W.Call).Node, {{header(W)}, {T, 1}});
    return true;
  }

  Plan &P;
  bool &Raw;
  std::set<NodeRef> Apart; ///< writes that became one statement a scalar or image
};

} // namespace

bool emitHostEager(Plan &P, bool &Raw) { return HostEagerPlanner(P, Raw).run(); }

} // namespace summary_upgrade::migrate
