// Imports between the files of a project, and what can run together because of them.
#include "program/ImportedFiles.h"
#include "program/DynamicImports.h"
#include "program/HostPackages.h"
#include "program/Project.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/Path.h"
#include <algorithm>
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

StringRef lastPart(StringRef Module) { return Module.contains('.') ? Module.rsplit('.').second : Module; }

StringRef moduleStem(StringRef Path) {
  StringRef Stem = path::stem(Path);
  return Stem == "__init__" ? path::filename(path::parent_path(Path)) : Stem;
}

std::vector<size_t> nearestFiles(StringRef From, StringRef Module, ArrayRef<size_t> Named,
                                 function_ref<StringRef(size_t)> PathOf) {
  std::vector<size_t> Result;
  std::string Tail = "/" + Module.str();
  std::replace(Tail.begin(), Tail.end(), '.', '/');
  size_t Best = 0;
  for (size_t To : Named) {
    StringRef Path = PathOf(To);
    if (Path == From || !(Path.ends_with(Tail + ".py") || Path.ends_with(Tail + "/__init__.py")))
      continue;
    size_t Common = std::mismatch(Path.begin(), Path.end(), From.begin(), From.end()).first - Path.begin();
    Common = Path.take_front(Common).rfind('/') + 1;
    if (Common > Best)
      Result.clear();
    if (Common >= Best)
      Result.push_back(To);
    Best = std::max(Best, Common);
  }
  return Result;
}

std::optional<uint32_t> Project::importedFile(uint32_t File, StringRef Module, unsigned Level) const {
  // A name that is not a project file is outside; only loaded files are looked at, so no disk access is
  // needed here.
  if (Level == 0 && (Module == "tensorflow" || Module.starts_with("tensorflow.")))
    return std::nullopt; // a folder of that name in a project is not what `import tensorflow` means
  if (!ByStem.count(lastPart(Module)))
    return std::nullopt;
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

std::vector<uint32_t> Project::nearest(uint32_t File, StringRef Module) const {
  std::vector<uint32_t> Result;
  if (auto Named = ByStem.find(lastPart(Module)); Named != ByStem.end())
    for (size_t To : nearestFiles(Modules[File]->AbsolutePath, Module, Named->second,
                                  [&](size_t I) { return StringRef(Modules[I]->AbsolutePath); }))
      Result.push_back(static_cast<uint32_t>(To));
  return Result;
}

void Project::link(const std::vector<std::string> &OnPath) {
  for (const auto &Entry : ByPath) {
    ByStem["__init__"]; // `from . import x`
    auto &Of = ByStem[moduleStem(Entry.first())];
    if (!is_contained(Of, Entry.second))
      Of.push_back(Entry.second);
  }
  shareFolders(OnPath);
  size_t N = Modules.size();
  for (uint32_t File = 0; File < N; ++File)
    Modules[File]->ImportsFiles = importsOf(File);
  importsByName();
  for (auto &M : Modules) {
    llvm::sort(M->ImportsFiles);
    M->ImportsFiles.erase(llvm::unique(M->ImportsFiles), M->ImportsFiles.end());
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

/// The files that the import statements of a file run, those of the packages around what is imported, too.
std::vector<uint32_t> Project::importsOf(uint32_t File) const {
  std::vector<uint32_t> Result;
  auto add = [&](StringRef Module, unsigned Level) {
    bool Found = false;
    for (size_t Dot = 0; Dot != StringRef::npos;) {
      Dot = Module.find('.', Dot ? Dot + 1 : 0);
      if (auto To = importedFile(File, Module.take_front(Dot), Level)) {
        Result.push_back(*To);
        Found = Dot == StringRef::npos;
      }
    }
    return Found;
  };
  for (const python::Stmt &S : Modules[File]->Facts->Stmts)
    for (const python::ImportedName &Name : S.Imports) {
      bool Found = false;
      if (Name.Level > 0) {
        SmallString<256> Folder(path::parent_path(Modules[File]->AbsolutePath));
        for (unsigned I = 1; I < Name.Level; ++I)
          Folder = SmallString<256>(path::parent_path(Folder));
        while (!Folder.empty()) { // the package, and those around it
          SmallString<256> Init(Folder);
          path::append(Init, "__init__.py");
          auto To = ByPath.find(Init);
          if (To == ByPath.end())
            break;
          Result.push_back(To->second);
          Folder = SmallString<256>(path::parent_path(Folder));
        }
      }
      if (!Name.Module.empty())
        Found |= add(Name.Module, Name.Level);
      if (!Name.Name.empty() && Name.Name != "*")
        if (auto To = importedFile(File, Name.Module.empty() ? Name.Name : Name.Module + "." + Name.Name, Name.Level)) {
          Result.push_back(*To);
          Found = true;
        }
      if (Found || Name.Level > 0 || Name.Module.empty() || usesNoGraph(StringRef(Name.Module).split('.').first))
        continue;
      llvm::append_range(Result, nearest(File, Name.Module));
      if (!Name.Name.empty() && Name.Name != "*")
        llvm::append_range(Result, nearest(File, Name.Module + "." + Name.Name));
    }
  return Result;
}

/// What `importlib` may bring: the module that is named, those below a package, or whatever is no script.
void Project::importsByName() {
  std::optional<std::vector<uint32_t>> Importable;
  for (uint32_t File = 0; File < Modules.size(); ++File) {
    SourceModule &M = *Modules[File];
    for (const DynamicImport &D : dynamicImports(*M.Facts, M.File)) {
      if (D.What == DynamicImport::This) {
        // A class or function may stand behind the module: `pydoc.locate('nets.small.Net')`.
        for (StringRef Module = D.Module; !Module.empty();
             Module = Module.contains('.') ? Module.rsplit('.').first : StringRef()) {
          if (auto To = importedFile(File, Module, 0))
            M.ImportsFiles.push_back(*To);
          else
            llvm::append_range(M.ImportsFiles, nearest(File, Module));
        }
        continue;
      }
      if (D.What == DynamicImport::Below) {
        std::string Folder = "/" + D.Module + "/";
        std::replace(Folder.begin(), Folder.end(), '.', '/');
        for (uint32_t Other = 0; Other < Modules.size(); ++Other)
          if (StringRef(Modules[Other]->AbsolutePath).contains(Folder))
            M.ImportsFiles.push_back(Other);
        continue;
      }
      if (!Importable) {
        Importable.emplace();
        for (uint32_t Other = 0; Other < Modules.size(); ++Other)
          if (!isScript(*Modules[Other]->Facts))
            Importable->push_back(Other);
      }
      llvm::append_range(M.ImportsFiles, *Importable);
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
