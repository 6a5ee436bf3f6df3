#include "migrate/Plugins.h"
#include "migrate/Uses.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace summary_upgrade::program;
using namespace summary_upgrade::python;

namespace summary_upgrade::migrate {

namespace {

constexpr StringRef Contrib = "tensorflow.contrib.tensorboard.plugins.projector";

/// `tb_summary.scalar`: its module gets `.v1` behind it.
void spellV1(Plan &P, NodeRef E) {
  const Expr &X = P.expr(E);
  StringRef Plain = X.Text;
  Plain.consume_back("_pb");
  if (!is_contained({"scalar", "histogram", "image", "audio", "text", "pr_curve", "custom_scalar",
                     "pr_curve_streaming_op", "pr_curve_raw_data_op", "pr_curve_raw_data"},
                    Plain) ||
      P.L.externalPath(E) != "tensorboard.summary." + X.Text.str())
    return;
  P.rewriter(E.File).replaceExpr(X.Children[0], Text().expr(X.Children[0], /*Tight=*/true).lit(".v1"));
}

/// `from tensorflow.contrib.tensorboard.plugins import projector`, or the same by attributes.
void spellProjector(Plan &P, uint32_t File) {
  const ModuleFacts &F = P.facts(File);
  for (Id S = 0; S < F.Stmts.size(); ++S) {
    if ((F.Stmts[S].Kind != StmtKind::Import && F.Stmts[S].Kind != StmtKind::ImportFrom) ||
        F.Stmts[S].Imports.size() != 1)
      continue;
    const ImportedName &I = F.Stmts[S].Imports[0];
    if (I.Module + "." + I.Name == Contrib)
      P.rewriter(File).replaceStmt(S, {Line{Text("from tensorboard.plugins import projector" +
                                                 (I.Alias == I.Name ? std::string() : " as " + I.Alias))}});
  }
  // The name is the same for every component that asks, or nothing is done.
  if (any_of(F.Bindings, [](const Binding &B) { return B.Name == "projector"; }))
    return;
  for (Id E = 0; E < F.Exprs.size(); ++E)
    if (F.Exprs[E].Kind == ExprKind::Attribute && F.Exprs[E].Text == "projector" &&
        P.L.externalPath({File, E}) == Contrib) {
      P.rewriter(File).requestImport("from tensorboard.plugins import projector");
      P.rewriter(File).replaceExpr(E, Text("projector"));
    }
}

} // namespace

void respellPlugins(Plan &P) {
  std::set<uint32_t> Files;
  for (const Use &U : usesOf(P.P, P.C))
    Files.insert(U.Call.File);
  const bool Projector =
      any_of(P.C.WriterCalls, [&](uint32_t C) { return P.P.WriterCalls[C].Kind == WriterCallKind::Projector; });
  for (uint32_t File : Files) {
    for (Id E = 0; E < P.facts(File).Exprs.size(); ++E)
      if (P.facts(File).Exprs[E].Kind == ExprKind::Attribute && P.facts(File).Exprs[E].Children.size() == 1)
        spellV1(P, {File, E});
    if (Projector)
      spellProjector(P, File);
  }
}

} // namespace summary_upgrade::migrate
