#include "cpp/Project.h"
#include "cpp/Textual.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

using namespace llvm;
namespace path = llvm::sys::path;

namespace summary_upgrade::cpp {

namespace {

std::string absolute(StringRef Path) {
  SmallString<256> Result(Path);
  if (sys::fs::make_absolute(Result))
    return Path.str();
  path::remove_dots(Result, true);
  return std::string(Result);
}

class Project {
public:
  Project(const ProjectOptions &Options, const ParseMany &Parse) : Options(Options), Parse(Parse) {}

  ProjectResult run() {
    read();
    select();
    Units = parse(Requests);
    parseLooseHeaders();
    if (!Requests.empty())
      plan();
    findWithoutCompiler();
    return std::move(Result);
  }

private:
  struct File {
    std::string Name, Path, Text;
    std::vector<std::string> Includes; ///< as written
    bool Interesting = false;
  };

  // ------------------------------------------------------------------------------------------------------------ input

  void read() {
    for (const std::string &Name : Options.Files) {
      ++Result.FilesSeen;
      Writable.insert(absolute(Name));
      add(Name, true);
    }
    // Headers that the user did not name, as far as they are found: they decide about what includes them.
    for (size_t I = 0; I < Files.size(); ++I)
      for (size_t K = 0; K < Files[I].Includes.size(); ++K) {
        SmallString<256> Path(path::parent_path(Files[I].Name));
        path::append(Path, Files[I].Includes[K]);
        path::remove_dots(Path, true);
        if (isCppHeader(Path) && !Known.contains(absolute(Path)))
          add(std::string(Path), false);
      }
    // Neighbours of named files: nobody says that they are other programs.
    std::set<std::string> Folders;
    for (const std::string &Name : Options.Files)
      if (!Options.Texts.count(absolute(Name)) && none_of(Options.Folders, [&](const std::string &Folder) {
            return StringRef(absolute(Name)).starts_with(absolute(Folder) + "/");
          }))
        Folders.insert(path::parent_path(Name).empty() ? "." : path::parent_path(Name).str());
    for (const std::string &Folder : Folders) {
      std::error_code Error;
      for (sys::fs::directory_iterator At(Folder, Error), End; At != End && !Error; At.increment(Error))
        if (isCppSource(At->path()) && !Known.contains(absolute(At->path())))
          if (auto Buffer = MemoryBuffer::getFile(At->path()); Buffer && mentionsSummaries((*Buffer)->getBuffer()))
            Unknown.push_back({path::filename(At->path()).str(), (*Buffer)->getBuffer().str(), false});
    }
    llvm::sort(Unknown, [](const UnknownFile &A, const UnknownFile &B) { return A.Name < B.Name; });
    std::set<std::string> Unique;
    for (const std::string &Folder : Options.Folders)
      Unique.insert(absolute(Folder));
    for (const File &F : Files)
      if (none_of(Unique, [&](const std::string &Root) { return StringRef(F.Path).starts_with(Root + "/"); }))
        Unique.insert(path::parent_path(F.Path).str());
    Roots.assign(Unique.begin(), Unique.end());
  }

  void add(const std::string &Name, bool Named) {
    File F;
    F.Name = Name;
    F.Path = absolute(Name);
    if (!Known.insert(F.Path).second)
      return;
    if (auto It = Options.Texts.find(F.Path); It != Options.Texts.end()) {
      F.Text = It->second;
    } else {
      auto Buffer = MemoryBuffer::getFile(F.Path);
      if (!Buffer) {
        if (Named)
          Result.Problems.push_back({Name, Buffer.getError().message()});
        return;
      }
      F.Text = (*Buffer)->getBuffer().str();
    }
    F.Interesting = mentionsSummaries(F.Text);
    for (StringRef Rest = F.Text; !Rest.empty();) {
      auto [Line, Tail] = Rest.split('\n');
      Rest = Tail;
      Line = Line.trim();
      if (!Line.consume_front("#"))
        continue;
      Line = Line.ltrim();
      if (!Line.consume_front("include"))
        continue;
      Line = Line.ltrim();
      if (!Line.empty() && (Line[0] == '"' || Line[0] == '<'))
        F.Includes.push_back(Line.drop_front().take_until([](char C) { return C == '"' || C == '>'; }).str());
    }
    Names[F.Path] = Name;
    Files.push_back(std::move(F));
  }

