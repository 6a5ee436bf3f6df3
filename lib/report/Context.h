// What the formats for machines need beside the findings: words for rules, edits, and what could not be read.
#ifndef SUMMARY_UPGRADE_REPORT_CONTEXT_H
#define SUMMARY_UPGRADE_REPORT_CONTEXT_H

#include "report/Place.h"
#include "text/Edit.h"
#include "llvm/ADT/ArrayRef.h"

namespace summary_upgrade::report {

/// A rule in words; this room knows no rule book.
struct RuleText {
  std::string Name;     ///< "v1-scalar-op"; empty for an unknown code
  std::string Summary;  ///< a sentence or two
  std::string Markdown; ///< the whole page
};

/// A file that could not be read or parsed.
struct Problem {
  std::string Path, Message;
  std::optional<text::Position> At;
  bool IsError = true; ///< else the file does not matter to summaries
};

struct Context {
  FileLookup Files;
  llvm::StringRef Version; ///< of the program
  llvm::function_ref<RuleText(llvm::StringRef Code)> Rule;
  /// The edits that belong to a finding: those of its whole component.
  llvm::function_ref<llvm::ArrayRef<text::FileEdits>(const Finding &)> FixOf;
  llvm::ArrayRef<Problem> Problems;
};

} // namespace summary_upgrade::report

#endif
