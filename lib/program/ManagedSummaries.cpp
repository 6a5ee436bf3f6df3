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
