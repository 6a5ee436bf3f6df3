// SARIF 2.1.0, for code scanning services: rules with their pages, places, related places, fixes and
// fingerprints.
#ifndef SUMMARY_UPGRADE_REPORT_SARIF_H
#define SUMMARY_UPGRADE_REPORT_SARIF_H

#include "report/Context.h"
#include "llvm/Support/raw_ostream.h"

namespace summary_upgrade::report {

/// One run. Columns count code points. The fix of a finding is that of its whole component, over several
/// files where it has them.
void printSarif(llvm::raw_ostream &Out, llvm::ArrayRef<Finding> Findings, const Context &C);

/// A path as a URI reference: relative as it is given, absolute with the scheme `file`.
std::string pathToUri(llvm::StringRef Path);

} // namespace summary_upgrade::report

#endif
