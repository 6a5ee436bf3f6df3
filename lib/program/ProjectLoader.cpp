#include "program/ProjectLoader.h"
#include "program/ImportedFiles.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/ThreadPool.h"

using namespace llvm;

namespace summary_upgrade::program {

namespace path = llvm::sys::path;

std::string absolutePath(StringRef Path) {
  SmallString<256> Absolute(Path);
  if (sys::fs::make_absolute(Absolute))
    return Path.str();
  path::remove_dots(Absolute, /*remove_dot_dot=*/true);
  return std::string(Absolute);
}

namespace {

/// The folder that holds the whole project, or empty when nothing marks one.
std::string projectRoot(StringRef AbsoluteFile) {
  SmallString<256> Folder(path::parent_path(AbsoluteFile));
  while (!Folder.empty()) {
    for (StringRef Marker : {".git", ".hg", "setup.py", "pyproject.toml", "summary-upgrade.toml"}) {
      SmallString<256> Candidate(Folder);
      path::append(Candidate, Marker);
      if (sys::fs::exists(Candidate))
        return std::string(Folder);
    }
    StringRef Parent = path::parent_path(Folder);
    if (Parent == StringRef(Folder))
      break;
    Folder = SmallString<256>(Parent);
  }
  return {};
}

constexpr StringRef Calls[] = {
    "summary.",       "_summary(",        "FileWriter",  "SummaryWriter", "add_summary",          "import summary",
    "summary as",     "summary_pb2",      "merge_all",   "Summary(",      "simple_value",         "summary_iterator",
    "umulator",       "event_processing", "TensorBoard", "SummarySaver",  "visualize_embeddings", "summary_op",
    "summary_writer", "SUMMARIES",        "summary)"};
StringRef lastPart(StringRef Module) { return Module.rsplit('.').second.empty() ? Module : Module.rsplit('.').second; }

} // namespace

bool namesSummaryApi(StringRef Part) {
  return Part.contains("tensorflow") || any_of(Calls, [&](StringRef Call) { return Part.contains(Call); });
}

bool maySummarise(StringRef Bytes) {
  if (none_of(Calls, [&](StringRef Call) { return Bytes.contains(Call); }))
    return false;
  // TensorFlow's own code imports `tensorflow.python`, which is not the API.
  bool Inside = false;
  for (StringRef Import : {"import tensorflow", "from tensorflow"})
    for (size_t At = Bytes.find(Import); At != StringRef::npos; At = Bytes.find(Import, At + 1)) {
      StringRef Rest = Bytes.drop_front(At + Import.size());
      if (Rest.starts_with("_"))
        continue;
      if (!Rest.starts_with(".python") && !Rest.starts_with(".core") && !Rest.starts_with(".tools"))
        return true;
      Inside = true;
    }
  return !Inside;
}

std::vector<StringRef> importWords(StringRef Bytes) {
  constexpr StringRef Dots = "................";
  std::vector<StringRef> Result;
  for (const ScannedImport &Import : scanImports(Bytes))
    Result.insert(Result.end(), {Dots.take_front(Import.Level), Import.Module, Import.Name});
  if (Bytes.contains("sys.path")) // that file is parsed
    Result.push_back(Bytes);
  return Result;
}

ProjectLoader::ProjectLoader(const std::vector<std::string> &Paths, const FileProvider &Files, unsigned Threads,
                             const std::vector<std::string> &ImportRoots, const std::set<std::string> &Found,
                             const Wrappers &Described)
    : Files(Files), Threads(Threads), ImportRoots(ImportRoots), Described(Described) {
  // Neighbours are found by absolute path; below the working directory they are shown relative to it, as the user names
  // files.
  if (SmallString<256> Current; !sys::fs::current_path(Current))
    Here = std::string(Current);
  AnyAbsolute = any_of(Paths, [](const std::string &Path) { return path::is_absolute(Path); });
  std::vector<std::string> Sorted(Paths);
  llvm::sort(Sorted);
  for (const std::string &Path : Sorted) {
    LoadedFile &L = add(Path, true);
    L.Meant |= Found.count(Path) == 0;
    StringRef Folder = path::parent_path(L.Absolute);
    if (Limit.empty())
      Limit = Folder.str();
    while (!Limit.empty() && !(Folder == Limit || Folder.starts_with(Limit + "/")))
      Limit = path::parent_path(Limit).str();
  }
  Seen = static_cast<uint32_t>(All.size());
  forEach(0, [&](LoadedFile &L) {
    read(L);
    L.Wanted = L.File && (mentionsSummaries(L.File->bytes()) || Described.mentioned(L.File->bytes()));
  });
  if (any_of(All, [](const LoadedFile &L) { return L.Wanted; })) {
    neighbours();
    reach();
  }
  forEach(0, [&](LoadedFile &L) {
    if (L.Wanted)
      parse(L);
  });
}

LoadedFile &ProjectLoader::add(std::string Path, bool Named) {
  std::string Absolute = absolutePath(Path);
  if (!Named && !AnyAbsolute && !Here.empty() && StringRef(Absolute).starts_with(Here + "/"))
    Path = Absolute.substr(Here.size() + 1);
  bool New = Known.try_emplace(Absolute, All.size()).second;
  if (New && !Named) {
    // A link to a file that is known is that file: it is edited once, and what it says holds once.
    auto [Real, NewReal] = Known.try_emplace(Files.realPath(Absolute), All.size());
    if (!NewReal && Real->first() != Absolute) {
      Known[Absolute] = Real->second;
      return All[Real->second];
    }
  }
  if (New) {
    LoadedFile &L = All.emplace_back();
    L.Path = Path;
    L.Absolute = Absolute;
  }
  LoadedFile &L = All[Known.lookup(Absolute)];
  L.Named |= Named;
  return L;
}

void ProjectLoader::read(LoadedFile &L) const {
  if (L.File || !L.Error.empty())
    return;
  auto File = Files.read(L.Path);
  if (File)
    L.File = std::move(*File);
  else
    L.Error = toString(File.takeError());
}

void ProjectLoader::parse(LoadedFile &L) const {
  if (L.Parsed || !L.File)
    return;
  L.Parsed = true;
  ParsedFile Result = Files.parse(*L.File);
  L.Facts = std::move(Result.Facts);
  L.Flow = std::move(Result.Flow);
  L.Broken = std::move(Result.Broken);
}

void ProjectLoader::scan(LoadedFile &L) const {
  if (L.Scanned || !L.File)
    return;
  L.Scanned = true;
  L.Imports = scanImports(L.File->bytes());
  if (!StringRef(L.File->bytes()).contains("sys.path"))
    return;
  parse(L);
  if (L.Facts)
    L.Search = searchPathOf(*L.Facts, *L.File, L.Absolute, Limit);
}

/// Each file is worked on by one thread and results are collected by index: order and thread count change nothing.
void ProjectLoader::forEach(size_t From, function_ref<void(LoadedFile &)> Body) {
  size_t Count = All.size() - From;
  if (Threads <= 1 || Count < 4) {
    for (size_t I = From; I < All.size(); ++I)
      Body(All[I]);
    return;
  }
  DefaultThreadPool Pool(hardware_concurrency(Threads));
  for (size_t I = From; I < All.size(); ++I)
    Pool.async([&, I] { Body(All[I]); });
  Pool.wait();
}

/// The Python files of the project that stand around what speaks of summaries.
void ProjectLoader::neighbours() {
  StringSet<> Roots, FlatFolders, Folders;
  for (LoadedFile &L : All)
    if (L.Wanted && Folders.insert(path::parent_path(L.Absolute)).second) {
      std::string Root = projectRoot(L.Absolute);
      if (Root.empty())
        FlatFolders.insert(path::parent_path(L.Absolute));
      else
        Roots.insert(Root);
    }
  if (Roots.size() == 1)
    if (StringRef Root = Roots.begin()->first(); StringRef(Limit).starts_with(Root))
      Limit = Root.str();
  size_t Before = All.size();
  auto addFolder = [&](StringRef Folder, bool Recursive) {
    for (const std::string &Path : Files.pythonFiles(Folder, Recursive))
      add(Path, false);
  };
  for (auto &Root : Roots)
    addFolder(Root.first(), true);
  for (auto &Folder : FlatFolders)
    addFolder(Folder.first(), false);
  forEach(Before, [&](LoadedFile &L) { read(L); });
  StringSet<> Around(Roots);
  Around.insert(Limit);
  for (auto &Root : Around) {
    std::string Source = Root.first().str() + "/src", Prefix = Source + "/";
    if (any_of(All, [&](const LoadedFile &L) { return StringRef(L.Absolute).starts_with(Prefix); }) &&
        !Files.exists(Prefix + "__init__.py"))
      SourceFolders.push_back(Source);
  }
  llvm::sort(SourceFolders);
}

bool ProjectLoader::exists(const std::string &Path) {
  auto [It, New] = Exists.try_emplace(Path, false);
  if (New)
    It->second = Files.exists(Path);
  return It->second;
}

/// Folders in which an import of the file may be found: its own, then the ones around it as far as packages or the
/// project go.
const std::vector<std::string> &ProjectLoader::foldersOf(LoadedFile &L, unsigned Level) {
  StringRef Folder = path::parent_path(L.Absolute);
  for (unsigned I = 1; I < Level; ++I)
    Folder = path::parent_path(Folder);
  auto [It, New] = FoldersOf.try_emplace((Level ? "." : "") + Folder.str());
  std::vector<std::string> &Result = It->second;
  if (!New)
    return Result;
  Result.push_back(Folder.str());
  for (unsigned I = 0; I < 16 && Level == 0; ++I) {
    bool InsideLimit = !Limit.empty() && Folder.starts_with(Limit) && Folder.size() > Limit.size();
    std::string Init = (Folder + "/__init__.py").str();
    if (!InsideLimit && !Known.count(Init) && !exists(Init))
      break;
    StringRef Parent = path::parent_path(Folder);
    if (Parent.empty() || Parent == Folder)
      break;
    Folder = Parent;
    Result.push_back(Folder.str());
  }
  return Result;
}

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
  if (Import.Level > 0)
    return in(foldersOf(L, Import.Level));
  in(L.Search.Front);
  in(foldersOf(L, 0));
  in(L.Search.Back);
  in(ImportRoots);
  if (Out.empty())
    add(Shared, Module, OnDisk, /*First=*/false, Out);
}

