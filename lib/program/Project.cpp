#include "program/Project.h"
#include "program/GeneratedFiles.h"
#include "program/ImportedFiles.h"
#include "program/SearchPath.h"
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

bool mentionsSummaries(StringRef Bytes) {
  return Bytes.contains("ummary") || Bytes.contains("FileWriter") || Bytes.contains("ummaries") ||
         Bytes.contains("callbacks.TensorBoard") || Bytes.contains("event_processing");
}

namespace {

std::string absolute(StringRef Path) {
  SmallString<256> Absolute(Path);
  if (sys::fs::make_absolute(Absolute))
    return Path.str();
  path::remove_dots(Absolute, /*remove_dot_dot=*/true);
  return std::string(Absolute);
}

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
  bool Meant = false; ///< by its own name
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

} // namespace

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

ParsedFile FileProvider::parse(const text::SourceFile &File) const {
  python::ParseResult Result = python::parseModule(File);
  ParsedFile Parsed;
  Parsed.Facts = std::move(Result.Facts);
  Parsed.Broken = std::move(Result.Error);
  if (Parsed.Facts)
    Parsed.Flow = std::make_shared<const python::Flow>(*Parsed.Facts);
  return Parsed;
}

Project Project::load(const std::vector<std::string> &Paths, const FileProvider &Files, unsigned Threads, const std::vector<std::string> &ImportRoots,
                      const std::set<std::string> &Found, Wrappers Described) {
  Project P;
  P.ImportRoots = ImportRoots;
  P.Described = std::move(Described);
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
      Loaded &L = All.emplace_back();
      L.Path = Path;
      L.Absolute = Absolute;
    }
    Loaded &L = All[Known.lookup(Absolute)];
    L.Named |= Named;
    return L;
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
    L.Meant |= Found.count(Path) == 0;
    StringRef Folder = path::parent_path(L.Absolute);
    if (Limit.empty())
      Limit = Folder.str();
    while (!Limit.empty() && !(Folder == Limit || Folder.starts_with(Limit + "/")))
      Limit = path::parent_path(Limit).str();
  }
  P.Seen = static_cast<uint32_t>(All.size());
  forEach(0, [&](Loaded &L) {
    readOne(L);
    L.Wanted = L.File && (mentionsSummaries(L.File->bytes()) || P.Described.mentioned(L.File->bytes()));
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
    P.Limit = Limit;
    StringSet<> Around(Roots);
    Around.insert(Limit);
    for (auto &Root : Around) {
      std::string Source = Root.first().str() + "/src", Prefix = Source + "/";
      if (any_of(All, [&](const Loaded &L) { return StringRef(L.Absolute).starts_with(Prefix); }) && !Files.exists(Prefix + "__init__.py"))
        P.SourceFolders.push_back(Source);
    }
    llvm::sort(P.SourceFolders);
    std::set<std::string> Shared(P.SourceFolders.begin(), P.SourceFolders.end());
    std::set<std::string> Unresolved; // modules that were not found around who imports them
    std::pair<size_t, size_t> Tried;  // how many of both
    // The file that a module is in one of these folders, read; nothing when there is none.
    auto find = [&](ArrayRef<std::string> Folders, StringRef Module) -> Loaded * {
      for (const std::string &Folder : Folders)
        for (const std::string &Candidate : moduleCandidates(Folder, Module)) {
          auto It = Known.find(Candidate);
          if (It != Known.end() || exists(Candidate))
            return It == Known.end() ? &add(Candidate, false) : &All[It->second];
        }
      return nullptr;
    };
    bool Changed = true;
    auto want = [&](Loaded &L) {
      readOne(L);
      if (!L.Wanted && L.File)
        L.Wanted = Changed = true;
    };
    StringSet<> Imported; // per file and module once
    // Imports and importers, to a fixpoint.
    StringSet<> Stems;
    size_t StemsBefore = 0;
    while (Changed) {
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
        if (!Imported.insert(L.Absolute).second)
          continue;
        std::vector<std::pair<std::string, unsigned>> Modules;
        for (const python::Stmt &S : L.Facts->Stmts)
          for (const python::ImportedName &Name : S.Imports) {
            Modules.push_back({Name.Module, Name.Level});
            if (!Name.Name.empty() && Name.Name != "*")
              Modules.push_back({Name.Module.empty() ? Name.Name : Name.Module + "." + Name.Name, Name.Level});
          }
        SearchPath Own = searchPathOf(*L.Facts, *L.File, L.Absolute, Limit);
        Shared.insert(Own.Front.begin(), Own.Front.end());
        Shared.insert(Own.Back.begin(), Own.Back.end());
        for (auto &[Module, Level] : Modules) {
          if (Module.empty() || Module == "tensorflow" || StringRef(Module).starts_with("tensorflow."))
            continue;
          std::vector<std::string> Folders = importFolders(L.Absolute, Level, Files, Limit);
          if (Level == 0) {
            Folders.insert(Folders.begin(), Own.Front.begin(), Own.Front.end());
            Folders.insert(Folders.end(), Own.Back.begin(), Own.Back.end());
            Folders.insert(Folders.end(), ImportRoots.begin(), ImportRoots.end());
          }
          if (Loaded *Target = find(Folders, Module))
            want(*Target);
          else if (Level == 0)
            Unresolved.insert(Module);
        }
      }
      if (std::pair Now(Shared.size(), Unresolved.size()); !Shared.empty() && Now != Tried) {
        Tried = Now;
        for (const std::string &Module : Unresolved)
          for (const std::string &Folder : Shared)
            if (Loaded *Target = find(Folder, Module))
              want(*Target);
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
  DenseMap<const Loaded *, uint32_t> Indices;
  for (Loaded *L : Order) {
    if (!L->Error.empty()) {
      if (L->Named)
        P.Problems.push_back({L->Path, L->Error, {}, false, /*MentionsSummaries=*/true, nullptr});
      continue;
    }
    if (!L->Wanted)
      continue;
    parseOne(*L);
    std::string Generated = L->Meant ? std::string() : generatedMark(L->Path, L->File->bytes());
    if (!Generated.empty() && L->Named && mentionsSummaries(L->File->bytes())) {
      FileProblem &Skipped = P.Problems.emplace_back();
      Skipped.Path = L->Path;
      Skipped.Message = "generated (" + Generated + "): not edited unless it is named";
      Skipped.Generated = true;
    }
    if (!L->Facts && !Generated.empty())
      continue;
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
    Module->Writable = L->Named && Generated.empty();
    Module->Generated = std::move(Generated);
    Module->AbsolutePath = L->Absolute;
    Indices[L] = static_cast<uint32_t>(P.Modules.size());
    P.Modules.push_back(std::move(Module));
  }
  for (const auto &[Path, Index] : Known)
    if (auto It = Indices.find(&All[Index]); It != Indices.end())
      P.ByPath[Path] = It->second;
  P.link();
  return P;
}

Project Project::fromSources(std::vector<text::SourceFile> Sources, Wrappers Described) {
  Project P;
  P.Described = std::move(Described);
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

} // namespace summary_upgrade::program
