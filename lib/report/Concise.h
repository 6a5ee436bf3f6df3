// One line a finding: `train.py:41:5: SU214 the step …`, for editors and grep.
#ifndef SUMMARY_UPGRADE_REPORT_CONCISE_H
#define SUMMARY_UPGRADE_REPORT_CONCISE_H

#include "report/Place.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/raw_ostream.h"

namespace summary_upgrade::report {

/// In the order given. `Color` adds ANSI escapes.
void printConcise(llvm::raw_ostream &Out, llvm::ArrayRef<Finding> Findings, FileLookup Files, bool Color = false);

/// The first line of a finding in the formats for people, without a newline.
void printHeadline(llvm::raw_ostream &Out, const Finding &F, FileLookup Files, bool Color);

} // namespace summary_upgrade::report

#endif
