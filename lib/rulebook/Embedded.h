// The files of rules/ as they were when the program was built; defined by the source that
// cmake/EmbedRules.cmake writes.
#ifndef SUMMARY_UPGRADE_RULEBOOK_EMBEDDED_H
#define SUMMARY_UPGRADE_RULEBOOK_EMBEDDED_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

namespace summary_upgrade::rulebook {

struct EmbeddedFile {
  llvm::StringLiteral Name; ///< without folder, e.g. "SU101-scalar-op.md"
  llvm::StringLiteral Text;
};

/// Sorted by name.
llvm::ArrayRef<EmbeddedFile> embeddedPages();
llvm::ArrayRef<EmbeddedFile> embeddedFrames();

} // namespace summary_upgrade::rulebook

#endif
