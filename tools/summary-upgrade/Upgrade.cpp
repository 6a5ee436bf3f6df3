#include "Upgrade.h"
#include "BaselineFile.h"
#include "Explain.h"
#include "Inputs.h"
#include "Interactive.h"
#include "Output.h"
#include "Planned.h"
#include "Progress.h"
#include "VerifyChanges.h"
#include "WriteFiles.h"
#include "cpp/Project.h"
#include "rulebook/RuleBook.h"
#include "text/Interrupt.h"
#include "text/UnifiedDiff.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Threading.h"
#include <map>
#include <set>

using namespace llvm;
namespace path = llvm::sys::path;

namespace summary_upgrade::tools {

namespace {

class Run {
public:
  explicit Run(const CommandLine &Options) : Options(Options), Bar(!Options.Quiet) {}

  int run() {
    bool Stdin = Options.Paths.size() == 1 && Options.Paths[0] == "-";
    if (Options.Interactive) {
      auto Opened = Dialogue::open(Options.Color == ColorMode::Always ||
                                   (Options.Color == ColorMode::Auto && !std::getenv("NO_COLOR")));
      if (!Opened) {
        errs() << "summary-upgrade: " << toString(Opened.takeError()) << "\n";
        return ExitError;
      }
      Person = std::move(*Opened);
    }
    if (!(Stdin ? loadStdin() : loadPaths()))
      return ExitError;
    if (!(Stdin || Options.Verify || Person || !Options.ExplainComponent.empty())) {
      All = planParts(*Parts, planOptions(), Bar);
      checkBroken();
      problems();
    } else if (std::optional<int> Exit = planWhole()) {
      return *Exit;
    }
    migrate::Migration &M = All.M;
    if (!upgradeCpp(M))
      return ExitError;
    Sum.Files = (Parts ? Parts->filesSeen() : Whole.filesSeen()) + CppResult.FilesSeen;
    Sum.count(M);
    erase_if(M.Findings, [&](const report::Finding &F) { return isHidden(Options, F); });
    auto Lookup = [this](StringRef Path) { return fileOf(Path); };
    if (!Options.WriteBaseline.empty()) {
      const int Exit = writeBaseline(Options, M.Findings, Lookup);
      return Failed ? ExitError : Exit;
    }
    if (!Options.Baseline.empty()) {
      std::set<std::string> Seen;
      if (Parts)
        for (std::string &Path : Parts->paths())
          Seen.insert(std::move(Path));
      for (const std::string &File : Cpp.Files) {
        SmallString<256> Absolute(File);
        if (!sys::fs::make_absolute(Absolute)) {
          path::remove_dots(Absolute, true);
          Seen.insert(std::string(Absolute));
        }
      }
      if (Error E = dropKnown(Options, M.Findings, Lookup, Seen)) {
        errs() << "summary-upgrade: " << toString(std::move(E)) << "\n";
        Failed = true;
      }
      PendingKnown = none_of(M.Findings, [&](const report::Finding &F) { return isFixed(F); });
    }
    if (Stdin)
      return finishStdin(M);
    if (Options.Diff)
      return finishDiff(M);
    if (Options.Check)
      return finishCheck(M);
    return finishWrite(M);
  }

private:
  migrate::Options planOptions() const {
    migrate::Options Opts = migrateOptions(Options);
    Opts.Enabled = [this](StringRef Code, StringRef Path) { return isEnabled(Options, Code, Path); };
    return Opts;
  }

  /// What runs, asks or explains needs the project all the time. Returns the exit code when that was all.
  std::optional<int> planWhole() {
    migrate::Options Opts = planOptions();
    std::optional<Progress::Phase> Planning(std::in_place, Bar, "planning");
    if (Parts)
      Whole = Parts->whole();
    program::Linker Linked(Whole);
    program::Program Summary(Linked);
    All = keep(Whole, migrate::migrate(Summary, Opts));
    Planning.reset();
    if (!Options.ExplainComponent.empty()) {
      problems();
      int Exit = explainComponent(Summary, All.M, Options);
      return Failed ? ExitError : Exit;
    }
    checkBroken();
    if (Options.Verify && !Failed)
      verifyChanges(Summary, Opts);
    problems();
    if (Person && !Failed)
      askAbout(Summary, Opts);
    return std::nullopt;
  }

