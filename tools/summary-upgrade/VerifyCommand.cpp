#include "VerifyCommand.h"
#include "Options.h"
#include "VerifyChanges.h"
#include "VerifyOptions.h"
#include "VerifySides.h"
#include "events/Report.h"
#include "migrate/Migrate.h"
#include "text/Edit.h"
#include "text/Interrupt.h"
#include "verify/ReportText.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include <set>

using namespace llvm;
namespace path = llvm::sys::path;

namespace summary_upgrade::tools {

namespace {

Error error(const Twine &Message) { return createStringError(inconvertibleErrorCode(), Message); }

/// The project of a script, planned as `summary-upgrade` would on all files that the script imports.
class Plan {
public:
  Plan(const VerifyLine &Line) : Line(Line) {
    std::string Script = Line.Settings.Script;
    P = program::Project::load({Script}, program::diskFiles());
    std::set<std::string> Reached{Script};
    std::vector<uint32_t> Work;
    for (uint32_t File = 0; File < P.modules().size(); ++File)
      if (P.module(File).Writable)
        Work.push_back(File);
    std::set<uint32_t> Seen(Work.begin(), Work.end());
    while (!Work.empty()) {
      uint32_t File = Work.back();
      Work.pop_back();
      Reached.insert(P.module(File).File.path().str());
      for (uint32_t To : P.module(File).ImportsFiles)
        if (Seen.insert(To).second)
          Work.push_back(To);
    }
    if (Reached.size() > 1)
      P = program::Project::load(std::vector<std::string>(Reached.begin(), Reached.end()), program::diskFiles(), 1, {},
                                 found(Reached));
    Linked = std::make_unique<program::Linker>(P);
    Summary = std::make_unique<program::Program>(*Linked);
  }

  /// All but the script were found through imports.
  std::set<std::string> found(std::set<std::string> Reached) const {
    Reached.erase(Line.Settings.Script);
    return Reached;
  }

  const program::Program &program() const { return *Summary; }
  const program::Project &project() const { return P; }

