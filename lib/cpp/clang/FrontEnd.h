// What the rest of the program may know of Clang. No Clang header is included here.
#ifndef SUMMARY_UPGRADE_CPP_CLANG_FRONTEND_H
#define SUMMARY_UPGRADE_CPP_CLANG_FRONTEND_H

#include "cpp/Facts.h"
#include <string>

namespace summary_upgrade::cpp {

/// The version of the Clang that is linked in, e.g. "19.1.7".
std::string clangVersion();

/// Parses one translation unit in this process. Errors are those of the command line; those of the code are facts.
llvm::Expected<Unit> parseUnit(const ParseRequest &Request);

} // namespace summary_upgrade::cpp

#endif