  /// Who includes what matters, matters.
  void select() {
    bool Changed = true;
    while (Changed) {
      Changed = false;
      std::set<std::string> Headers;
      for (const File &F : Files)
        if (F.Interesting && isCppHeader(F.Path))
          Headers.insert(path::filename(F.Path).str());
      for (File &F : Files)
        if (!F.Interesting &&
            any_of(F.Includes, [&](const std::string &I) { return Headers.count(path::filename(I).str()) > 0; }))
          Changed = F.Interesting = true;
    }
    guessIncludePaths();
    bool Fixed = false;
    for (const File &F : Files) {
      if (!F.Interesting || isCppHeader(F.Path))
        continue;
      Fixed |= request(F);
    }
    if (Fixed)
      Result.Problems.push_back(
          {"",
           Options.Database
               ? "some files are not in the compilation database; they are read as C++17"
               : "no compilation database (-p): C++ is read as C++17 with the folders that are named as include paths",
           false});
  }

  /// Folders below which the project's own headers are where its files say.
  void guessIncludePaths() {
    StringMap<std::vector<StringRef>> ByName;
    for (const File &F : Files)
      if (isCppHeader(F.Path))
        ByName[path::filename(F.Path)].push_back(F.Path);
    std::set<std::string> Found;
    for (const File &F : Files)
      for (const std::string &I : F.Includes) {
        StringRef Name = I;
        if (!Name.contains('/') || Name.starts_with(".") || Name.starts_with("tensorflow/") || Name.starts_with("tsl/"))
          continue;
        for (StringRef Header : ByName.lookup(path::filename(Name)))
          if (Header.consume_back("/" + I))
            Found.insert(Header.str());
      }
    Guessed.assign(Found.begin(), Found.end());
  }

  /// A header of the project that the compiler does not find where it is included: what the file does with it is not
  /// known.
  void distrustMissingHeaders() {
    std::set<std::string> Said;
    for (const Unit &U : Units)
      for (const Include &I : U.Includes) {
        if (I.Found || I.Line.File >= U.Files.size() || none_of(Files, [&](const File &F) {
              return StringRef(F.Path).ends_with("/" + StringRef(I.Name).ltrim("./").str());
            }))
          continue;
        for (const std::string &Path : {U.Files[I.Line.File], U.Main})
          if (auto Source = source(Path); Source && Said.insert(Path).second)
            Unknown.push_back({nameOf(Path), Source->bytes().str(), true});
      }
  }

  /// Returns whether the flags were guessed.
  bool request(const File &F) {
    ParseRequest R;
    R.Main = F.Path;
    R.Roots = Roots;
    R.Overlay = Options.Texts;
    if (Options.Database)
      if (auto It = Options.Database->find(F.Path); It != Options.Database->end()) {
        for (const Command &C : It->second) {
          R.Directory = C.Directory;
          R.Args = C.Args;
          R.Stubs = !hasTensorFlow(R);
          Requests.push_back(R);
        }
        return false;
      }
    R.Directory = Options.Texts.count(F.Path) ? std::string() : path::parent_path(F.Path).str();
    R.Args = {"-std=c++17"};
    if (isCppHeader(F.Path))
      R.Args.insert(R.Args.end(), {"-x", "c++"});
    for (const std::string &Root : Roots)
      for (const char *Below : {"", "/include", "/src"})
        R.Args.push_back("-I" + Root + Below);
    for (const std::string &Folder : Guessed)
      R.Args.push_back("-I" + Folder);
    R.Stubs = !hasTensorFlow(R);
    Requests.push_back(std::move(R));
    return true;
  }

  /// Real headers and ours must not meet.
  static bool hasTensorFlow(const ParseRequest &R) {
    for (size_t I = 0; I < R.Args.size(); ++I) {
      StringRef A = R.Args[I], Folder;
      if (A == "-I" || A == "-isystem" || A == "-iquote" || A == "-idirafter")
        Folder = I + 1 < R.Args.size() ? StringRef(R.Args[I + 1]) : StringRef();
      else if (A.consume_front("-isystem") || A.consume_front("-iquote") || A.consume_front("-idirafter") ||
               A.consume_front("-I"))
        Folder = A;
      if (Folder.empty())
        continue;
      SmallString<256> Path(Folder);
      sys::fs::make_absolute(R.Directory, Path);
      path::append(Path, "tensorflow", "core");
      if (sys::fs::is_directory(Path))
        return true;
    }
    return false;
  }

  std::vector<Unit> parse(ArrayRef<ParseRequest> Which) {
    std::vector<Expected<Unit>> Parsed = Parse(Which);
    std::vector<Unit> Good;
    for (size_t I = 0; I < Parsed.size(); ++I) {
      if (Parsed[I]) {
        Good.push_back(std::move(*Parsed[I]));
        continue;
      }
      std::string Why = toString(Parsed[I].takeError());
      Result.Problems.push_back({nameOf(Which[I].Main), Why});
      if (auto Source = source(Which[I].Main))
        Unknown.push_back({nameOf(Which[I].Main), Source->bytes().str(), true});
      Good.emplace_back().Main = Which[I].Main;
    }
    Result.UnitsParsed += static_cast<uint32_t>(Parsed.size());
    return Good;
  }