  /// Errors: the script cannot be read or parsed, or nothing of it is migrated.
  Expected<verify::Contents> migrate() {
    for (const program::FileProblem &Problem : P.problems())
      if (Problem.MentionsSummaries)
        return error(Problem.Path + ": " + Problem.Message);
    migrate::Options Opts;
    Opts.To = Line.To;
    Opts.How = Line.How;
    Opts.Tags = Line.Tags;
    Opts.UnsafeFixes = Line.UnsafeFixes;
    migrate::Migration M = migrate::migrate(*Summary, Opts);
    auto New = newContents(P, M);
    if (!New || !New->empty())
      return New;
    for (const migrate::ComponentResult &C : M.Components)
      if (C.What == migrate::Outcome::Declined && C.Uses)
        return error("nothing of it is migrated: " + C.Place + ": " + C.Code + " " + C.Reason);
    return error("there is nothing to migrate in " + Line.Settings.Script + " and the files that it imports");
  }

private:
  const VerifyLine &Line;
  program::Project P;
  std::unique_ptr<program::Linker> Linked;
  std::unique_ptr<program::Program> Summary;
};

int nothingProven(const VerifyLine &Line, Error E) {
  std::string Reason = toString(std::move(E));
  if (Line.Format == OutputFormat::Json)
    outs() << formatv("{0:2}",
                      json::Value(json::Object{{"verdict", "nothing-proven"}, {"reason", events::jsonText(Reason)}}))
           << "\n";
  else
    outs() << "NOTHING PROVEN: " << Reason << "\n";
  return ExitError;
}

std::string readText(StringRef Path) {
  auto Buffer = MemoryBuffer::getFile(Path);
  return Buffer ? (*Buffer)->getBuffer().str() : std::string();
}

/// The file of a pair's side: itself, the one that is named, or the one by which programs are started.
Expected<std::string> scriptOf(StringRef Side, const VerifyLine &Line, StringRef Usual) {
  if (!sys::fs::is_directory(Side))
    return Side.str();
  std::vector<std::string> Names;
  if (!Line.Settings.Script.empty())
    Names = {Line.Settings.Script};
  else
    Names = {Usual.str(), "train.py", "main.py"};
  for (const std::string &Name : Names) {
    SmallString<256> File(Side);
    path::append(File, Name);
    if (sys::fs::is_regular_file(File))
      return std::string(File);
  }
  std::vector<std::string> Files = program::diskFiles().pythonFiles(Side, /*Recursive=*/false);
  if (Line.Settings.Script.empty() && Files.size() == 1)
    return Files[0];
  return error(Side + ": which file starts the program? Name it with --script");
}

Error preparePair(const VerifyLine &Line, Sides &S, std::vector<std::string> &Old, std::vector<std::string> &New) {
  for (bool IsAfter : {false, true}) {
    StringRef Path = Line.Paths[IsAfter];
    auto Script = scriptOf(Path, Line, IsAfter ? "after.py" : "before.py");
    if (!Script)
      return Script.takeError();
    bool Folder = sys::fs::is_directory(Path);
    auto Where = verify::Place::of(*Script, Folder ? Path : path::parent_path(realPath(*Script)));
    if (!Where)
      return Where.takeError();
    // Relative paths mean the program's own folder: the two have no working directory in common.
    Where->Base = Where->Root;
    Where->Directory = path::parent_path(Where->Script).str();
    std::vector<std::string> &Texts = IsAfter ? New : Old;
    if (Folder)
      for (const std::string &File : program::diskFiles().pythonFiles(Where->Root, /*Recursive=*/true))
        Texts.push_back(readText(File));
    else
      Texts.push_back(readText(Where->Script));
    (IsAfter ? S.After : S.Before).Where = std::move(*Where);
  }
  return Error::success();
}

Error prepareMigration(const VerifyLine &Line, Plan &Planned, Sides &S, std::vector<std::string> &Old,
                       std::vector<std::string> &New) {
  auto Where = verify::Place::of(Line.Settings.Script, Line.Settings.Root);
  if (!Where)
    return Where.takeError();
  auto Changed = Planned.migrate();
  if (!Changed)
    return Changed.takeError();
  S.Before.Where = S.After.Where = std::move(*Where);
  for (const auto &Module : Planned.project().modules())
    if (Module->Writable) {
      Old.push_back(Module->File.bytes().str());
      auto Found = Changed->find(realPath(Module->File.path()));
      New.push_back(Found == Changed->end() ? Old.back() : Found->second);
    }
  S.After.New = std::move(*Changed);
  return Error::success();
}

int exitCode(const verify::Report &R) {
  return R.Verdict == verify::Outcome::Equal       ? ExitClean
         : R.Verdict == verify::Outcome::Different ? ExitFindings
                                                   : ExitError;
}

} // namespace

int runVerify(int Argc, char **Argv) {
  int ExitCode = ExitClean;
  auto Line = readVerifyLine(Argc, Argv, ExitCode);
  if (!Line)
    return ExitCode;
  auto R = verify::Runner::make();
  if (!R)
    return nothingProven(*Line, R.takeError());
  Sides S;
  std::vector<std::string> Old, New;
  std::unique_ptr<Plan> Planned;
  if (!Line->Pair)
    Planned = std::make_unique<Plan>(*Line);
  Error Prepared = Line->Pair ? preparePair(*Line, S, Old, New) : prepareMigration(*Line, *Planned, S, Old, New);
  if (!Prepared)
    Prepared = choosePythons(S, Line->Settings, Old, New, R->scratch());
  if (Prepared)
    return nothingProven(*Line, std::move(Prepared));
  verify::Verification V(*R, S.Before, Line->Settings.Run);
  auto Report = V.compare(S.After);
  if (!Report)
    return nothingProven(*Line, Report.takeError());
  if (Planned)
    TagPlaces(Planned->program()).fill(*Report);
  if (Line->Settings.Keep)
    R->keep();
  if (Line->Format == OutputFormat::Json) {
    json::Object Out = verify::toJson(*Report, S.Before, S.After);
    if (Line->Settings.Keep)
      Out["kept"] = R->scratch();
    outs() << formatv("{0:2}", json::Value(std::move(Out))) << "\n";
  } else {
    verify::printReport(outs(), *Report, S.Before, S.After, Line->Max, Line->Format == OutputFormat::Concise);
    if (Line->Settings.Keep)
      outs() << "kept: " << R->scratch() << "\n";
  }
  return exitCode(*Report);
}

} // namespace summary_upgrade::tools
