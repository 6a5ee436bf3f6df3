#include "Output.h"
#include "report/Concise.h"
#include "report/Full.h"
#include "report/GitHub.h"
#include "report/GitLab.h"
#include "report/JUnit.h"
#include "report/Json.h"
#include "report/Sarif.h"
#include "rulebook/RuleBook.h"
#include <map>

using namespace llvm;

namespace summary_upgrade::tools {

namespace {

report::RuleText ruleText(StringRef Code) {
  const rulebook::Rule *R = rulebook::RuleBook::get().find(Code);
  if (!R)
    return {};
  return {R->Name.str(), rulebook::section(*R, "What it does").str(), R->Body.trim().str()};
}

std::vector<report::Problem> readProblems(ArrayRef<program::FileProblem> Problems) {
  std::vector<report::Problem> Result;
  for (const program::FileProblem &Problem : Problems) {
    report::Problem &New = Result.emplace_back();
    New.Path = Problem.Path;
    New.Message = Problem.Message;
    New.IsError = Problem.MentionsSummaries;
    if (Problem.File && Problem.HasRange)
      New.At = Problem.File->position(Problem.Where.Begin);
  }
  return Result;
}

} // namespace

void printFindings(const CommandLine &Options, ArrayRef<report::Finding> Findings, const migrate::Migration &M,
                   ArrayRef<program::FileProblem> Unread, report::FileLookup Lookup, raw_ostream &Out) {
  bool Color = Options.Color == ColorMode::Always ||
               (Options.Color == ColorMode::Auto && Out.has_colors() && !std::getenv("NO_COLOR"));
  const std::vector<report::Problem> Problems = readProblems(Unread);
  auto FixOf = [&](const report::Finding &F) -> ArrayRef<text::FileEdits> {
    for (const migrate::ComponentFiles &Files : M.FilesOf)
      if (Files.Component == F.Component)
        return Files.Edits;
    return {};
  };
  const report::Context Context{Lookup, SUMMARY_UPGRADE_VERSION, ruleText, FixOf, Problems};
  switch (Options.Format) {
  case OutputFormat::Full:
    report::printFull(Out, Findings, Lookup, Color);
    break;
  case OutputFormat::Concise:
    report::printConcise(Out, Findings, Lookup, Color);
    break;
  case OutputFormat::Json:
    report::printJson(Out, Findings, Context);
    break;
  case OutputFormat::Sarif:
    report::printSarif(Out, Findings, Context);
    break;
  case OutputFormat::GitHub:
    report::printGitHub(Out, Findings, Context);
    break;
  case OutputFormat::GitLab:
    report::printGitLab(Out, Findings, Context);
    break;
  case OutputFormat::JUnit:
    report::printJUnit(Out, Findings, Context);
    break;
  }
}

void Totals::count(const migrate::Migration &M) {
  for (const migrate::ComponentResult &C : M.Components) {
    if (C.IsLint) {
      (C.What == migrate::Outcome::Migrated ? Fixed : FixNeedsUnsafe) += C.Uses;
    } else if (C.What == migrate::Outcome::Migrated) {
      (C.Bridged ? Bridged : Native) += C.Uses;
    } else if (C.What == migrate::Outcome::NeedsUnsafe) {
      NeedUnsafe += C.Uses;
    } else if (C.Uses) {
      ++Declined;
      if (FirstDecline.empty())
        FirstDecline = C.Place;
    }
  }
}

void Totals::discount(const migrate::Migration &M, const std::set<std::string> &Failed) {
  std::set<uint32_t> Components;
  for (const migrate::ComponentFiles &Files : M.FilesOf)
    if (any_of(Files.Paths, [&](const std::string &Path) { return Failed.count(Path) > 0; }))
      Components.insert(Files.Component);
  for (uint32_t C : Components) {
    (M.Components[C].IsLint ? Fixed : M.Components[C].Bridged ? Bridged : Native) -= M.Components[C].Uses;
    NotWritten += M.Components[C].Uses;
  }
}

void printClosingLine(const CommandLine &Options, const Totals &T, bool Pending) {
  uint32_t Uses = T.Native + T.Bridged;
  errs() << T.Files << (T.Files == 1 ? " file: " : " files: ") << Uses << (Uses == 1 ? " use " : " uses ")
         << (Pending ? "can be migrated" : "migrated");
  if (T.Bridged)
    errs() << " (" << T.Native << " native, " << T.Bridged << " bridged)";
  if (T.Fixed)
    errs() << ", " << T.Fixed << (Pending ? " can be fixed" : " fixed");
  if (T.FixNeedsUnsafe)
    errs() << ", " << T.FixNeedsUnsafe << (T.FixNeedsUnsafe == 1 ? " fix needs" : " fixes need") << " --unsafe-fixes";
  if (T.NotWritten)
    errs() << ", " << T.NotWritten << " not written";
  if (T.Unwanted)
    errs() << ", " << T.Unwanted << " left as you said";
  if (T.NeedUnsafe)
    errs() << ", " << T.NeedUnsafe << (T.NeedUnsafe == 1 ? " needs" : " need") << " --unsafe-fixes";
  if (T.Declined)
    errs() << ", " << T.Declined << " declined (" << T.FirstDecline << (T.Declined > 1 ? ", …" : "") << ")";
  if (T.Generated)
    errs() << ", " << T.Generated << (T.Generated == 1 ? " generated file" : " generated files") << " left as "
           << (T.Generated == 1 ? "it is" : "they are");
  errs() << "\n";
}

void printStatistics(ArrayRef<report::Finding> Findings, raw_ostream &Out) {
  std::map<std::string, unsigned> Counts;
  for (const report::Finding &F : Findings)
    ++Counts[F.Code];
  for (auto &[Code, Count] : Counts) {
    const rulebook::Rule *R = rulebook::RuleBook::get().find(Code);
    Out << right_justify(std::to_string(Count), 6) << "  " << Code << (R ? "  " + R->Name.str() : "") << "\n";
  }
}

} // namespace summary_upgrade::tools
