// The imports of a file that is not parsed; private to this folder.
#ifndef SUMMARY_UPGRADE_PROGRAM_IMPORTSCAN_H
#define SUMMARY_UPGRADE_PROGRAM_IMPORTSCAN_H

#include "llvm/ADT/StringRef.h"
#include <vector>

namespace summary_upgrade::program {

/// `import Module`, or `from ..Module import Name`. Borrowed from the bytes that were scanned.
struct ScannedImport {
  llvm::StringRef Module; ///< "a.b"; empty in `from . import x`
  unsigned Level = 0;     ///< leading dots
  llvm::StringRef Name;   ///< empty for the module itself
};

/// At least the imports that the file has: what looks like one in a string or a comment is told, too. Those of
/// TensorFlow are left out: no file of a project is meant by them.
std::vector<ScannedImport> scanImports(llvm::StringRef Bytes);

} // namespace summary_upgrade::program

#endif
