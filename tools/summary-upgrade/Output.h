// Findings, closing line and statistics, in the chosen format and on the right stream.
#ifndef SUMMARY_UPGRADE_TOOLS_OUTPUT_H
#define SUMMARY_UPGRADE_TOOLS_OUTPUT_H

#include "Options.h"
#include "migrate/Migrate.h"
#include "program/Project.h"
#include "report/Finding.h"
#include "report/Place.h"
#include "llvm/Support/raw_ostream.h"
#include <set>

namespace summary_upgrade::tools {

/// What a run did, for the closing line.
struct Totals {
  uint32_t Files = 0;
  uint32_t Native = 0;         ///< v1 uses in components migrated to v2 ops
  uint32_t Bridged = 0;        ///< v1 uses in components whose writer alone is v2
  uint32_t NotWritten = 0;     ///< v1 uses that could be migrated, in files that could not be written
  uint32_t Generated = 0;      ///< files that were found in folders and stay as they are
  uint32_t Unwanted = 0;       ///< v1 uses and lints in components that the person said no to
  uint32_t NeedUnsafe = 0;     ///< v1 uses in components that only --unsafe-fixes migrates
  uint32_t Fixed = 0;          ///< lints that are fixed
  uint32_t FixNeedsUnsafe = 0; ///< lints that only --unsafe-fixes fixes
  uint32_t Declined = 0;       ///< declined components
  std::string FirstDecline;    ///< "train.py:88"
  uint32_t Notices = 0;

  void count(const migrate::Migration &M);
  /// What could not be written is not migrated.
  void discount(const migrate::Migration &M, const std::set<std::string> &Failed);
};

/// `Findings` are all or some of the migration's.
void printFindings(const CommandLine &Options, llvm::ArrayRef<report::Finding> Findings, const migrate::Migration &M,
                   llvm::ArrayRef<program::FileProblem> Problems, report::FileLookup Lookup, llvm::raw_ostream &Out);
void printClosingLine(const CommandLine &Options, const Totals &T, bool Pending);
void printStatistics(llvm::ArrayRef<report::Finding> Findings, llvm::raw_ostream &Out);

} // namespace summary_upgrade::tools

#endif
