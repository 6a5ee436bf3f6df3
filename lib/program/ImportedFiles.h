// Which files the name of a module can mean; private to this folder.
#ifndef SUMMARY_UPGRADE_PROGRAM_IMPORTEDFILES_H
#define SUMMARY_UPGRADE_PROGRAM_IMPORTEDFILES_H

#include "llvm/ADT/StringRef.h"
#include <array>
#include <string>

namespace summary_upgrade::program {

/// Candidate files for a dotted module below a folder.
std::array<std::string, 2> moduleCandidates(llvm::StringRef Folder, llvm::StringRef Module);

} // namespace summary_upgrade::program

#endif
