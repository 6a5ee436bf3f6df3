// Which files the name of a module can mean; private to this folder.
#ifndef SUMMARY_UPGRADE_PROGRAM_IMPORTEDFILES_H
#define SUMMARY_UPGRADE_PROGRAM_IMPORTEDFILES_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include <array>
#include <string>
#include <vector>

namespace summary_upgrade::program {

/// Candidate files for a dotted module below a folder.
std::array<std::string, 2> moduleCandidates(llvm::StringRef Folder, llvm::StringRef Module);

/// The last part of a module's name, and what that is for the file at a path.
llvm::StringRef lastPart(llvm::StringRef Module);
llvm::StringRef moduleStem(llvm::StringRef Path);
/// Files that the module may be where nothing says in which folder it is looked for (`PYTHONPATH`, a search path that
/// is not known): of those whose path ends in its name the ones that are nearest to who imports it.
std::vector<size_t> nearestFiles(llvm::StringRef From, llvm::StringRef Module, llvm::ArrayRef<size_t> Named,
                                 llvm::function_ref<llvm::StringRef(size_t)> PathOf);

} // namespace summary_upgrade::program

#endif
