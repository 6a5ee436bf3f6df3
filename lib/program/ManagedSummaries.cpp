// What writes summaries by itself: sessions, hooks, supervisors, estimators. Some can be given another
// writer.
#include "program/Classifier.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace summary_upgrade::python;

namespace summary_upgrade::program {

std::vector<NodeRef> Classifier::writesOfItsOwn(const Manager &M) const {
  std::vector<NodeRef> Result;
  for (uint32_t File = 0; File < L.project().modules().size(); ++File) {
    const ModuleFacts &F = facts(File);
    if (!L.project().module(File).Writable)
      continue;
    for (Id E = 0; E < F.Exprs.size(); ++E) {
      if (F.Exprs[E].Kind != ExprKind::Call || F.Exprs[F.Exprs[E].Children[0]].Kind != ExprKind::Attribute ||
          F.Exprs[F.Exprs[E].Children[0]].Text != "add_summary" || WriteAt.count({File, E}))
        continue;
      if (any_of(L.valuesOf({File, F.Exprs[F.Exprs[E].Children[0]].Children[0]}).Ids, [&](ValueId VId) {
            const Value &V = L.value(VId);
            return V.Kind == ValueKind::External && V.Site == M.Call &&
                   StringRef(V.Path).ends_with("Supervisor().summary_writer");
          }))
        Result.push_back({File, E});
    }
  }
  return Result;
}

void Classifier::cachedWriters() {
  auto where = [&](NodeRef E) {
    const text::SourceFile &Source = L.project().module(E.File).File;
    return (Source.path() + ":" + Twine(Source.position(facts(E.File).ExprRange[E.Node].Begin).Line)).str();
  };
  for (Manager &M : Caches) {
    auto together = [&](uint32_t File) { return L.project().mayRunTogether(File, M.Call.File); };
    if (!M.Args.Problem.empty() || M.Args["logdir"] == NoId)
      M.Why = "it is called in a way that is not known";
    for (const Manager &Other : Prog.Managers)
      if (M.Why.empty() && Other.Kind != ManagerKind::KerasCallback && together(Other.Call.File))
        M.Why =
            "`" +
            L.project()
                .module(Other.Call.File)
                .File.slice(facts(Other.Call.File).ExprRange[facts(Other.Call.File).Exprs[Other.Call.Node].Children[0]])
                .str() +
            "` (" + where(Other.Call) + ") may ask for it, too";
    for (uint32_t File = 0; M.Why.empty() && File < L.project().modules().size(); ++File) {
      if (!together(File))
        continue;
      const ModuleFacts &F = facts(File);
      for (Id E = 0; E < F.Exprs.size() && M.Why.empty(); ++E) {
        const Expr &X = F.Exprs[E];
        if ((X.Kind != ExprKind::Attribute && X.Kind != ExprKind::Name) || X.Store ||
            !StringRef(L.externalPath({File, E})).ends_with(".FileWriterCache"))
          continue;
        const bool Asks = X.Parent != NoId && F.Exprs[X.Parent].Kind == ExprKind::Attribute &&
                          F.Exprs[X.Parent].Text == "get" && F.Exprs[X.Parent].Parent != NoId &&
                          F.Exprs[F.Exprs[X.Parent].Parent].Kind == ExprKind::Call &&
                          F.Exprs[F.Exprs[X.Parent].Parent].Children[0] == X.Parent;
        if (X.Kind == ExprKind::Name) // the import would stay, and TensorFlow 2 has no such name
          M.Why = "it is imported by its own name (" + where({File, E}) + ")";
        else if (!Asks)
          M.Why = "the cache is used in another way at " + where({File, E});
        else if (File != M.Call.File)
          M.Why = "another file asks for it, too (" + where({File, E}) + ")";
      }
    }
  }
  // One that stays would share its directory with those that change.
  const std::vector<Manager> All = Caches;
  for (Manager &M : Caches) {
    for (const Manager &Other : All)
      if (M.Why.empty() && !Other.Why.empty() && L.project().mayRunTogether(Other.Call.File, M.Call.File))
        M.Why = "the one at " + where(Other.Call) + " stays";
    if (M.Why.empty()) {
      Writer W;
      W.Call = M.Call;
      W.Args = M.Args;
      W.Logdir = M.Args["logdir"];
      W.Cached = true;
      WriterAt[M.Call] = static_cast<uint32_t>(Prog.Writers.size());
      Prog.Writers.push_back(std::move(W));
      continue;
    }
    ManagerAt[M.Call] = static_cast<uint32_t>(Prog.Managers.size());
    Prog.Managers.push_back(std::move(M));
  }
}

void Classifier::managers() {
  for (Manager &M : Prog.Managers) {
    NodeRef Writer{M.Call.File, M.Args["summary_writer"]};
    if (M.Kind == ManagerKind::SaverHook && M.Args.Problem.empty() && Writer.Node != NoId) {
      M.Writers = handles(Writer).Writers;
      M.Joins = !M.Writers.empty();
    }
    if (M.Kind == ManagerKind::Supervisor && M.Args.Problem.empty()) {
      if (Writer.Node != NoId && !L.valuesOf(Writer).Top)
        M.Writers = handles(Writer).Writers;
      M.Joins = Writer.Node == NoId ? !isNone({M.Call.File, M.Args["logdir"]}) : !M.Writers.empty();
      if (M.Joins && M.Writers.empty())
        M.Writes = writesOfItsOwn(M);
    }
  }
}

void Classifier::managedOps() {
  for (const Manager &M : Prog.Managers) {
    auto none = [&](StringRef Name) { return M.Args[Name] != NoId && isNone({M.Call.File, M.Args[Name]}); };
    bool WritesAll =
        M.Kind == ManagerKind::TrainLoop || M.Kind == ManagerKind::Estimator ||
        (M.Kind == ManagerKind::SaverHook && M.Args["summary_op"] == NoId) ||
        (M.Kind == ManagerKind::Supervisor && !none("summary_op")) ||
        (M.Kind == ManagerKind::Session && (M.Args["checkpoint_dir"] != NoId || M.Args["summary_dir"] != NoId) &&
         !(none("save_summaries_steps") && none("save_summaries_secs")));
    std::string Name = facts(M.Call.File).Exprs[facts(M.Call.File).Exprs[M.Call.Node].Children[0]].Text;
    for (uint32_t C = 0; C < Prog.Components.size(); ++C) {
      const Component &Other = Prog.Components[C];
      bool Mine = M.Joins && M.Component == C;
      bool Collected = WritesAll && any_of(Other.Ops, [&](uint32_t O) {
                         return L.project().mayRunTogether(Prog.Ops[O].Call.File, M.Call.File) &&
                                (!Prog.Ops[O].Keys || is_contained(*Prog.Ops[O].Keys, "summaries"));
                       });
      if (Mine || Collected)
        block(C,
              M.Kind == ManagerKind::SaverHook    ? "SU502"
              : M.Kind == ManagerKind::Supervisor ? "SU503"
              : M.Kind == ManagerKind::Estimator  ? "SU505"
              : M.Kind == ManagerKind::Session    ? "SU501"
                                                  : "SU504",
              "`" + Name + "` writes v1 summaries by itself, so these stay v1 ops", M.Call);
    }
  }
}

} // namespace summary_upgrade::program
