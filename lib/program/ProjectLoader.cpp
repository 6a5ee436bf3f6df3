#include "program/ProjectLoader.h"
#include "program/DynamicImports.h"
#include "program/ImportedFiles.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/ThreadPool.h"
#include <numeric>

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
    "summary_writer", "SUMMARIES",        "summary)",    "summary import"};

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
    survey(L);
    L.Wanted = L.Mentions;
  });
  if (any_of(All, [](const LoadedFile &L) { return L.Wanted; })) {
    neighbours();
    reach();
  }
  for (LoadedFile &L : All)
    if (!L.Wanted)
      L.File.reset();
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

/// What the rest of the work needs to know of a file that may never be parsed. Only so many bytes are kept: of a large
/// tree most files are read again when their turn comes, and their part of the project is let go after that.
void ProjectLoader::survey(LoadedFile &L) {
  if (L.Surveyed)
    return;
  L.Surveyed = true;
  read(L);
  if (!L.File)
    return;
  constexpr size_t Budget = 64 << 20;
  StringRef Bytes = L.File->bytes();
  const bool Wrapped = Described.mentioned(Bytes);
  L.Mentions = Wrapped || mentionsSummaries(Bytes);
  L.Calls = Wrapped || (L.Mentions && maySummarise(Bytes));
  if (L.Mentions)
    L.Vocabulary = program::Vocabulary(Bytes);
  L.Imports = scanImports(Bytes);
  size_t Size = 0;
  for (const ScannedImport &Import : L.Imports)
    Size += Import.Module.size() + Import.Name.size();
  L.Words = std::make_unique<char[]>(Size);
  char *End = L.Words.get();
  auto keep = [&](StringRef &Word) {
    Word = StringRef(End, std::copy(Word.begin(), Word.end(), End) - End);
    End += Word.size();
  };
  for (ScannedImport &Import : L.Imports) {
    keep(Import.Module);
    keep(Import.Name);
  }
  L.ExtendsPath = Bytes.contains("sys.path");
  L.ImportsByName = mayImportByName(Bytes);
  if ((Kept += Bytes.size()) > Budget)
    L.File.reset();
}

/// Once the project's root is known.
void ProjectLoader::readSearchPath(LoadedFile &L) const {
  if (!L.ExtendsPath)
    return;
  parse(L);
  if (L.Facts)
    L.Search = searchPathOf(*L.Facts, *L.File, L.Absolute, Limit);
}

void ProjectLoader::parse(LoadedFile &L) const {
  read(L);
  if (L.Parsed || !L.File)
    return;
  L.Parsed = true;
  ParsedFile Result = Files.parse(*L.File);
  L.Facts = std::move(Result.Facts);
  L.Flow = std::move(Result.Flow);
  L.Broken = std::move(Result.Broken);
}

/// Each file is worked on by one thread and results are collected by index: order and thread count change nothing.
void ProjectLoader::forEach(ArrayRef<size_t> Files, function_ref<void(LoadedFile &)> Body) {
  if (Threads <= 1 || Files.size() < 4) {
    for (size_t I : Files)
      Body(All[I]);
    return;
  }
  DefaultThreadPool Pool(hardware_concurrency(Threads));
  for (size_t I : Files)
    Pool.async([&, I] { Body(All[I]); });
  Pool.wait();
}

void ProjectLoader::forEach(size_t From, function_ref<void(LoadedFile &)> Body) {
  std::vector<size_t> Files(All.size() - From);
  std::iota(Files.begin(), Files.end(), From);
  forEach(Files, Body);
}

