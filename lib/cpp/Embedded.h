// Headers that travel inside the program; defined by the source that cmake/EmbedHeaders.cmake writes.
#ifndef SUMMARY_UPGRADE_CPP_EMBEDDED_H
#define SUMMARY_UPGRADE_CPP_EMBEDDED_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

namespace summary_upgrade::cpp {

struct EmbeddedHeader {
  llvm::StringLiteral Path; ///< below the folder that its kind is mounted at
  llvm::StringLiteral Text;
};

/// Clang's own: <stddef.h> and its like.
llvm::ArrayRef<EmbeddedHeader> compilerHeaders();
/// The runtime that migrated programs include.
llvm::ArrayRef<EmbeddedHeader> runtimeHeaders();
/// Declarations for programs whose TensorFlow is not there: one header for all of its names.
llvm::ArrayRef<EmbeddedHeader> stubHeaders();

} // namespace summary_upgrade::cpp

#endif
