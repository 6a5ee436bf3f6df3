// `tf.contrib.summary`: what belongs together, what is used in ways that no call shows, and what v1's own
// summaries mean for it.
#include "program/Classifier.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace summary_upgrade::python;

namespace summary_upgrade::program {

namespace {
constexpr StringRef Module = "tensorflow.contrib.summary";
} // namespace

void Classifier::contribComponents() {
  // Per call the first one that may run with it, through all that may: few files have any.
  std::vector<uint32_t> Group;
  for (uint32_t I = 0; I < Prog.Contribs.size(); ++I) {
    Group.push_back(I);
    for (uint32_t J = 0; J < I; ++J)
      if (Group[J] != Group[I] && L.project().mayRunTogether(Prog.Contribs[I].Call.File, Prog.Contribs[J].Call.File)) {
        uint32_t To = std::min(Group[I], Group[J]), From = std::max(Group[I], Group[J]);
        for (uint32_t &G : Group)
          G = G == From ? To : G;
      }
  }
  std::map<uint32_t, uint32_t> Number;
  for (uint32_t I = 0; I < Group.size(); ++I) {
    auto [It, New] = Number.try_emplace(Group[I], static_cast<uint32_t>(Prog.Components.size()));
    if (New)
      Prog.Components.emplace_back();
    Prog.Contribs[I].Component = It->second;
    Prog.Components[It->second].Contribs.push_back(I);
  }
}

void Classifier::contribNames() {
  for (uint32_t File = 0; File < L.project().modules().size(); ++File) {
    const ModuleFacts &F = facts(File);
    for (Id E = 0; E < F.Exprs.size(); ++E) {
      const Expr &X = F.Exprs[E];
      if (X.Store || (X.Kind != ExprKind::Attribute && X.Kind != ExprKind::Name))
        continue;
      std::string Path = L.externalPath({File, E});
      StringRef Rest = Path;
      if (!Rest.consume_front(Module) || (!Rest.empty() && !Rest.starts_with(".")) || Rest.contains("()"))
        continue;
      const Expr *Parent = X.Parent == NoId ? nullptr : &F.Exprs[X.Parent];
      if (Parent && Parent->Kind == ExprKind::Attribute)
        continue; // a part of what follows
      if (Parent && Parent->Kind == ExprKind::Call && Parent->Children[0] == E && ContribAt.count({File, X.Parent}))
        continue;
      if (!Parent && F.Stmts[X.Stmt].Kind == StmtKind::Assign)
        continue; // an alias, which the linker follows
      bool Known = Rest.empty() || summaryApi().count(Path);
      std::string Message = Known ? "`" + (Rest.empty() ? "tf.contrib.summary" : Rest.drop_front().str()) +
                                        "` is handed on here, and what is called then is not known"
                                  : "`tf.contrib.summary" + Rest.str() + "` has no form in TensorFlow 2";
      bool Any = false;
      for (uint32_t C = 0; C < Prog.Components.size(); ++C)
        if (const Component &Other = Prog.Components[C];
            !Other.Contribs.empty() && any_of(Other.Contribs, [&](uint32_t I) {
              return L.project().mayRunTogether(Prog.Contribs[I].Call.File, File);
            })) {
          block(C, "SU320", Message, {File, E});
          Any = true;
        }
      if (!Any)
        Prog.Loose.push_back({"SU320", Message, "", {File, E}, {}, false});
    }
  }
}

void Classifier::contribBeside() {
  // The same in a program that is half v2 already.
  for (uint32_t File = 0; File < L.project().modules().size(); ++File)
    for (Id E = 0; E < facts(File).Exprs.size(); ++E) {
      if (facts(File).Exprs[E].Kind != ExprKind::Call ||
          !StringRef(L.calleePath({File, E})).ends_with("summary.all_v2_summary_ops"))
        continue;
      for (uint32_t C = 0; C < Prog.Components.size(); ++C)
        if (Component &Other = Prog.Components[C];
            !Other.Writers.empty() && L.project().mayRunTogether(Prog.Writers[Other.Writers[0]].Call.File, File)) {
          block(C, "SU219", "`all_v2_summary_ops()` would run what a v2 writer adds to the graph as well", {File, E},
                "fetch the ops that the v2 functions returned, in a list");
          Other.Blockers.back().AboutGraph = true;
        }
    }
  // `all_v2_summary_ops()` and `all_summary_ops()` are one list: what one side adds, the other side's run
  // would run as well.
  for (const Component &Contrib : Prog.Components)
    for (uint32_t C = 0; !Contrib.Contribs.empty() && C < Prog.Components.size(); ++C) {
      Component &Other = Prog.Components[C];
      if (Other.Writers.empty())
        continue;
      NodeRef Writer = Prog.Writers[Other.Writers[0]].Call;
      auto Runs = find_if(Contrib.Contribs, [&](uint32_t I) {
        return Prog.Contribs[I].Kind == ContribKind::AllOps &&
               L.project().mayRunTogether(Prog.Contribs[I].Call.File, Writer.File);
      });
      auto Op = find_if(Contrib.Contribs, [&](uint32_t I) {
        return Prog.Contribs[I].isOp() && L.project().mayRunTogether(Prog.Contribs[I].Call.File, Writer.File);
      });
      bool MergesAll = any_of(Other.Merges, [&](uint32_t M) { return Prog.Merges[M].All; });
      if (Runs != Contrib.Contribs.end()) {
        block(C, "SU219",
              "`all_summary_ops()` of `tf.contrib.summary` would run what a v2 writer adds to the graph as "
              "well",
              Prog.Contribs[*Runs].Call, "fetch the ops that `tf.contrib.summary` returned, in a list");
        Other.Blockers.back().AboutGraph = true;
      } else if (MergesAll && Op != Contrib.Contribs.end()) {
        block(C, "SU219", "in TensorFlow 2 the list of all summary ops holds those of `tf.contrib.summary`, too",
              Prog.Contribs[*Op].Call, "merge a list of the ops instead of all");
      }
    }
}

} // namespace summary_upgrade::program
