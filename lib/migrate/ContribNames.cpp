// Imports and aliases of `tf.contrib.summary`: TensorFlow 2 has no `contrib`, so what nothing uses any more
// must not be asked for.
#include "migrate/Contrib.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace summary_upgrade::program;
using namespace summary_upgrade::python;

namespace summary_upgrade::migrate {

namespace {

constexpr StringRef Module = "tensorflow.contrib.summary";

class NameDropper {
public:
  explicit NameDropper(Plan &P) : P(P) {}
  void run() {
    std::set<uint32_t> Files;
    for (uint32_t I : P.C.Contribs) {
      Calls.insert(P.P.Contribs[I].Call);
      Files.insert(P.P.Contribs[I].Call.File);
    }
    for (uint32_t File : Files) {
      const ModuleFacts &F = P.facts(File);
      for (Id S = 0; S < F.Stmts.size(); ++S) {
        if (F.Stmts[S].Kind == StmtKind::Assign)
          alias(File, S);
        else if (F.Stmts[S].Kind == StmtKind::Import || F.Stmts[S].Kind == StmtKind::ImportFrom)
          import(File, S);
      }
    }
  }

private:
  static bool isOurs(StringRef Path) {
    return Path == Module || (Path.starts_with(Module) && Path[Module.size()] == '.' && !Path.contains("()"));
  }

  /// Every use is in the callee of a call that is rewritten, or the right side of another alias that goes.
  bool unused(uint32_t File, Id B) const {
    const ModuleFacts &F = P.facts(File);
    if (F.Bindings[B].Scope == 0)
      for (uint32_t Other = 0; Other < P.P.project().modules().size(); ++Other)
        for (const Stmt &S : P.facts(Other).Stmts)
          if (Other != File &&
              any_of(S.Imports, [&](const ImportedName &I) { return I.Name == F.Bindings[B].Name || I.Name == "*"; }))
            return false;
    return all_of(F.Bindings[B].Uses, [&](Id Use) {
      Id At = Use;
      while (F.Exprs[At].Parent != NoId && F.Exprs[F.Exprs[At].Parent].Kind == ExprKind::Attribute)
        At = F.Exprs[At].Parent;
      Id Parent = F.Exprs[At].Parent;
      if (Parent == NoId)
        return F.Stmts[F.Exprs[At].Stmt].Kind == StmtKind::Assign && droppable(File, F.Exprs[At].Stmt);
      return F.Exprs[Parent].Kind == ExprKind::Call && F.Exprs[Parent].Children[0] == At &&
             Calls.count({File, Parent}) != 0;
    });
  }
  bool droppable(uint32_t File, Id S) const {
    const ModuleFacts &F = P.facts(File);
    const Stmt &X = F.Stmts[S];
    if (X.Targets.size() != 1 || F.Exprs[X.Targets[0]].Kind != ExprKind::Name ||
        F.Exprs[X.Targets[0]].Binding == NoId || !isOurs(P.L.externalPath({File, X.Value})))
      return false;
    Id B = F.Exprs[X.Targets[0]].Binding;
    return F.Bindings[B].Defs.size() == 1 && unused(File, B);
  }
  void alias(uint32_t File, Id S) {
    if (droppable(File, S))
      P.rewriter(File).removeStmt(S);
  }
  void import(uint32_t File, Id S) {
    const Stmt &X = P.facts(File).Stmts[S];
    std::vector<const ImportedName *> Left;
    for (const ImportedName &I : X.Imports) {
      std::string Path = I.Name.empty() ? I.Module : I.Module + "." + I.Name;
      bool Gone = I.Level == 0 && isOurs(Path) && !I.BindsRoot && I.Binding != NoId &&
                  P.facts(File).Bindings[I.Binding].Defs.size() == 1 && unused(File, I.Binding);
      if (!Gone)
        Left.push_back(&I);
    }
    if (Left.size() == X.Imports.size())
      return;
    if (Left.empty()) {
      P.rewriter(File).removeStmt(S);
      return;
    }
    std::string Line = X.Kind == StmtKind::ImportFrom ? "from " + Left[0]->Module + " import " : "import ";
    for (size_t I = 0; I < Left.size(); ++I) {
      const ImportedName &N = *Left[I];
      std::string Name = X.Kind == StmtKind::ImportFrom ? N.Name : N.Module;
      Line += (I ? ", " : "") + Name + (N.BindsRoot || N.Alias == Name ? "" : " as " + N.Alias);
    }
    P.rewriter(File).replaceStmt(S, {{Text(Line)}});
  }

  Plan &P;
  std::set<NodeRef> Calls;
};

} // namespace

void dropContribNames(Plan &P) { NameDropper(P).run(); }

} // namespace summary_upgrade::migrate
