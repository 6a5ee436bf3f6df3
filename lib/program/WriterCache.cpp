// `FileWriterCache`: one writer for each directory and all who ask. Where only the program's own code asks, a class of
// its own can do that.
#include "program/Classifier.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Path.h"

using namespace llvm;
using namespace summary_upgrade::python;

namespace summary_upgrade::program {

namespace {

/// A file reaches another through its imports.
bool reaches(const Project &P, uint32_t From, uint32_t To) {
  std::set<uint32_t> Seen;
  std::vector<uint32_t> Open = {From};
  while (!Open.empty()) {
    uint32_t File = Open.back();
    Open.pop_back();
    for (uint32_t Next : P.module(File).ImportsFiles) {
      if (Next == To)
        return true;
      if (Seen.insert(Next).second)
        Open.push_back(Next);
    }
  }
  return false;
}

struct ImportOf {
  std::string Module;
  Id Stmt = NoId;
};

/// How `File` names the module `Home`, which it imports already when it is loaded itself, and where; no statement if it
/// does not.
ImportOf importOf(const Project &P, uint32_t File, uint32_t Home) {
  const ModuleFacts &F = *P.module(File).Facts;
  for (Id At : F.Blocks[0].Stmts)
    for (const ImportedName &I : F.Stmts[At].Imports) {
      const std::string Dots(I.Level, '.');
      const std::string Inner = I.Name.empty() || I.Name == "*" ? ""
                                : I.Module.empty()              ? I.Name
                                                                : I.Module + "." + I.Name;
      if (!Inner.empty() && P.importedFile(File, Inner, I.Level) == Home)
        return {Dots + Inner, At};
      if (!I.Module.empty() && P.importedFile(File, I.Module, I.Level) == Home)
        return {Dots + I.Module, At};
    }
  return {};
}

/// The file is one module for all that import it so: as `log` and as `tools.log` it would be two, each with a cache.
bool isOneModule(const std::map<uint32_t, ImportOf> &Imports) {
  std::set<std::string> Absolute;
  bool Relative = false;
  for (auto &[File, Import] : Imports)
    if (Import.Module[0] == '.')
      Relative = true;
    else
      Absolute.insert(Import.Module);
  return Absolute.size() < 2 && !(Relative && any_of(Absolute, [](StringRef Name) { return !Name.contains('.'); }));
}

} // namespace

std::string Classifier::whyCached(const Manager &M, std::set<uint32_t> &Askers) const {
  auto where = [&](NodeRef E) {
    const text::SourceFile &Source = L.project().module(E.File).File;
    return (Source.path() + ":" + Twine(Source.position(facts(E.File).ExprRange[E.Node].Begin).Line)).str();
  };
  auto together = [&](uint32_t File) { return L.project().mayRunTogether(File, M.Call.File); };
  if (!M.Args.Problem.empty() || M.Args["logdir"] == NoId)
    return "it is called in a way that is not known";
  for (const Manager &Other : Prog.Managers)
    if (Other.Kind != ManagerKind::KerasCallback && together(Other.Call.File))
      return "`" +
             L.project()
                 .module(Other.Call.File)
                 .File
                 .slice(facts(Other.Call.File).ExprRange[facts(Other.Call.File).Exprs[Other.Call.Node].Children[0]])
                 .str() +
             "` (" + where(Other.Call) + ") may ask for it, too";
  for (uint32_t File = 0; File < L.project().modules().size(); ++File) {
    if (!together(File))
      continue;
    const ModuleFacts &F = facts(File);
    for (Id E = 0; E < F.Exprs.size(); ++E) {
      const Expr &X = F.Exprs[E];
      if ((X.Kind != ExprKind::Attribute && X.Kind != ExprKind::Name) || X.Store ||
          !StringRef(L.externalPath({File, E})).ends_with(".FileWriterCache"))
        continue;
      const bool Asks = X.Parent != NoId && F.Exprs[X.Parent].Kind == ExprKind::Attribute &&
                        F.Exprs[X.Parent].Text == "get" && F.Exprs[X.Parent].Parent != NoId &&
                        F.Exprs[F.Exprs[X.Parent].Parent].Kind == ExprKind::Call &&
                        F.Exprs[F.Exprs[X.Parent].Parent].Children[0] == X.Parent;
      if (X.Kind == ExprKind::Name) // the import would stay, and TensorFlow 2 has no such name
        return "it is imported by its own name (" + where({File, E}) + ")";
      if (!Asks)
        return "the cache is used in another way at " + where({File, E});
      Askers.insert(File);
    }
  }
  return {};
}

void Classifier::cachedWriters() {
  auto where = [&](NodeRef E) {
    const text::SourceFile &Source = L.project().module(E.File).File;
    return (Source.path() + ":" + Twine(Source.position(facts(E.File).ExprRange[E.Node].Begin).Line)).str();
  };
  std::vector<std::set<uint32_t>> Askers(Caches.size()); // files that may share a directory's writer
  for (size_t I = 0; I < Caches.size(); ++I)
    Caches[I].Why = whyCached(Caches[I], Askers[I]);
  // Two programs that share a file share what stands in the cache's place.
  for (bool Grown = true; Grown;) {
    Grown = false;
    for (size_t I = 0; I < Caches.size(); ++I)
      for (size_t Other = 0; Other < Caches.size(); ++Other)
        if (Askers[I].count(Caches[Other].Call.File))
          for (uint32_t File : Askers[Other])
            Grown |= Askers[I].insert(File).second;
  }
  std::vector<NodeRef> Staying;
  for (const Manager &M : Caches)
    if (!M.Why.empty())
      Staying.push_back(M.Call);
  std::vector<std::map<uint32_t, ImportOf>> Imports(Caches.size()); // file → how it names the home
  std::vector<uint32_t> Homes(Caches.size());
  for (size_t I = 0; I < Caches.size(); ++I) {
    Manager &M = Caches[I];
    // One that stays would share its directory with those that change.
    for (NodeRef Other : Staying)
      if (M.Why.empty() && Askers[I].count(Other.File))
        M.Why = "the one at " + where(Other) + " stays";
    if (!M.Why.empty())
      continue;
    // The class stands in a file that all others import already, so that no import is new; not in one that imports
    // them, too, which would not have it yet.
    bool Found = false;
    for (uint32_t Home : Askers[I]) {
      Imports[I].clear();
      Found = all_of(Askers[I], [&](uint32_t File) {
        if (File == Home)
          return true;
        if (reaches(L.project(), Home, File))
          return false;
        return (Imports[I][File] = importOf(L.project(), File, Home)).Stmt != NoId;
      });
      Found = Found && isOneModule(Imports[I]);
      Homes[I] = Home;
      if (Found)
        break;
    }
    if (!Found)
      for (const Manager &Other : Caches)
        if (M.Why.empty() && Other.Call.File != M.Call.File && Askers[I].count(Other.Call.File))
          M.Why =
              "another file asks for it, too (" + where(Other.Call) + "), and none of them is imported by all others";
  }
  for (size_t I = 0; I < Caches.size(); ++I) {
    Manager &M = Caches[I];
    if (M.Why.empty()) {
      Writer W;
      W.Call = M.Call;
      W.Args = M.Args;
      W.Logdir = M.Args["logdir"];
      W.Cached = true;
      W.CacheFile = Homes[I];
      W.CacheImport = Imports[I][M.Call.File].Module;
      W.CacheImportStmt = Imports[I][M.Call.File].Stmt;
      WriterAt[M.Call] = static_cast<uint32_t>(Prog.Writers.size());
      Prog.Writers.push_back(std::move(W));
      continue;
    }
    ManagerAt[M.Call] = static_cast<uint32_t>(Prog.Managers.size());
    Prog.Managers.push_back(std::move(M));
  }
}

} // namespace summary_upgrade::program