  /// Headers that no unit includes are units.
  void parseLooseHeaders() {
    StringSet<> Seen;
    for (const Unit &U : Units)
      for (const std::string &F : U.Files)
        Seen.insert(F);
    size_t Before = Requests.size();
    for (const File &F : Files)
      if (F.Interesting && isCppHeader(F.Path) && !Seen.contains(F.Path))
        request(F);
    if (Requests.size() == Before)
      return;
    std::vector<Unit> More = parse(ArrayRef(Requests).drop_front(Before));
    for (Unit &U : More)
      Units.push_back(std::move(U));
  }

  std::string nameOf(StringRef Path) const {
    auto It = Names.find(Path.str());
    return It == Names.end() ? Path.str() : It->second;
  }

  // ------------------------------------------------------------------------------------------------------------- plan

  std::shared_ptr<const text::SourceFile> source(StringRef Path) {
    auto [It, New] = Texts.try_emplace(Path.str());
    if (!New)
      return It->second;
    std::string Text;
    auto Known = find_if(Files, [&](const File &F) { return F.Path == Path; });
    if (Known != Files.end()) {
      Text = Known->Text;
    } else if (auto Buffer = MemoryBuffer::getFile(Path)) {
      Text = (*Buffer)->getBuffer().str();
    } else {
      return nullptr;
    }
    auto Source = text::SourceFile::fromBytes(nameOf(Path), std::move(Text));
    if (!Source) {
      Result.Problems.push_back({nameOf(Path), toString(Source.takeError())});
      return nullptr;
    }
    It->second = std::make_shared<const text::SourceFile>(std::move(*Source));
    Result.Sources[nameOf(Path)] = It->second;
    return It->second;
  }

  void plan() {
    distrustMissingHeaders();
    MigrateOptions Opts = Options.Migrate;
    Opts.NameOf = [this](StringRef Path) { return nameOf(Path); };
    Opts.Writable = [this](StringRef Path) { return Writable.count(Path.str()) > 0; };
    Opts.Unknown = Unknown;
    Linked L(Units, [this](StringRef Path) { return source(Path); });
    for (unsigned Round = 0;; ++Round) {
      Result.M = migrateLinked(L, Opts);
      if (Result.M.Result.Edits.empty())
        break;
      std::map<std::string, std::string> Wrong = verify();
      if (Wrong.empty())
        break;
      if (!Opts.Plan.KeepIncludes) {
        // What TensorFlow's headers included themselves may be missing now.
        Opts.Plan.KeepIncludes = true;
        continue;
      }
      bool Any = false;
      for (size_t I = 0; I < Result.M.Files.size() && Round < 5; ++I)
        for (auto &[Path, Why] : Wrong)
          if (Result.M.Files[I].count(Path))
            Any |= Opts.Refused.try_emplace(Result.M.Ids[I], Why).second;
      if (!Any) // the blame lies in files that no component edits, or it took too long to find
        for (size_t I = 0; I < Result.M.Files.size(); ++I)
          if (!Result.M.Files[I].empty())
            Opts.Refused.try_emplace(Result.M.Ids[I], Wrong.begin()->second);
    }
    notes();
  }