  // ------------------------------------------------------------------------------------------------------------ input

  bool loadStdin() {
    auto Buffer = MemoryBuffer::getSTDIN();
    if (!Buffer) {
      errs() << "summary-upgrade: standard input: " << Buffer.getError().message() << "\n";
      return false;
    }
    std::string Bytes = (*Buffer)->getBuffer().str();
    StdinBytes = Bytes;
#ifdef SUMMARY_UPGRADE_HAS_CPP
    if (cpp::isCppSource(Options.StdinFilename) || cpp::isCppHeader(Options.StdinFilename)) {
      SmallString<256> Absolute(Options.StdinFilename);
      if (!sys::fs::make_absolute(Absolute)) {
        path::remove_dots(Absolute, true);
        Cpp.Files = {Options.StdinFilename};
        Cpp.Texts[std::string(Absolute)] = Bytes;
      }
      return true;
    }
#endif
    auto File = text::SourceFile::fromBytes(Options.StdinFilename, std::move(Bytes));
    if (!File) {
      problem(Options.StdinFilename, toString(File.takeError()));
      // An editor that filters its buffer through us must get it back.
      if (!Options.Check && !Options.Diff)
        outs() << StdinBytes;
      return false;
    }
    std::vector<text::SourceFile> Sources;
    Sources.push_back(std::move(*File));
    Whole = program::Project::fromSources(std::move(Sources), Options.Wrappers);
    return true;
  }

  bool loadPaths() {
    std::set<std::string> Files, Found;
    for (const std::string &Path : Options.Paths) {
      sys::fs::file_status Status;
      if (std::error_code Error = sys::fs::status(Path, Status)) {
        problem(Path, Error == std::errc::no_such_file_or_directory ? "no such file or directory" : Error.message());
        continue;
      }
      if (sys::fs::is_directory(Status)) {
        std::vector<program::SkippedFolder> Skipped;
        for (std::string &File : program::pythonFilesBelow(Path, /*Recursive=*/true, &Skipped, /*Notebooks=*/true))
          if (!Options.Settings.excludes(File) && Files.insert(File).second)
            Found.insert(std::move(File));
#ifdef SUMMARY_UPGRADE_HAS_CPP
        for (std::string &File : cpp::cppFiles(Path))
          if (!Options.Settings.excludes(File))
            Cpp.Files.push_back(std::move(File));
        Cpp.Folders.push_back(Path);
#endif
        if (!Options.Quiet)
          for (const program::SkippedFolder &Folder : Skipped)
            errs() << Folder.Path << ": note: not looked into (" << Folder.Why << ")\n";
      } else if (!sys::fs::is_regular_file(Status)) {
        problem(Path, "not a regular file");
      } else if (Options.Settings.excludes(Path)) {
        if (!Options.Quiet)
          errs() << Path << ": note: excluded (" << Options.Settings.get("exclude")->Origin << ")\n";
      } else if (cpp::isCppSource(Path) || cpp::isCppHeader(Path)) {
#ifdef SUMMARY_UPGRADE_HAS_CPP
        Cpp.Files.push_back(Path);
#else
        problem(Path, "this program was built without its C++ front end");
#endif
      } else {
        Files.insert(Path);
        Found.erase(Path);
      }
    }
    dropLinksToNamedFiles(Files);
    llvm::sort(Cpp.Files);
    Cpp.Files.erase(llvm::unique(Cpp.Files), Cpp.Files.end());
    std::vector<std::string> List(Files.begin(), Files.end());
    std::vector<std::string> All = List;
    All.insert(All.end(), Cpp.Files.begin(), Cpp.Files.end());
    if (!recoverUnits(All, Options.Check || Options.Diff || !Options.ExplainComponent.empty()))
      return false;
    Progress::Phase Reading(Bar, "reading", static_cast<uint32_t>(List.size()));
    Parts.emplace(List, Disk, jobs(), Options.Settings.roots(), Found, Options.Wrappers);
    return true;
  }

