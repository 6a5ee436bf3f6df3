// What the rest of the program may know of Clang. No Clang header is included here.
#ifndef SUMMARY_UPGRADE_CPP_FRONTEND_H
#define SUMMARY_UPGRADE_CPP_FRONTEND_H

#include "llvm/ADT/StringRef.h"
#include <string>

namespace summary_upgrade::cpp {

/// The version of the Clang that is linked in, e.g. "19.1.7".
std::string clangVersion();

/// True when `Code` is a translation unit without errors. No header is found: there is no resource directory
/// here. Diagnostics are dropped.
bool parses(llvm::StringRef Code);

} // namespace summary_upgrade::cpp

#endif
