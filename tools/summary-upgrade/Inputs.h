// The files of a run before they are read: which of them are one, and what an interrupted run left of them.
#ifndef SUMMARY_UPGRADE_TOOLS_INPUTS_H
#define SUMMARY_UPGRADE_TOOLS_INPUTS_H

#include "llvm/ADT/ArrayRef.h"
#include <set>
#include <string>

namespace summary_upgrade::tools {

/// A link beside its target is the same file: it would be changed twice.
void dropLinksToNamedFiles(std::set<std::string> &Files);

/// The deepest folder that holds all files, absolute.
std::string commonFolder(llvm::ArrayRef<std::string> Files);

/// A unit that an earlier run left unfinished is finished or rolled back before anything is read, or only
/// reported. False after an error that was printed.
bool recoverUnits(llvm::ArrayRef<std::string> Files, bool ReportOnly);

} // namespace summary_upgrade::tools

#endif
