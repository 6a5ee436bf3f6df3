#include "program/Project.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/ThreadPool.h"
#include <deque>
#include <set>

using namespace llvm;

namespace summary_upgrade::program {

namespace path = llvm::sys::path;

namespace {

bool mentionsSummaries(StringRef Bytes) {
  return Bytes.contains("ummary") || Bytes.contains("FileWriter") || Bytes.contains("ummaries");
}

std::string absolute(StringRef Path) {
  SmallString<256> Absolute(Path);
  if (sys::fs::make_absolute(Absolute))
    return Path.str();
  path::remove_dots(Absolute, /*remove_dot_dot=*/true);
  return std::string(Absolute);
}

/// Folders that hold other people's code or machine output.
bool isSkippedFolder(StringRef Name) {
  static constexpr StringRef Skipped[] = {"node_modules", "__pycache__", "site-packages", "dist-packages",
                                          "venv",         "env",         "build",         "dist"};
  return Name.starts_with(".") || is_contained(Skipped, Name) || Name.ends_with(".egg-info");
}

class DiskFiles : public FileProvider {
public:
  Expected<text::SourceFile> read(StringRef Path) const override { return text::SourceFile::read(Path); }
  bool exists(StringRef Path) const override { return sys::fs::is_regular_file(Path); }
  std::vector<std::string> pythonFiles(StringRef Directory, bool Recursive) const override {
    std::vector<std::string> Result;
    collect(Directory, Recursive, Result, 0);
    llvm::sort(Result);
    return Result;
  }

private:
  // Editors leave dangling links `.#name.py` as locks; pipes and sockets would block or fail.
  static bool isFileOrLink(sys::fs::file_type Type) {
    return Type == sys::fs::file_type::regular_file || Type == sys::fs::file_type::symlink_file ||
           Type == sys::fs::file_type::type_unknown;
  }
  static void collect(StringRef Directory, bool Recursive, std::vector<std::string> &Result, unsigned Depth) {
    std::error_code Error;
    // Symbolic links to directories are not followed: they may loop.
    for (sys::fs::directory_iterator It(Directory, Error, /*follow_symlinks=*/false), End; It != End && !Error; It.increment(Error)) {
      StringRef Name = path::filename(It->path());
      if (It->type() == sys::fs::file_type::directory_file) {
        if (Recursive && Depth < 64 && !isSkippedFolder(Name))
          collect(It->path(), true, Result, Depth + 1);
      } else if (Name.ends_with(".py") && !Name.starts_with(".#") && isFileOrLink(It->type())) {
        Result.push_back(It->path());
      }
    }
  }
};

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

/// Candidate files for a dotted module below a folder.
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

/// Folders in which an import of `File` may be found: its own, then the ones around it as far as packages or the project go.
std::vector<std::string> importFolders(StringRef AbsoluteFile, unsigned Level, const FileProvider &Files, StringRef Limit) {
  SmallString<256> Folder(path::parent_path(AbsoluteFile));
  if (Level > 0) {
    for (unsigned I = 1; I < Level; ++I)
      Folder = SmallString<256>(path::parent_path(Folder));
    return {std::string(Folder)};
  }
  std::vector<std::string> Result{std::string(Folder)};
  for (unsigned I = 0; I < 16; ++I) {
    SmallString<256> Init(Folder);
    path::append(Init, "__init__.py");
    bool InsideLimit = !Limit.empty() && StringRef(Folder).starts_with(Limit) && Folder.size() > Limit.size();
    if (!InsideLimit && !Files.exists(Init))
      break;
    StringRef Parent = path::parent_path(Folder);
    if (Parent.empty() || Parent == StringRef(Folder))
      break;
    Folder = SmallString<256>(Parent);
    Result.push_back(std::string(Folder));
  }
  return Result;
}

struct Loaded {
  std::string Path, Absolute;
  bool Named = false;
  std::optional<text::SourceFile> File;
  std::string Error;
  bool Wanted = false;
  std::shared_ptr<const python::ModuleFacts> Facts;
  std::shared_ptr<const python::Flow> Flow;
  python::ParseError Broken;
  bool Parsed = false;
  std::vector<StringRef> ImportWords; ///< of a file that is not parsed (yet); borrowed from its bytes
  bool Scanned = false;
};

/// The words of the lines that look like imports: enough to tell which modules a file may import, without parsing it.
std::vector<StringRef> importWords(StringRef Bytes) {
  std::vector<StringRef> Words;
  for (size_t At = Bytes.find("import "); At != StringRef::npos; At = Bytes.find("import ", At + 1)) {
    size_t Begin = Bytes.rfind('\n', At);
    Begin = Begin == StringRef::npos ? 0 : Begin + 1;
    StringRef Line = Bytes.substr(Begin).take_until([](char C) { return C == '\n'; });
    if (Line.contains('(')) // names in parentheses may go on over lines
      Line = Bytes.substr(Begin, 4000).take_until([](char C) { return C == ')'; });
    while (!Line.empty()) {
      Line = Line.drop_until([](char C) { return isAlnum(C) || C == '_'; });
      StringRef Word = Line.take_while([](char C) { return isAlnum(C) || C == '_'; });
      if (!Word.empty())
        Words.push_back(Word);
      Line = Line.drop_front(Word.size());
    }
  }
  llvm::sort(Words);
  Words.erase(llvm::unique(Words), Words.end());
  return Words;
}

} // namespace

const FileProvider &diskFiles() {
  static const DiskFiles Instance;
  return Instance;
}

ParsedFile FileProvider::parse(const text::SourceFile &File) const {
  python::ParseResult Result = python::parseModule(File);
  ParsedFile Parsed;
  Parsed.Facts = std::move(Result.Facts);
  Parsed.Broken = std::move(Result.Error);
  if (Parsed.Facts)
    Parsed.Flow = std::make_shared<const python::Flow>(*Parsed.Facts);
  return Parsed;
}

Project Project::load(const std::vector<std::string> &Paths, const FileProvider &Files, unsigned Threads, const std::vector<std::string> &ImportRoots) {
  Project P;
  P.ImportRoots = ImportRoots;
  std::deque<Loaded> All;
  StringMap<size_t> Known;
  // Neighbours are found by absolute path; below the working directory they are shown relative to it, as the user names files.
  SmallString<256> Here;
  if (sys::fs::current_path(Here))
    Here.clear();
  bool AnyAbsolute = any_of(Paths, [](const std::string &Path) { return path::is_absolute(Path); });
  auto add = [&](std::string Path, bool Named) -> Loaded & {
    std::string Absolute = absolute(Path);
    if (!Named && !AnyAbsolute && !Here.empty() && StringRef(Absolute).starts_with((Here + "/").str()))
      Path = Absolute.substr(Here.size() + 1);
    auto [It, New] = Known.try_emplace(Absolute, All.size());
    if (New) {
      Loaded &L = All.emplace_back();
      L.Path = Path;
      L.Absolute = Absolute;
    }
    All[It->second].Named |= Named;
    return All[It->second];
  };
  auto readOne = [&](Loaded &L) {
    if (L.File || !L.Error.empty())
      return;
    auto File = Files.read(L.Path);
    if (File)
      L.File = std::move(*File);
    else
      L.Error = toString(File.takeError());
  };
  auto parseOne = [&](Loaded &L) {
    if (L.Parsed || !L.File)
      return;
    L.Parsed = true;
    ParsedFile Result = Files.parse(*L.File);
    L.Facts = std::move(Result.Facts);
    L.Flow = std::move(Result.Flow);
    L.Broken = std::move(Result.Broken);
  };
  // Each file is worked on by one thread and results are collected by index: order and thread count change nothing.
  auto forEach = [&](size_t From, auto Body) {
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
  };

  std::vector<std::string> Sorted(Paths);
  llvm::sort(Sorted);
  StringSet<> Roots, FlatFolders;
  std::string Limit; // deepest folder common to all PATHS
  for (const std::string &Path : Sorted) {
    Loaded &L = add(Path, true);
    StringRef Folder = path::parent_path(L.Absolute);
    if (Limit.empty())
      Limit = Folder.str();
    while (!Limit.empty() && !(Folder == Limit || Folder.starts_with(Limit + "/")))
      Limit = path::parent_path(Limit).str();
  }
  P.Seen = static_cast<uint32_t>(All.size());
  forEach(0, [&](Loaded &L) {
    readOne(L);
    L.Wanted = L.File && mentionsSummaries(L.File->bytes());
  });

  bool AnyWanted = any_of(All, [](const Loaded &L) { return L.Wanted; });
  if (AnyWanted) {
    // Neighbours: the Python files of the project.
    for (Loaded &L : All)
      if (L.Wanted) {
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
    // Which of them matter is found below: what named files import, and what imports them.
    forEach(Before, [&](Loaded &L) { readOne(L); });

    StringMap<bool> Exists;
    auto exists = [&](const std::string &Path) {
      auto [It, New] = Exists.try_emplace(Path, false);
      if (New)
        It->second = Files.exists(Path);
      return It->second;
    };
    StringSet<> Imported; // per file and module once
    // Imports and importers, to a fixpoint.
    StringSet<> Stems;
    size_t StemsBefore = 0;
    for (bool Changed = true; Changed;) {
      Changed = false;
      forEach(0, [&](Loaded &L) {
        if (L.Wanted)
          parseOne(L);
      });
      for (size_t I = 0; I < All.size(); ++I) {
        Loaded &L = All[I];
        if (!L.Wanted || !L.Facts)
          continue;
        StringRef Stem = path::stem(L.Absolute);
        Stems.insert(Stem == "__init__" ? path::filename(path::parent_path(L.Absolute)) : Stem);
        std::vector<std::pair<std::string, unsigned>> Modules;
        for (const python::Stmt &S : L.Facts->Stmts)
          for (const python::ImportedName &Name : S.Imports) {
            Modules.push_back({Name.Module, Name.Level});
            if (!Name.Name.empty() && Name.Name != "*")
              Modules.push_back({Name.Module.empty() ? Name.Name : Name.Module + "." + Name.Name, Name.Level});
          }
        if (!Imported.insert(L.Absolute).second)
          continue;
        for (auto &[Module, Level] : Modules) {
          if (Module.empty() || Module == "tensorflow" || StringRef(Module).starts_with("tensorflow."))
            continue;
          std::vector<std::string> Folders = importFolders(L.Absolute, Level, Files, Limit);
          if (Level == 0)
            Folders.insert(Folders.end(), ImportRoots.begin(), ImportRoots.end());
          for (const std::string &Folder : Folders) {
            bool Found = false;
            for (const std::string &Candidate : moduleCandidates(Folder, Module)) {
              auto It = Known.find(Candidate);
              if (It == Known.end() && !exists(Candidate))
                continue;
              Loaded &Target = It == Known.end() ? add(Candidate, false) : All[It->second];
              readOne(Target);
              if (!Target.Wanted && Target.File) {
                Target.Wanted = true;
                Changed = true;
              }
              Found = true;
              break;
            }
            if (Found)
              break;
          }
        }
      }
      if (Stems.size() != StemsBefore) {
        StemsBefore = Stems.size();
        for (Loaded &L : All) {
          if (L.Wanted || !L.File)
            continue;
          if (!L.Scanned) {
            L.ImportWords = importWords(L.File->bytes());
            L.Scanned = true;
          }
          if (any_of(L.ImportWords, [&](StringRef Word) { return Stems.contains(Word); })) {
            L.Wanted = true;
            Changed = true;
          }
        }
      }
    }
  }

  std::vector<Loaded *> Order;
  for (Loaded &L : All)
    Order.push_back(&L);
  llvm::stable_sort(Order, [](const Loaded *A, const Loaded *B) {
    return std::tie(B->Named, A->Absolute) < std::tie(A->Named, B->Absolute);
  });
  for (Loaded *L : Order) {
    if (!L->Error.empty()) {
      if (L->Named)
        P.Problems.push_back({L->Path, L->Error, {}, false, /*MentionsSummaries=*/true, nullptr});
      continue;
    }
    if (!L->Wanted)
      continue;
    parseOne(*L);
    if (!L->Facts) {
      bool Mentions = L->Named && mentionsSummaries(L->File->bytes());
      if (L->Named || Mentions)
        P.Problems.push_back(
            {L->Path, L->Broken.Message, L->Broken.Where, true, Mentions, std::make_shared<text::SourceFile>(std::move(*L->File))});
      continue;
    }
    auto Module = std::make_unique<SourceModule>();
    Module->File = std::move(*L->File);
    Module->Facts = std::move(L->Facts);
    Module->Flow = std::move(L->Flow);
    Module->Writable = L->Named;
    Module->AbsolutePath = L->Absolute;
    P.ByPath[L->Absolute] = static_cast<uint32_t>(P.Modules.size());
    P.Modules.push_back(std::move(Module));
  }
  P.link();
  return P;
}

Project Project::fromSources(std::vector<text::SourceFile> Sources) {
  Project P;
  for (text::SourceFile &Source : Sources) {
    python::ParseResult Result = python::parseModule(Source);
    ++P.Seen;
    if (!Result.Facts) {
      std::string Path = Source.path().str();
      P.Problems.push_back({Path, Result.Error.Message, Result.Error.Where, true, mentionsSummaries(Source.bytes()),
                            std::make_shared<text::SourceFile>(std::move(Source))});
      continue;
    }
    auto Module = std::make_unique<SourceModule>();
    Module->AbsolutePath = absolute(Source.path());
    Module->File = std::move(Source);
    Module->Facts = std::move(Result.Facts);
    Module->Flow = std::make_shared<const python::Flow>(*Module->Facts);
    Module->Writable = true;
    P.ByPath[Module->AbsolutePath] = static_cast<uint32_t>(P.Modules.size());
    P.Modules.push_back(std::move(Module));
  }
  P.link();
  return P;
}

std::optional<uint32_t> Project::importedFile(uint32_t File, StringRef Module, unsigned Level) const {
  // A name that is not a project file is outside; only loaded files are looked at, so no disk access is needed here.
  if (Level == 0 && (Module == "tensorflow" || Module.starts_with("tensorflow.")))
    return std::nullopt; // a folder of that name in a project is not what `import tensorflow` means
  StringRef From = Modules[File]->AbsolutePath;
  SmallString<256> Folder(path::parent_path(From));
  for (unsigned I = 1; I < Level; ++I)
    Folder = SmallString<256>(path::parent_path(Folder));
  for (unsigned Up = 0; Up < 16; ++Up) {
    for (const std::string &Candidate : moduleCandidates(Folder, Module))
      if (auto It = ByPath.find(Candidate); It != ByPath.end())
        return It->second;
    if (Level > 0)
      break;
    StringRef Parent = path::parent_path(Folder);
    if (Parent.empty() || Parent == StringRef(Folder))
      break;
    Folder = SmallString<256>(Parent);
  }
  if (Level == 0)
    for (const std::string &Root : ImportRoots)
      for (const std::string &Candidate : moduleCandidates(Root, Module))
        if (auto It = ByPath.find(Candidate); It != ByPath.end())
          return It->second;
  return std::nullopt;
}

void Project::link() {
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

/// Strongly connected files (Tarjan, without recursion), then how many files outside import each group: a group that nobody imports is
/// an entry point, and everything that runs together runs from one of them.
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
