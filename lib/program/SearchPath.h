// Folders that a script puts on `sys.path` by itself.
#ifndef SUMMARY_UPGRADE_PROGRAM_SEARCHPATH_H
#define SUMMARY_UPGRADE_PROGRAM_SEARCHPATH_H

#include "python/Facts.h"
#include <string>
#include <vector>

namespace summary_upgrade::program {

/// Absolute folders, in the order in which they are searched.
struct SearchPath {
  std::vector<std::string> Front; ///< `sys.path.insert(0, …)`: before the script's own folder
  std::vector<std::string> Back;  ///< `append`, `extend`, `+=`, later places
};

/// What `sys.path.insert`, `append`, `extend` and `+=` of this file add, as far as the folders are said by
/// literals, `__file__` and the functions of `os.path` and `pathlib`. A relative folder is taken from the
/// file's folder and from `Root` (may be empty): from where a script is started is not known.
SearchPath searchPathOf(const python::ModuleFacts &Facts, const text::SourceFile &File, llvm::StringRef AbsoluteFile,
                        llvm::StringRef Root);

} // namespace summary_upgrade::program

#endif