void ProjectLoader::reach() {
  forEach(0, [&](LoadedFile &L) { scan(L); });
  std::set<std::string> OnPath(SourceFolders.begin(), SourceFolders.end());
  StringSet<> Stems;
  for (const LoadedFile &L : All) {
    OnPath.insert(L.Search.Front.begin(), L.Search.Front.end());
    OnPath.insert(L.Search.Back.begin(), L.Search.Back.end());
  }
  Shared.assign(OnPath.begin(), OnPath.end());
  for (const auto &Entry : Known) {
    StringRef Stem = path::stem(Entry.first());
    Stems.insert(Stem == "__init__" ? path::filename(path::parent_path(Entry.first())) : Stem);
  }
  // Who imports whom, among the files that are known without a look at the disk.
  std::vector<std::vector<size_t>> Importers(All.size());
  SmallVector<size_t, 4> Targets;
  for (size_t I = 0; I < Importers.size(); ++I)
    for (const ScannedImport &Import : All[I].Imports)
      if (Stems.contains(Import.Name.empty() ? lastPart(Import.Module) : Import.Name)) {
        Targets.clear();
        targets(All[I], Import, /*OnDisk=*/false, Targets);
        for (size_t To : Targets)
          Importers[To].push_back(I);
      }
  std::vector<bool> Reached(All.size(), false);
  std::vector<size_t> Work;
  auto want = [&](size_t I) {
    LoadedFile &L = All[I];
    read(L);
    Reached.resize(All.size(), false);
    if (Reached[I] || !L.File)
      return;
    Reached[I] = L.Wanted = true;
    Work.push_back(I);
  };
  for (size_t I = 0; I < All.size(); ++I)
    if (All[I].Wanted && (maySummarise(All[I].File->bytes()) || Described.mentioned(All[I].File->bytes())))
      want(I);
  while (!Work.empty()) {
    size_t I = Work.back();
    Work.pop_back();
    if (I < Importers.size())
      for (size_t From : Importers[I])
        want(From);
    scan(All[I]);
    for (const ScannedImport &Import : All[I].Imports) {
      Targets.clear();
      targets(All[I], Import, /*OnDisk=*/true, Targets);
      for (size_t To : Targets)
        want(To);
    }
  }
}

} // namespace summary_upgrade::program
