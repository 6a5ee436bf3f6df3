#include "RuleCommand.h"
#include "rulebook/RuleBook.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace summary_upgrade::rulebook;

namespace summary_upgrade::tools {

namespace {

json::Object toJson(const Rule &R) {
  json::Array Languages;
  for (StringRef L : R.Languages)
    Languages.push_back(L);
  return json::Object{{"code", R.Code},        {"name", R.Name},
                      {"since", R.Since},      {"languages", std::move(Languages)},
                      {"fix", fixName(R.Fix)}, {"body", R.Body}};
}

} // namespace

int runRule(const CommandLine &Options) {
  const RuleBook &Book = RuleBook::get();
  bool Json = Options.Format == OutputFormat::Json;
  if (Options.AllRules) {
    if (Json) {
      json::Array All;
      for (const Rule &R : Book.all())
        All.push_back(toJson(R));
      outs() << formatv("{0:2}", json::Value(std::move(All))) << "\n";
      return ExitClean;
    }
    for (const Rule &R : Book.all())
      outs() << R.Code << "  " << left_justify(R.Name, 28) << fixName(R.Fix) << "\n";
    return ExitClean;
  }
  const Rule *R = Book.find(Options.RuleCode);
  if (!R)
    R = Book.findByName(Options.RuleCode);
  if (!R) {
    StringRef Near = Book.suggest(Options.RuleCode);
    errs() << "summary-upgrade: no rule `" << Options.RuleCode << "`";
    if (!Near.empty())
      errs() << "; did you mean `" << Near << "`?";
    errs() << "\n";
    return ExitError;
  }
  if (Json)
    outs() << formatv("{0:2}", json::Value(toJson(*R))) << "\n";
  else
    outs() << R->Code << " (fix: " << fixName(R->Fix) << ", since " << R->Since << ")\n\n" << R->Body.ltrim('\n');
  return ExitClean;
}

} // namespace summary_upgrade::tools