  /// Parses what the edits make of the units. Returns the files with errors that were not there, and the first error of
  /// each.
  std::map<std::string, std::string> verify() {
    std::map<std::string, std::string> Overlay = Options.Texts;
    std::set<std::string> Edited;
    for (const text::FileEdits &E : Result.M.Result.Edits) {
      std::string Path = absolute(E.Path);
      auto New = text::applyEdits(Texts[Path]->bytes(), E.Edits);
      if (!New)
        return {{Path, toString(New.takeError())}};
      Overlay[Path] = *New;
      Edited.insert(Path);
    }
    std::vector<ParseRequest> Again;
    std::vector<size_t> Which;
    for (size_t I = 0; I < Units.size(); ++I)
      if (any_of(Units[I].Files, [&](const std::string &F) { return Edited.count(F) > 0; })) {
        Again.push_back(Requests[I]);
        Again.back().Overlay = Overlay;
        Again.back().Templates = true;
        Which.push_back(I);
      }
    std::map<std::string, std::string> Wrong;
    std::vector<Expected<Unit>> Parsed = Parse(Again);
    Result.UnitsParsed += static_cast<uint32_t>(Parsed.size());
    std::vector<size_t> Unsure; // of Which: their errors may come from a template that the first reading left out
    for (size_t I = 0; I < Parsed.size(); ++I) {
      if (!Parsed[I])
        Wrong.try_emplace(Again[I].Main, toString(Parsed[I].takeError()));
      else if (auto Errors = newErrors(*Parsed[I], Whole.count(Which[I]) ? Whole[Which[I]] : Units[Which[I]]);
               Errors.empty())
        continue;
      else if (Whole.count(Which[I]))
        Wrong.merge(Errors);
      else
        Unsure.push_back(I);
    }
    std::vector<ParseRequest> Before;
    for (size_t I : Unsure) {
      Before.push_back(Requests[Which[I]]);
      Before.back().Templates = true;
    }
    std::vector<Expected<Unit>> Originals = Before.empty() ? std::vector<Expected<Unit>>() : Parse(Before);
    for (size_t I = 0; I < Originals.size(); ++I) {
      size_t Id = Which[Unsure[I]];
      Whole[Id] = Units[Id];
      if (Originals[I])
        Whole[Id] = std::move(*Originals[I]);
      else
        consumeError(Originals[I].takeError());
      Wrong.merge(newErrors(*Parsed[Unsure[I]], Whole[Id]));
    }
    return Wrong;
  }

  static std::map<std::string, std::string> newErrors(const Unit &New, const Unit &Old) {
    std::map<std::string, std::string> Wrong;
    std::multiset<std::string> Known;
    for (const Problem &P : Old.Errors)
      Known.insert(P.Message);
    for (const Problem &P : New.Errors) {
      if (auto It = Known.find(P.Message); It != Known.end())
        Known.erase(It);
      else
        Wrong.try_emplace(New.Files[P.Where.File], P.Message);
    }
    if (New.OtherErrors > Old.OtherErrors)
      Wrong.try_emplace(New.Main, "an error in a header: " + New.LastOther);
    return Wrong;
  }

  /// Named files only: nobody asked about the others.
  void findWithoutCompiler() {
    std::vector<TextOf> All;
    for (const File &F : Files)
      All.push_back({F.Name, F.Text});
    std::vector<report::Finding> &Findings = Result.M.Result.Findings;
    for (report::Finding &F : findTextually(All)) {
      std::string Path = absolute(F.Place.Path);
      if (!Writable.count(Path) || !Options.Migrate.Enabled(F.Code, Path) || !source(Path))
        continue;
      Findings.push_back(std::move(F));
    }
    llvm::stable_sort(Findings, [](const report::Finding &A, const report::Finding &B) {
      return std::tie(A.Place.Path, A.Place.Where.Begin, A.Code) < std::tie(B.Place.Path, B.Place.Where.Begin, B.Code);
    });
  }

  /// Errors that stood in nobody's way are told once a file.
  void notes() {
    std::map<std::string, std::pair<unsigned, std::string>> Errors;
    for (const Unit &U : Units)
      for (const Problem &P : U.Errors) {
        auto &[Count, First] = Errors[U.Files[P.Where.File]];
        if (!Count++)
          First = P.Message;
      }
    if (Errors.size() > 3) {
      auto &[Path, E] = *Errors.begin();
      Result.Problems.push_back({"",
                                 "compile errors in " + std::to_string(Errors.size()) + " files (first: " +
                                     nameOf(Path) + ": " + E.second + "); what they touch is left as it is",
                                 false});
      return;
    }
    for (auto &[Path, E] : Errors)
      Result.Problems.push_back({nameOf(Path),
                                 std::to_string(E.first) + (E.first == 1 ? " compile error (" : " compile errors (") +
                                     E.second + "); what the errors touch is left as it is",
                                 false});
  }

  const ProjectOptions &Options;
  const ParseMany &Parse;
  std::vector<File> Files;
  std::map<std::string, std::string> Names; ///< by absolute path
  std::vector<std::string> Roots, Guessed;
  std::vector<ParseRequest> Requests;
  std::vector<Unit> Units;      ///< parallel to Requests
  std::map<size_t, Unit> Whole; ///< some of them, read with the templates of other people's headers
  std::vector<UnknownFile> Unknown;
  StringSet<> Known;              ///< absolute paths of Files
  std::set<std::string> Writable; ///< absolute paths
  std::map<std::string, std::shared_ptr<const text::SourceFile>> Texts;
  ProjectResult Result;
};

} // namespace

ProjectResult migrateProject(const ProjectOptions &Options, const ParseMany &Parse) {
  return Project(Options, Parse).run();
}

} // namespace summary_upgrade::cpp