  void problem(StringRef Path, const Twine &Message) {
    errs() << Path << ": error: " << Message << "\n";
    Failed = true;
  }
  void problems() {
    for (const program::FileProblem &Problem : All.Problems) {
      std::string Place = Problem.Path;
      if (Problem.File && Problem.HasRange) {
        text::Position Position = Problem.File->position(Problem.Where.Begin);
        Place += (":" + Twine(Position.Line) + ":" + Twine(Position.Column)).str();
      }
      if (Problem.Generated) {
        ++Sum.Generated;
        if (!Options.Quiet)
          errs() << Place << ": note: " << Problem.Message << "\n";
      } else if (Problem.MentionsSummaries) {
        problem(Place, Problem.Message);
      } else if (!Options.Quiet) {
        errs() << Place << ": note: " << Problem.Message << "; the file does not mention summaries\n";
      }
    }
  }

  // ---------------------------------------------------------------------------------------------------------- results

  const text::SourceFile *fileOf(StringRef Path) const {
    if (const text::SourceFile *File = All.file(Path))
      return File;
    auto At = CppResult.Sources.find(Path.str());
    return At == CppResult.Sources.end() ? nullptr : At->second.get();
  }

  void checkBroken() {
    if (All.Broken.empty())
      return;
    errs() << All.Broken << "\n";
    Failed = true;
    All.Changed.clear();
    All.M.Edits.clear();
  }

  /// Takes out what a run does not bear out.
  void verifyChanges(const program::Program &Summary, migrate::Options &Opts) {
    VerifiedPlan Verified = verifyPlan(Options.Verifying, Summary, Opts, All.M, errs());
    if (Verified.Refused.empty())
      return;
    Refused = true;
    Failed |= Verified.NothingProven;
    for (const migrate::ComponentFiles &Files : All.M.FilesOf)
      if (Verified.Refused.count(Files.Component))
        errs() << "summary-upgrade: not written, because "
               << (Verified.NothingProven ? "nothing is proven" : "its run differs") << ": the component in "
               << join(Files.Paths, ", ") << "\n";
    leaveOut(Verified.Refused, Summary, Opts);
  }

  /// Plans again without some components.
  void leaveOut(const std::set<uint32_t> &Components, const program::Program &Summary, migrate::Options &Opts) {
    Opts.Wanted = [Before = std::move(Opts.Wanted), Components](uint32_t C) {
      return Before(C) && !Components.count(C);
    };
    All = keep(Whole, migrate::migrate(Summary, Opts));
    checkBroken();
  }

  // ----------------------------------------------------------------------------------------------------------
  // questions

  /// Takes out what the person does not want. What becomes possible only then is asked about, too.
  void askAbout(const program::Program &Summary, migrate::Options &Opts) {
    auto Lookup = [this](StringRef Path) { return fileOf(Path); };
    std::set<uint32_t> Asked, Left;
    for (;;) {
      const std::set<uint32_t> Unwanted = Person->ask(
          All.M,
          [&](const migrate::ComponentFiles &Files) {
            return questionAbout(All.M, Files, Lookup, [this, &Summary, C = Files.Component] {
              return describeComponent(Summary, All.M, C);
            });
          },
          Asked);
      if (Unwanted.empty() || text::interrupted())
        return;
      for (uint32_t C : Unwanted)
        Sum.Unwanted += All.M.Components[C].Uses;
      leaveOut(Unwanted, Summary, Opts);
      Left.insert(Unwanted.begin(), Unwanted.end());
      for (uint32_t C : Left)
        All.M.Components[C].Uses = 0; // counted already, and not declined
    }
  }

