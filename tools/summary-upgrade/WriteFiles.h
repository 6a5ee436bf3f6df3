// Writes what a run changed: files that share a component together or not at all.
#ifndef SUMMARY_UPGRADE_TOOLS_WRITEFILES_H
#define SUMMARY_UPGRADE_TOOLS_WRITEFILES_H

#include "migrate/Migrate.h"
#include <functional>
#include <set>

namespace summary_upgrade::tools {

/// A changed file, before it is written.
struct NewFile {
  std::string Path, OldBytes, NewBytes;
  std::string OldCode, NewCode; ///< what a diff compares: the same, but of a notebook its code
};

/// Returns the paths that could not be written; why was printed. `Wrote` gets the paths of each unit.
std::set<std::string> writeFiles(llvm::ArrayRef<NewFile> Changed, llvm::ArrayRef<migrate::ComponentFiles> FilesOf,
                                 llvm::function_ref<void(llvm::ArrayRef<std::string> Paths)> Wrote, bool &Failed);

} // namespace summary_upgrade::tools

#endif