void ProjectLoader::parse(ArrayRef<size_t> Files) {
  forEach(Files, [&](LoadedFile &L) { parse(L); });
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
  forEach(Before, [&](LoadedFile &L) { survey(L); });
  StringSet<> Sources(Roots);
  Sources.insert(Limit);
  for (auto &Root : Sources) {
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

/// Folders in which an import of the file may be found: its own and those around it. As far as packages or the project
/// go, it is looked for on the disk; farther up only files that are known are meant (`import src.model`, of a script
/// that is started beside `src`).
const ProjectLoader::Around &ProjectLoader::foldersOf(LoadedFile &L, unsigned Level) {
  StringRef Folder = path::parent_path(L.Absolute);
  for (unsigned I = 1; I < Level; ++I)
    Folder = path::parent_path(Folder);
  auto [It, New] = FoldersOf.try_emplace((Level ? "." : "") + Folder.str());
  Around &Result = It->second;
  if (!New)
    return Result;
  Result.Folders.push_back(Folder.str());
  Result.OnDisk = 1;
  bool Near = true;
  for (unsigned I = 0; I < 16 && Level == 0; ++I) {
    bool InsideLimit = !Limit.empty() && Folder.starts_with(Limit) && Folder.size() > Limit.size();
    std::string Init = (Folder + "/__init__.py").str();
    Near = Near && (InsideLimit || Known.count(Init) || exists(Init));
    StringRef Parent = path::parent_path(Folder);
    if (Parent.empty() || Parent == Folder)
      break;
    Folder = Parent;
    Result.Folders.push_back(Folder.str());
    Result.OnDisk += Near;
  }
  return Result;
}

void ProjectLoader::reach() {
  forEach(0, [&](LoadedFile &L) { readSearchPath(L); });
  std::set<std::string> OnPath(SourceFolders.begin(), SourceFolders.end());
  StringSet<> Stems;
  for (const LoadedFile &L : All) {
    OnPath.insert(L.Search.Front.begin(), L.Search.Front.end());
    OnPath.insert(L.Search.Back.begin(), L.Search.Back.end());
  }
  Shared.assign(OnPath.begin(), OnPath.end());
  for (const auto &Entry : Known) {
    Stems.insert(moduleStem(Entry.first()));
    if (All[Entry.second].Absolute == Entry.first())
      ByStem[moduleStem(Entry.first())].push_back(Entry.second);
  }
  // Who imports whom, among the files that are known without a look at the disk.
  std::vector<std::vector<size_t>> Importers(All.size());
  SmallVector<size_t, 4> Targets;
  for (size_t I = 0; I < Importers.size(); ++I)
    for (const ScannedImport &Import : All[I].Imports)
      if (Stems.contains(Import.Name.empty() ? lastPart(Import.Module) : Import.Name)) {
        Targets.clear();
        targets(All[I], Import, /*OnDisk=*/false, Targets);
        for (size_t To : Targets) {
          Importers[To].push_back(I);
          Links.push_back({I, To});
        }
      }
  std::vector<bool> Reached(All.size(), false);
  std::vector<size_t> Work;
  auto want = [&](size_t I) {
    LoadedFile &L = All[I];
    if (!L.Surveyed) {
      survey(L);
      readSearchPath(L);
    }
    Reached.resize(All.size(), false);
    if (Reached[I] || !L.Error.empty())
      return;
    Reached[I] = L.Wanted = true;
    Work.push_back(I);
  };
  for (size_t I = 0; I < All.size(); ++I)
    if (All[I].Wanted && All[I].Calls)
      want(I);
  while (!Work.empty()) {
    size_t I = Work.back();
    Work.pop_back();
    if (I < Importers.size())
      for (size_t From : Importers[I])
        want(From);
    for (const ScannedImport &Import : All[I].Imports) {
      Targets.clear();
      targets(All[I], Import, /*OnDisk=*/true, Targets);
      for (size_t To : Targets) {
        Links.push_back({I, To});
        want(To);
      }
    }
    Targets.clear();
    targetsByName(All[I], Targets);
    for (size_t To : Targets) {
      Links.push_back({I, To});
      want(To);
    }
  }
}

std::vector<size_t> ProjectLoader::files() const {
  std::vector<size_t> Result;
  for (size_t I = 0; I < All.size(); ++I)
    if (All[I].Wanted || (All[I].Named && !All[I].Error.empty()))
      Result.push_back(I);
  llvm::sort(Result, [&](size_t A, size_t B) {
    return std::tie(All[B].Named, All[A].Absolute) < std::tie(All[A].Named, All[B].Absolute);
  });
  return Result;
}

std::vector<std::vector<size_t>> ProjectLoader::parts() const {
  std::vector<size_t> Root(All.size());
  std::iota(Root.begin(), Root.end(), size_t(0));
  auto find = [&](size_t I) {
    while (Root[I] != I)
      I = Root[I] = Root[Root[I]];
    return I;
  };
  for (auto [From, To] : Links)
    if (All[From].Wanted && All[To].Wanted)
      Root[find(From)] = find(To);
  for (size_t I = 0; I < All.size(); ++I)
    if (All[I].Wanted)
      // The package that it is in, whose own may be farther up.
      for (StringRef Folder = path::parent_path(All[I].Absolute); Folder.size() > 1; Folder = path::parent_path(Folder))
        if (auto Init = Known.find((Folder + "/__init__.py").str());
            Init != Known.end() && All[Init->second].Wanted && Init->second != I) {
          Root[find(I)] = find(Init->second);
          break;
        }
  std::vector<std::vector<size_t>> Result;
  DenseMap<size_t, size_t> PartOf;
  for (size_t I : files())
    if (All[I].Wanted) {
      auto [It, New] = PartOf.try_emplace(find(I), Result.size());
      if (New)
        Result.emplace_back();
      Result[It->second].push_back(I);
    }
  return Result;
}

std::vector<std::string> ProjectLoader::onPath() const {
  std::set<std::string> Result(SourceFolders.begin(), SourceFolders.end());
  for (const LoadedFile &L : All)
    if (L.Wanted) {
      Result.insert(L.Search.Front.begin(), L.Search.Front.end());
      Result.insert(L.Search.Back.begin(), L.Search.Back.end());
    }
  return {Result.begin(), Result.end()};
}

} // namespace summary_upgrade::program
