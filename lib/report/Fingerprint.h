// What a finding is recognised by in another run, when lines have moved.
#ifndef SUMMARY_UPGRADE_REPORT_FINGERPRINT_H
#define SUMMARY_UPGRADE_REPORT_FINGERPRINT_H

#include "report/Place.h"
#include "llvm/ADT/ArrayRef.h"

namespace summary_upgrade::report {

/// The code line a finding stands on, white space counted once; empty when the file is not known.
std::string normalizedLine(const Location &Place, FileLookup Files);

/// For each finding, in order: 32 hexadecimal digits of its code, path, normalised line, and of how many
/// findings before it have the same three. No line numbers: what stands above may change.
std::vector<std::string> fingerprints(llvm::ArrayRef<Finding> Findings, FileLookup Files);

} // namespace summary_upgrade::report

#endif