  /// The C++ files, whose components are added to those of Python. False when the command line was wrong.
  bool upgradeCpp(migrate::Migration &M) {
#ifdef SUMMARY_UPGRADE_HAS_CPP
    if (!Options.BuildPath.empty()) {
      auto Database = cpp::readCommands(Options.BuildPath);
      if (!Database) {
        errs() << "summary-upgrade: `-p`: " << toString(Database.takeError()) << "\n";
        return false;
      }
      Cpp.Database = std::move(*Database);
    }
    if (Cpp.Files.empty())
      return true;
    Cpp.Migrate.Plan.DropWallTime = Options.DropWallTime;
    Cpp.Migrate.Enabled = [this](StringRef Code, StringRef Path) { return isEnabled(Options, Code, Path); };
    // Answers are given with the units at hand: they are not parsed again for a smaller plan.
    cpp::ParseMany Parse = cpp::inWorkers(
        jobs(), [this](size_t Parts) { Bar.expect(static_cast<uint32_t>(Parts)); }, [this] { Bar.step(); });
    if (Person)
      Parse = cpp::remembered(std::move(Parse));
    auto plan = [&] {
      Progress::Phase Compiling(Bar, "compiling");
      CppResult = cpp::migrateProject(Cpp, Parse);
    };
    plan();
    auto Lookup = [this](StringRef Path) { return fileOf(Path); };
    for (std::set<uint32_t> Asked; Person && !Failed && !text::interrupted();) {
      const std::set<uint32_t> Unwanted = Person->ask(
          CppResult.M.Result,
          [&](const migrate::ComponentFiles &Files) {
            return questionAbout(CppResult.M.Result, Files, Lookup, [] { return std::string(); });
          },
          Asked);
      if (Unwanted.empty())
        break;
      for (uint32_t C : Unwanted) {
        Sum.Unwanted += CppResult.M.Result.Components[C].Uses;
        Cpp.Migrate.Unwanted.insert(CppResult.M.Ids[C]);
      }
      plan();
    }
    for (const cpp::ProjectProblem &Problem : CppResult.Problems) {
      if (Problem.IsError)
        problem(Problem.Path, Problem.Message);
      else if (!Options.Quiet)
        errs() << (Problem.Path.empty() ? "summary-upgrade" : Problem.Path) << ": note: " << Problem.Message << "\n";
    }
    migrate::Migration &Mine = CppResult.M.Result;
    std::vector<text::FileEdits> Edits = std::move(Mine.Edits);
    Mine.Edits.clear();
    migrate::append(M, std::move(Mine));
    stable_sort(M.Findings,
                [](const report::Finding &A, const report::Finding &B) { return A.Place.Path < B.Place.Path; });
    for (const text::FileEdits &E : Edits) {
      const text::SourceFile &File = *CppResult.Sources.at(E.Path);
      auto New = text::applyEdits(File.bytes(), E.Edits);
      if (!New) {
        problem(E.Path, toString(New.takeError()));
        continue;
      }
      std::string Old = File.bytes().str();
      All.Changed.push_back({E.Path, Old, *New, Old, *New});
    }
#endif
    return true;
  }
  unsigned jobs() const {
    return Options.Jobs ? Options.Jobs : llvm::heavyweight_hardware_concurrency().compute_thread_count();
  }

  /// Its fix is one that this run applies.
  bool isFixed(const report::Finding &F) const {
    return F.Fix == report::Applicability::Safe || (F.Fix == report::Applicability::Unsafe && Options.UnsafeFixes);
  }
  bool isLeft(const report::Finding &F) const { return F.Level != report::Severity::Notice && !isFixed(F); }
  /// Called when all is printed.
  int exitCode(const migrate::Migration &M, bool PendingCounts) const {
    if (Failed)
      return ExitError;
    if (!Options.ExitZero && (any_of(M.Findings, [&](const report::Finding &F) { return isLeft(F); }) || Refused ||
                              Sum.Unwanted || (PendingCounts && !All.Changed.empty() && !PendingKnown)))
      return ExitFindings;
    return ExitClean;
  }
  void closing(bool Pending) {
    if (!Options.Quiet && (!isMachineFormat(Options.Format) || !Options.OutputFile.empty()))
      printClosingLine(Options, Sum, Pending);
  }

