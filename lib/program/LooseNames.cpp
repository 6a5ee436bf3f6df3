// Uses of the summary API that no call shows, and writes through writers that are not known.
#include "program/Classifier.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace summary_upgrade::python;

namespace summary_upgrade::program {

/// Summaries that stay v1's by their spelling, in a program that already writes bytes through a v2 writer: a
/// migration left them so.
void Classifier::alreadyBridged() {
  std::vector<uint32_t> Bridges;
  for (uint32_t File = 0; File < L.project().modules().size(); ++File)
    for (Id E = 0; E < facts(File).Exprs.size(); ++E)
      if (facts(File).Exprs[E].Kind == ExprKind::Call &&
          StringRef(L.calleePath({File, E})).ends_with("summary.experimental.write_raw_pb")) {
        Bridges.push_back(File);
        break;
      }
  auto kept = [&](NodeRef Call) {
    const Value *V = L.singleValue({Call.File, facts(Call.File).Exprs[Call.Node].Children[0]});
    return V && StringRef(V->Path).starts_with("tensorflow.compat.v1.") &&
           any_of(Bridges, [&](uint32_t File) { return L.project().mayRunTogether(File, Call.File); });
  };
  if (!Bridges.empty())
    for (Component &C : Prog.Components)
      C.AlreadyBridged |= C.Writers.empty() && !(C.Ops.empty() && C.Merges.empty()) &&
                          all_of(C.Ops, [&](uint32_t O) { return kept(Prog.Ops[O].Call); }) &&
                          all_of(C.Merges, [&](uint32_t M) { return kept(Prog.Merges[M].Call); });
}

bool Classifier::foreignAttribute(NodeRef E) const {
  const Expr &Attribute = facts(E.File).Exprs[E.Node];
  if (Attribute.Kind != ExprKind::Attribute)
    return false;
  for (uint32_t File = 0; File < L.project().modules().size(); ++File) {
    if (!L.project().mayRunTogether(File, E.File))
      continue;
    const ModuleFacts &F = facts(File);
    if (any_of(F.Exprs, [&](const Expr &X) {
          return (X.Kind == ExprKind::Attribute && ((X.Store && X.Text == Attribute.Text) || X.Text == "__dict__")) ||
                 (X.Kind == ExprKind::Name && X.Text == "setattr");
        }))
      return false;
    if (any_of(F.Bindings, [&](const Binding &B) {
          return B.Name == Attribute.Text && (B.Scope == 0 || F.Scopes[B.Scope].Kind == ScopeKind::Class);
        }))
      return false;
  }
  return true;
}

/// `tf.summary.scalar(...)` where nobody knows what `tf` is: `tf = getattr(tensorflow, 'compat').v1`.
bool Classifier::unknownSummaryCall(NodeRef Callee) const {
  const ModuleFacts &F = facts(Callee.File);
  const Expr &X = F.Exprs[Callee.Node];
  const auto &Api = summaryApi();
  if (X.Kind != ExprKind::Attribute || F.Exprs[X.Children[0]].Kind != ExprKind::Attribute ||
      F.Exprs[X.Children[0]].Text != "summary")
    return false;
  auto It = Api.find("tensorflow.summary." + X.Text);
  if (It == Api.end() || It->second.Kind != ApiKind::Op || !L.calleesAt({Callee.File, X.Parent}).empty())
    return false;
  const ValueSet &Roots = L.valuesOf({Callee.File, F.Exprs[X.Children[0]].Children[0]});
  return Roots.Top || Roots.Ids.empty() || any_of(Roots.Ids, [&](ValueId V) {
           const StringRef Path = L.value(V).Path;
           return Path.starts_with("builtins.getattr()") || Path.starts_with("builtins.__import__()") ||
                  Path.starts_with("importlib.import_module()");
         });
}

void Classifier::looseNames() {
  auto blockAll = [&](uint32_t File, bool Writers, const std::string &Message, NodeRef Place) {
    std::set<uint32_t> Blocked;
    if (Writers) {
      for (const Writer &W : Prog.Writers)
        if (L.project().mayRunTogether(W.Call.File, File))
          Blocked.insert(W.Component);
    } else {
      for (const Merge &M : Prog.Merges)
        if (M.All && L.project().mayRunTogether(M.Call.File, File))
          Blocked.insert(M.Component);
    }
    Blocks += Blocked.size();
    for (uint32_t C : Blocked) {
      block(C, "SU218", Message, Place);
      Prog.Components[C].Blockers.back().AboutWriter = Writers;
    }
  };
  for (const Merge &M : Prog.Merges)
    if (M.Open)
      block(M.Component, "SU218", "the list that is merged here may hold more summaries than are known", M.Call);
  for (const Run &R : Prog.Runs)
    for (const FetchedSummary &S : R.Summaries)
      if (S.Open)
        block(R.Component, "SU218", "the list that is fetched here may hold more summaries than are known", R.Call);
  for (uint32_t File = 0; File < L.project().modules().size(); ++File) {
    const ModuleFacts &F = facts(File);
    for (Id E = 0; E < F.Exprs.size(); ++E) {
      const Expr &X = F.Exprs[E];
      if (X.Store || (X.Kind != ExprKind::Attribute && X.Kind != ExprKind::Name))
        continue;
      Id Parent = X.Parent;
      bool Callee = Parent != NoId && F.Exprs[Parent].Kind == ExprKind::Call && F.Exprs[Parent].Children[0] == E;
      if (Callee && X.Kind == ExprKind::Attribute && X.Text == "add_summary") {
        NodeRef Receiver{File, X.Children[0]};
        const ValueSet &Set = L.valuesOf(Receiver);
        // `import __main__` is whatever script is run, with its writer.
        const bool OfScript =
            any_of(Set.Ids, [&](ValueId V) { return StringRef(L.value(V).Path).starts_with("__main__."); });
        if (!OfScript && ((!Set.Top && !Set.Ids.empty()) || !L.calleesAt({File, Parent}).empty()))
          continue;
        std::string Message = "through which writer this writes is not known";
        if (!Set.Top && foreignAttribute(Receiver))
          Prog.Loose.push_back({"SU218", Message, "", {File, Parent}, {}, false});
        else
          blockAll(File, true, Message, {File, Parent});
        continue;
      }
      std::string Path = L.externalPath({File, E});
      if (Callee && unknownSummaryCall({File, E})) {
        blockAll(File, false, "which summary op is built here is not known, and merge_all finds it", {File, E});
        continue;
      }
      auto It = summaryApi().find(Path);
      bool IsModule = Path == "tensorflow.summary", IsDescribed = L.project().described().find(Path);
      if (It != summaryApi().end() && It->second.Kind != ApiKind::Op)
        continue;
      if (!IsModule && !IsDescribed && It == summaryApi().end()) {
        // One of several functions: `for f in [tf.summary.scalar, tf.summary.histogram]: f(...)`.
        if (Callee && any_of(L.valuesOf({File, E}).Ids, [&](ValueId VId) {
              auto Found = summaryApi().find(Linker::canonical(L.value(VId).Path));
              return Found != summaryApi().end();
            })) {
          size_t Before = Blocks;
          blockAll(File, false, "which summary op is built here is not known, and merge_all finds it", {File, E});
          if (Blocks == Before)
            Prog.Loose.push_back({"SU218",
                                  "this may be a call of the v1 summary API; which one is not known",
                                  "",
                                  {File, Parent},
                                  {},
                                  false});
        }
        continue;
      }
      if (Callee || (Parent != NoId && F.Exprs[Parent].Kind == ExprKind::Attribute))
        continue;
      if (Parent == NoId && (F.Stmts[X.Stmt].Kind == StmtKind::Assign || F.Stmts[X.Stmt].Kind == StmtKind::Expr))
        continue; // an alias, which the linker follows
      blockAll(File, false, "a summary function is handed on here, and merge_all finds what it builds", {File, E});
    }
  }
}

} // namespace summary_upgrade::program
