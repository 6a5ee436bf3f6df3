// Imports between the files of a project, and what can run together because of them.
#include "program/ImportedFiles.h"
#include "program/Project.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/Path.h"
#include <set>

using namespace llvm;

namespace summary_upgrade::program {

namespace path = llvm::sys::path;

std::array<std::string, 2> moduleCandidates(StringRef Folder, StringRef Module) {
  SmallString<256> Base(Folder);
  SmallVector<StringRef, 4> Parts;
  Module.split(Parts, '.', -1, false);
  for (StringRef Part : Parts)
    path::append(Base, Part);
  SmallString<256> Package(Base);
  path::append(Package, "__init__.py");
  return {(Base + ".py").str(), std::string(Package)};
}

std::optional<uint32_t> Project::importedFile(uint32_t File, StringRef Module, unsigned Level) const {
  // A name that is not a project file is outside; only loaded files are looked at, so no disk access is
  // needed here.
  if (Level == 0 && (Module == "tensorflow" || Module.starts_with("tensorflow.")))
    return std::nullopt; // a folder of that name in a project is not what `import tensorflow` means
  auto in = [&](StringRef Folder) -> std::optional<uint32_t> {
    for (const std::string &Candidate : moduleCandidates(Folder, Module))
      if (auto It = ByPath.find(Candidate); It != ByPath.end())
        return It->second;
    return std::nullopt;
  };
  if (Level == 0)
    for (const std::string &Front : Search[File].Front)
      if (auto To = in(Front))
        return To;
  StringRef From = Modules[File]->AbsolutePath;
  SmallString<256> Folder(path::parent_path(From));
  for (unsigned I = 1; I < Level; ++I)
    Folder = SmallString<256>(path::parent_path(Folder));
  for (unsigned Up = 0; Up < 16; ++Up) {
    if (auto To = in(Folder))
      return To;
    if (Level > 0)
      return std::nullopt;
    StringRef Parent = path::parent_path(Folder);
    if (Parent.empty() || Parent == StringRef(Folder))
      break;
    Folder = SmallString<256>(Parent);
  }
  for (ArrayRef<std::string> Folders : {ArrayRef(Search[File].Back), ArrayRef(ImportRoots)})
    for (const std::string &Root : Folders)
      if (auto To = in(Root))
        return To;
  // What another script puts on `sys.path` holds for all that runs with it: which one that is, only a single answer
  // tells.
  std::optional<uint32_t> Only;
  if (auto Shared = SharedFolders.find(Module.split('.').first); Shared != SharedFolders.end())
    for (const std::string &Root : Shared->second)
      if (auto To = in(Root)) {
        if (Only && *Only != *To)
          return std::nullopt;
        Only = To;
      }
  return Only;
}

void Project::link(const std::vector<std::string> &OnPath) {
  shareFolders(OnPath);
  size_t N = Modules.size();
  for (uint32_t File = 0; File < N; ++File) {
    SourceModule &M = *Modules[File];
    for (const python::Stmt &S : M.Facts->Stmts)
      for (const python::ImportedName &Name : S.Imports) {
        if (!Name.Module.empty())
          if (auto To = importedFile(File, Name.Module, Name.Level))
            M.ImportsFiles.push_back(*To);
        if (!Name.Name.empty() && Name.Name != "*")
          if (auto To = importedFile(File, Name.Module.empty() ? Name.Name : Name.Module + "." + Name.Name, Name.Level))
            M.ImportsFiles.push_back(*To);
      }
    llvm::sort(M.ImportsFiles);
    M.ImportsFiles.erase(llvm::unique(M.ImportsFiles), M.ImportsFiles.end());
  }
  entryPoints();
}

void Project::shareFolders(const std::vector<std::string> &OnPath) {
  StringSet<> Shared;
  for (const std::string &Folder : OnPath)
    Shared.insert(Folder);
  if (Shared.empty())
    return;
  for (const auto &Entry : ByPath) {
    StringRef Child = Entry.first();
    for (StringRef Folder = path::parent_path(Child); !Folder.empty() && Folder != Child;
         Folder = path::parent_path(Folder)) {
      if (Shared.contains(Folder)) {
        std::vector<std::string> &Of = SharedFolders[path::stem(Child)];
        if (!is_contained(Of, Folder))
          Of.push_back(Folder.str());
      }
      Child = Folder;
    }
  }
}

/// Strongly connected files (Tarjan, without recursion), then how many files outside import each group: a
/// group that nobody imports is an entry point, and everything that runs together runs from one of them.
void Project::entryPoints() {
  uint32_t N = static_cast<uint32_t>(Modules.size());
  constexpr uint32_t None = ~0u;
  std::vector<uint32_t> Order(N, None), Low(N, 0), Group(N, None), Stack;
  std::vector<std::pair<uint32_t, size_t>> Path; ///< file, next import
  uint32_t Next = 0, Groups = 0;
  for (uint32_t Root = 0; Root < N; ++Root) {
    if (Order[Root] != None)
      continue;
    Path.push_back({Root, 0});
    while (!Path.empty()) {
      uint32_t At = Path.back().first;
      if (Path.back().second == 0 && Order[At] == None) {
        Order[At] = Low[At] = Next++;
        Stack.push_back(At);
      }
      const std::vector<uint32_t> &Imports = Modules[At]->ImportsFiles;
      if (Path.back().second < Imports.size()) {
        uint32_t To = Imports[Path.back().second++];
        if (Order[To] == None)
          Path.push_back({To, 0});
        else if (Group[To] == None)
          Low[At] = std::min(Low[At], Order[To]);
        continue;
      }
      Path.pop_back();
      if (!Path.empty())
        Low[Path.back().first] = std::min(Low[Path.back().first], Low[At]);
      if (Low[At] != Order[At])
        continue;
      for (uint32_t Member = None; Member != At;) {
        Member = Stack.back();
        Stack.pop_back();
        Group[Member] = Groups;
      }
      ++Groups;
    }
  }
  std::vector<bool> Imported(Groups, false);
  Importers.assign(N, {});
  for (uint32_t File = 0; File < N; ++File)
    for (uint32_t To : Modules[File]->ImportsFiles) {
      Importers[To].push_back(File);
      if (Group[File] != Group[To])
        Imported[Group[To]] = true;
    }
  EntryOf.assign(N, None);
  for (uint32_t File = 0; File < N; ++File)
    if (!Imported[Group[File]])
      EntryOf[File] = Group[File];
  EntriesTo.clear();
}

const std::vector<uint32_t> &Project::entriesTo(uint32_t File) const {
  auto [It, New] = EntriesTo.try_emplace(File);
  if (!New)
    return It->second;
  std::vector<uint32_t> Work{File};
  std::set<uint32_t> Seen{File}, Found;
  while (!Work.empty()) {
    uint32_t At = Work.back();
    Work.pop_back();
    if (EntryOf[At] != ~0u)
      Found.insert(EntryOf[At]);
    for (uint32_t From : Importers[At])
      if (Seen.insert(From).second)
        Work.push_back(From);
  }
  It->second.assign(Found.begin(), Found.end());
  return It->second;
}

bool Project::mayRunTogether(uint32_t FileA, uint32_t FileB) const {
  if (FileA == FileB)
    return true;
  const std::vector<uint32_t> &A = entriesTo(FileA), &B = entriesTo(FileB);
  for (auto I = A.begin(), J = B.begin(); I != A.end() && J != B.end();) {
    if (*I == *J)
      return true;
    *I < *J ? ++I : ++J;
  }
  return false;
}

} // namespace summary_upgrade::program
