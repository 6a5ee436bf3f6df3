// Findings that need no compiler: the C API's summary ops, and protos that a project carries itself.
#ifndef SUMMARY_UPGRADE_CPP_TEXTUAL_H
#define SUMMARY_UPGRADE_CPP_TEXTUAL_H

#include "report/Finding.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

namespace summary_upgrade::cpp {

struct TextOf {
  llvm::StringRef Name, Text;
};

/// SU817 and SU818, in the order of the files.
std::vector<report::Finding> findTextually(llvm::ArrayRef<TextOf> Files);

} // namespace summary_upgrade::cpp

#endif
