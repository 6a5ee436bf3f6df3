// Files that a program writes: an edit in them is gone with its next run.
#ifndef SUMMARY_UPGRADE_PROGRAM_GENERATEDFILES_H
#define SUMMARY_UPGRADE_PROGRAM_GENERATEDFILES_H

#include "llvm/ADT/StringRef.h"
#include <string>

namespace summary_upgrade::program {

/// How the file says that it is generated ("line 2 says so", "its name says so"), or empty. Only comments of the first
/// ten lines count: the docstring that a notebook service puts at the top of what it exports speaks of generating, too,
/// and people edit such files.
std::string generatedMark(llvm::StringRef Path, llvm::StringRef Bytes);

} // namespace summary_upgrade::program

#endif
