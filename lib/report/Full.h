// A finding as a person reads it: headline, the line of code with the place underlined, related places, help.
#ifndef SUMMARY_UPGRADE_REPORT_FULL_H
#define SUMMARY_UPGRADE_REPORT_FULL_H

#include "report/Place.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/raw_ostream.h"

namespace summary_upgrade::report {

/// In the order given, each followed by an empty line. `Color` adds ANSI escapes.
void printFull(llvm::raw_ostream &Out, llvm::ArrayRef<Finding> Findings, FileLookup Files, bool Color = false);

} // namespace summary_upgrade::report

#endif
