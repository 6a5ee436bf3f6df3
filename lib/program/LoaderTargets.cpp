// Which files an import of a file that may never be parsed means.
#include "program/DynamicImports.h"
#include "program/HostPackages.h"
#include "program/ImportedFiles.h"
#include "program/ProjectLoader.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Path.h"
#include <algorithm>

using namespace llvm;

namespace summary_upgrade::program {

namespace path = llvm::sys::path;

void ProjectLoader::add(ArrayRef<std::string> Folders, StringRef Module, bool OnDisk, bool First,
                        SmallVectorImpl<size_t> &Out) {
  for (const std::string &Folder : Folders)
    for (const std::string &Candidate : moduleCandidates(Folder, Module)) {
      auto It = Known.find(Candidate);
      if (It == Known.end() && !(OnDisk && exists(Candidate)))
        continue;
      if (It == Known.end()) {
        add(Candidate, false);
        It = Known.find(Candidate);
      }
      Out.push_back(It->second);
      if (First)
        return;
      break;
    }
}

/// The file that the import means; where only the search path of another file helps, all that it may mean.
void ProjectLoader::targets(LoadedFile &L, const ScannedImport &Import, bool OnDisk, SmallVectorImpl<size_t> &Out) {
  std::string Joined;
  StringRef Module = Import.Module;
  if (!Import.Name.empty()) {
    Joined = Module.empty() ? Import.Name.str() : (Module + "." + Import.Name).str();
    Module = Joined;
  }
  if (Module.empty())
    return;
  auto in = [&](ArrayRef<std::string> Folders) {
    if (Out.empty())
      add(Folders, Module, OnDisk, /*First=*/true, Out);
  };
  const Around &Near = foldersOf(L, Import.Level);
  if (Import.Level > 0)
    return in(Near.Folders);
  in(L.Search.Front);
  in(ArrayRef(Near.Folders).take_front(Near.OnDisk));
  if (Out.empty())
    add(ArrayRef(Near.Folders).drop_front(Near.OnDisk), Module, /*OnDisk=*/false, /*First=*/true, Out);
  in(L.Search.Back);
  in(ImportRoots);
  if (Out.empty())
    add(Shared, Module, OnDisk, /*First=*/false, Out);
  if (auto Named = ByStem.find(lastPart(Module));
      Out.empty() && Named != ByStem.end() && !usesNoGraph(Module.split('.').first))
    append_range(Out,
                 nearestFiles(L.Absolute, Module, Named->second, [&](size_t I) { return StringRef(All[I].Absolute); }));
}

/// What is loaded by a name that the program makes; where that is not known, whatever may call the summary API.
void ProjectLoader::targetsByName(LoadedFile &L, SmallVectorImpl<size_t> &Out) {
  if (!L.ImportsByName)
    return;
  parse(L);
  if (!L.Facts)
    return;
  for (const DynamicImport &D : dynamicImports(*L.Facts, *L.File)) {
    if (D.What == DynamicImport::This) {
      for (StringRef Module = D.Module; !Module.empty();
           Module = Module.contains('.') ? Module.rsplit('.').first : StringRef()) {
        SmallVector<size_t, 4> Found;
        targets(L, {Module, 0, {}}, /*OnDisk=*/true, Found);
        append_range(Out, Found);
      }
      continue;
    }
    // In a tree of many projects, of the package or the folder that the file is in.
    constexpr size_t Many = 2000;
    std::string Folder = "/" + D.Module + "/";
    std::replace(Folder.begin(), Folder.end(), '.', '/');
    StringRef Home = path::parent_path(L.Absolute);
    while (Known.count((path::parent_path(Home) + "/__init__.py").str()))
      Home = path::parent_path(Home);
    for (size_t I = 0; I < All.size(); ++I) {
      StringRef Path = All[I].Absolute;
      if (D.What == DynamicImport::Below ? Path.contains(Folder)
                                         : All[I].Calls && (All.size() < Many || Path.starts_with((Home + "/").str())))
        Out.push_back(I);
    }
  }
}

} // namespace summary_upgrade::program
