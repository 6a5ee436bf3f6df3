#include "migrate/HostGraph.h"
#include "migrate/HostScalars.h"
#include "migrate/Respell.h"
#include "migrate/Sessions.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace summary_upgrade::program;
using namespace summary_upgrade::python;

namespace summary_upgrade::migrate {

bool isHostWrite(const Plan &P, const Write &W) {
  return W.Sources.empty() && W.Summary != NoId && bytesForm(P, {W.Call.File, W.Summary}) == ".SerializeToString()";
}

/// The merge stands, or is called, before the statement in its function.
bool HostGraph::dominated(const Merge &M, NodeRef Stmt) const {
  std::vector<NodeRef> Waiting{M.Call};
  std::set<NodeRef> Seen;
  while (!Waiting.empty() && Seen.size() < 64) {
    NodeRef At = P.stmtOf(Waiting.back()), Scope = P.scopeOf(Waiting.back());
    Waiting.pop_back();
    if (!Seen.insert(At).second)
      continue;
    if (Scope == P.scopeOfStmt(Stmt)) {
      if (At.File == Stmt.File && P.flow(At.File).dominates(At.Node, Stmt.Node))
        return true;
      continue;
    }
    for (uint32_t Edge : P.L.callersOf(Scope))
      Waiting.push_back(P.L.callEdges()[Edge].Call);
  }
  return false;
}

/// `all_v2_summary_ops()` must not find the ops that the host feeds: they are made behind it.
bool HostGraph::afterMerges(const WriterPlan &W) {
  Sessions Where(P, W);
  if (!Where.find())
    return false;
  if (Where.several() || Where.sites().size() != 1)
    return P.decline("SU220",
                     "what the host writes needs ops of its own, and there are several sessions to run them in",
                     P.P.Writers[W.Writer].Call);
  NodeRef Site = P.stmtOf(*Where.sites().begin());
  if (P.flow(Site.File).innermostLoop(Site.Node) != NoId || P.flow(W.Stmt.File).innermostLoop(W.Stmt.Node) != NoId)
    return P.decline("SU220", "what the host writes needs ops of its own, and each round of this loop would make more",
                     *Where.sites().begin());
  // Where the writer is initialised: beside the FileWriter, or behind the session.
  bool BesideWriter = !Where.at(statementWithWriter(P, W)).empty();
  for (uint32_t I : P.C.Merges) {
    const Merge &M = P.P.Merges[I];
    if (M.All && !(dominated(M, Site) || (BesideWriter && dominated(M, W.Stmt))))
      return P.decline("SU219", "this merge may also find the op that writes what the host builds", M.Call);
  }
  for (uint32_t I : Writes)
    if (!Where.openAt(P.stmtOf(P.P.Writes[I].Call)))
      return P.decline("SU220", "the session may be closed where this is written", P.P.Writes[I].Call);
  return true;
}

bool HostGraph::prepare(WriterPlan &W) {
  bool Values = false, Protos = false;
  for (uint32_t I : P.C.Writes)
    if (const Write &X = P.P.Writes[I]; isHostWrite(P, X)) {
      NodeRef S = P.stmtOf(X.Call);
      if (P.stmt(S).Kind != StmtKind::Expr || P.stmt(S).Value != X.Call.Node)
        return P.decline("SU219", "this `add_summary` is part of a larger expression", X.Call);
      Writes.push_back(I);
      bool Each = hostScalars(P, X).has_value();
      Values |= Each;
      Protos |= !Each;
    }
  if (Writes.empty())
    return true;
  // The ops of the host come into the graph that is current where the writer is initialised.
  for (uint32_t File = 0; File < P.P.project().modules().size(); ++File)
    if (P.P.project().mayRunTogether(File, W.Stmt.File))
      for (Id E = 0; E < P.facts(File).Exprs.size(); ++E)
        if (P.facts(File).Exprs[E].Kind == ExprKind::Attribute && P.facts(File).Exprs[E].Text == "finalize")
          return P.decline("SU219", "what the host writes needs ops of its own, and the graph is finalized here",
                           {File, E});
        else if (P.facts(File).Exprs[E].Kind == ExprKind::Call)
          if (std::string Path = P.L.calleePath({File, E});
              Path == "tensorflow.Graph" || Path == "tensorflow.reset_default_graph")
            return P.decline("SU220",
                             "the program makes several graphs, and which one this writer's session has is not known",
                             {File, E});
  Spelling S;
  if (!P.spelling(W.Home, P.P.Writers[W.Writer].Call, S) || !afterMerges(W))
    return false;
  const uint32_t File = W.Home.File;
  const std::string Tf = StringRef(S.V1).split('.').first.str() + ".";
  auto name = [](const Companion &C) {
    StringRef Home = C.Home;
    return (Home.contains('.') ? Home.rsplit('.').second : Home).str();
  };
  auto placeholder = [&](const std::string &Name, StringRef Type) {
    return Line{
        Text(Name + " = " + S.V1 + "placeholder(" + Tf + Type.str() + ", [], name=" + P.literal(File, Name) + ")")};
  };
  std::vector<Line> Ops;
  std::vector<std::pair<std::string, std::string>> Functions; ///< name, and what makes it of a session
  const std::string Step = P.freshName(File, "host_step");
  Ops.push_back(placeholder(Step, "int64"));
  std::vector<Line> Made;
  if (Values) {
    if (!(Scalar = companion(P, W, "write_scalar")))
      return false;
    const std::string Tag = P.freshName(File, "host_tag"), Value = P.freshName(File, "host_value"),
                      Op = P.freshName(File, name(*Scalar) + "_op");
    Ops.push_back(placeholder(Tag, "string"));
    Ops.push_back(placeholder(Value, "float32"));
    Made.push_back({Text(Op + " = " + S.V2 + "summary.write("), 1});
    Made.push_back(
        {Text(Tag + ", " + Value + ", step=" + Step + ", metadata=" + S.V1Always + "SummaryMetadata(plugin_data={" +
              P.literal(File, "plugin_name") + ": " + P.literal(File, "scalars") + "}))"),
         2});
    Functions.push_back({Scalar->Home, ".make_callable(" + Op + ", [" + Tag + ", " + Value + ", " + Step + "])"});
  }
  if (Protos) {
    if (!(Proto = companion(P, W, "write_summary")))
      return false;
    const std::string Bytes = P.freshName(File, "host_summary"), Op = P.freshName(File, name(*Proto) + "_op");
    Ops.push_back(placeholder(Bytes, "string"));
    Made.push_back(
        {Text(Op + " = " + S.V2 + "summary.experimental.write_raw_pb(" + Bytes + ", step=" + Step + ")"), 1});
    Functions.push_back({Proto->Home, ".make_callable(" + Op + ", [" + Bytes + ", " + Step + "])"});
  }
  Ops.push_back({Text("with " + W.Name + ".as_default():")});
  Ops.insert(Ops.end(), Made.begin(), Made.end());
  W.AfterInit = [=](const std::string &Session) {
    std::vector<Line> Lines = Ops;
    for (const auto &[Name, Call] : Functions)
      Lines.push_back({Text(Name + " = " + Session + Call)});
    return Lines;
  };
  return true;
}

bool HostGraph::emit() {
  std::set<NodeRef> Apart;
  auto append = [](Text &To, const Text &From) {
    To.Pieces.insert(To.Pieces.end(), From.Pieces.begin(), From.Pieces.end());
  };
  for (uint32_t I : Writes) {
    const Write &W = P.P.Writes[I];
    const auto Values = hostScalars(P, W);
    std::string Function =
        reachCompanion(P, Values ? *Scalar : *Proto, W.Call, W.WriterExpr, Values ? PassedScalar : PassedProto);
    if (Function.empty())
      return false;
    if (Values) {
      auto call = [&](const HostValue &V) {
        Text T(Function + "(");
        T.expr(V.Tag).lit(", ");
        append(T, hostValue(P, {W.Call.File, V.Value}));
        append(T.lit(", "), hostStep(P, W));
        return T.lit(")");
      };
      emitHostScalars(P, W, *Values, call, std::nullopt);
      Apart.insert(W.Call);
      continue;
    }
    Text T(Function + "(");
    append(T.expr(W.Summary, /*Tight=*/true).lit(".SerializeToString(), "), hostStep(P, W));
    P.rewriter(W.Call.File).replaceExpr(W.Call.Node, T.lit(")"));
  }
  return !Proto || respellProtos(P, Apart);
}

} // namespace summary_upgrade::migrate
