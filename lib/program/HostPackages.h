// Packages that a program may import without getting a graph from them.
#ifndef SUMMARY_UPGRADE_PROGRAM_HOSTPACKAGES_H
#define SUMMARY_UPGRADE_PROGRAM_HOSTPACKAGES_H

#include "llvm/ADT/StringRef.h"

namespace summary_upgrade::program {

/// Of Python's library, or known to leave TensorFlow alone. A package that nobody knows may make a graph the current
/// one.
bool usesNoGraph(llvm::StringRef Module);

} // namespace summary_upgrade::program

#endif
