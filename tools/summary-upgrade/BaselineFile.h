// `--baseline` and `--write-baseline`: the file of known findings.
#ifndef SUMMARY_UPGRADE_TOOLS_BASELINEFILE_H
#define SUMMARY_UPGRADE_TOOLS_BASELINEFILE_H

#include "Options.h"
#include "report/Baseline.h"
#include <set>

namespace summary_upgrade::tools {

/// Writes all findings as known ones; returns the exit code.
int writeBaseline(const CommandLine &Options, llvm::ArrayRef<report::Finding> Findings, report::FileLookup Files);

/// Takes known findings out of `Findings`. What the file knows and nobody finds any more, of the files in `Seen`,
/// leaves the file, or is only said when the run writes nothing.
llvm::Error dropKnown(const CommandLine &Options, std::vector<report::Finding> &Findings, report::FileLookup Files,
                      const std::set<std::string> &Seen);

} // namespace summary_upgrade::tools

#endif
