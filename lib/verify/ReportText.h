// A verification as text for people and as JSON for programs.
#ifndef SUMMARY_UPGRADE_VERIFY_REPORTTEXT_H
#define SUMMARY_UPGRADE_VERIFY_REPORTTEXT_H

#include "verify/Verify.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

namespace summary_upgrade::verify {

/// A table of tags, the differences, notes, and a closing line with the verdict; Concise: only that line.
void printReport(llvm::raw_ostream &Out, const Report &R, const Side &Before, const Side &After, size_t MaxDifferences,
                 bool Concise = false);
llvm::json::Object toJson(const Report &R, const Side &Before, const Side &After);

} // namespace summary_upgrade::verify

#endif