  int finishStdin(const migrate::Migration &M) {
    if (Options.Check)
      return finishCheck(M);
    if (Options.Diff)
      return finishDiff(M);
    outs() << (All.Changed.empty() ? StdinBytes : All.Changed[0].NewBytes);
    outs().flush();
    left(M, errs());
    closing(false);
    return exitCode(M, false);
  }
  void print(ArrayRef<report::Finding> Findings, const migrate::Migration &M, raw_ostream &Out) const {
    printFindings(Options, Findings, M, All.Problems, [this](StringRef Path) { return fileOf(Path); }, Out);
  }
  /// Findings go to the file that was asked for, else to `Out`.
  void show(ArrayRef<report::Finding> Findings, const migrate::Migration &M, raw_ostream &Out) {
    if (Options.OutputFile.empty())
      return print(Findings, M, Out);
    if (Error E = writeToOutput(Options.OutputFile, [&](raw_ostream &File) {
          print(Findings, M, File);
          return Error::success();
        }))
      problem(Options.OutputFile, toString(std::move(E)));
  }
  /// Findings that are not fixed by this run. On standard output or in a file the machine format is a result, which
  /// --quiet keeps.
  void left(const migrate::Migration &M, raw_ostream &Out) {
    if (Options.Quiet && Options.OutputFile.empty() && !(isMachineFormat(Options.Format) && &Out == &outs()))
      return;
    std::vector<report::Finding> Left;
    copy_if(M.Findings, std::back_inserter(Left), [&](const report::Finding &F) { return !isFixed(F); });
    if (!Left.empty() || isMachineFormat(Options.Format) || !Options.OutputFile.empty())
      show(Left, M, Out);
    if (Options.Statistics)
      printStatistics(M.Findings, Out);
  }
  int finishDiff(const migrate::Migration &M) {
    for (const NewFile &F : All.Changed)
      outs() << text::unifiedDiff(F.Path, F.Path, F.OldCode, F.NewCode);
    outs().flush();
    left(M, errs());
    closing(true);
    return exitCode(M, true);
  }
  int finishCheck(const migrate::Migration &M) {
    show(M.Findings, M, outs());
    if (Options.Statistics)
      printStatistics(M.Findings, outs());
    outs().flush();
    closing(true);
    return exitCode(M, true);
  }

  int finishWrite(const migrate::Migration &M) {
    const std::set<std::string> NotWritten = writeFiles(
        All.Changed, M.FilesOf,
        [&](ArrayRef<std::string> Paths) {
          if (!Options.Quiet && (!isMachineFormat(Options.Format) || !Options.OutputFile.empty()))
            for (const std::string &Path : Paths)
              outs() << "rewrote " << Path << "\n";
        },
        Failed);
    Sum.discount(M, NotWritten);
    left(M, outs());
    outs().flush();
    closing(false);
    return exitCode(M, false);
  }

  const CommandLine &Options;
  Progress Bar;
  std::optional<Dialogue> Person; ///< with --interactive
  CountedFiles Disk{Bar};
  std::optional<program::ProjectParts> Parts; ///< of PATHS
  program::Project Whole;                     ///< standard input, or all parts where they are needed at once
  Planned All;
  cpp::ProjectOptions Cpp;
  cpp::ProjectResult CppResult;
  std::string StdinBytes;
  Totals Sum;
  bool Failed = false;
  bool PendingKnown = false; ///< every change belongs to a finding of the baseline
  bool Refused = false;      ///< a run did not bear out some change
};

} // namespace

migrate::Options migrateOptions(const CommandLine &Options) {
  migrate::Options Opts;
  Opts.To = Options.To;
  Opts.Tags = Options.Tags;
  Opts.UnsafeFixes = Options.UnsafeFixes;
  Opts.How = Options.How;
  return Opts;
}

bool isEnabled(const CommandLine &Options, StringRef Code, StringRef Path) {
  auto matches = [&](const std::string &Pattern) { return Code.starts_with(Pattern); };
  if (!Options.Select.empty() && none_of(Options.Select, matches))
    return false;
  return none_of(Options.Ignore, matches) && !Options.Settings.ignores(Code, Path);
}

bool isHidden(const CommandLine &Options, const report::Finding &F) {
  if (F.Fix != report::Applicability::None || isEnabled(Options, F.Code, F.Place.Path))
    return false;
  const rulebook::Rule *R = rulebook::RuleBook::get().find(F.Code);
  return F.Level == report::Severity::Notice || (R && R->Fix == rulebook::FixKind::None);
}

int runUpgrade(const CommandLine &Options) { return Run(Options).run(); }

} // namespace summary_upgrade::tools
