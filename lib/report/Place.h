// What all formats need: where a finding is, in words, and the words for its kinds.
#ifndef SUMMARY_UPGRADE_REPORT_PLACE_H
#define SUMMARY_UPGRADE_REPORT_PLACE_H

#include "report/Finding.h"
#include "text/SourceFile.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace summary_upgrade::report {

/// The file a finding speaks of, as it was when it was read; null when it could not be read. Findings hold
/// byte ranges only.
using FileLookup = llvm::function_ref<const text::SourceFile *(llvm::StringRef Path)>;

/// "train.py:41:5", or only "train.py" when the file is not known.
std::string placeText(const Location &Place, FileLookup Files);

/// The path as services of a repository name it: without a leading `./`.
llvm::StringRef repositoryPath(llvm::StringRef Path);

/// safe, unsafe, display-only, none.
llvm::StringRef applicabilityName(Applicability Fix);
/// notice, warning.
llvm::StringRef severityName(Severity Level);

/// Bytes of a source file as UTF-8.
std::string toUTF8(llvm::StringRef Bytes, text::Encoding Encoding);

} // namespace summary_upgrade::report

#endif
