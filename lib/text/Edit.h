// Byte edits of one file, and how they are applied.
#ifndef SUMMARY_UPGRADE_TEXT_EDIT_H
#define SUMMARY_UPGRADE_TEXT_EDIT_H

#include "text/Range.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace summary_upgrade::text {

/// Replaces the bytes of `Where` by `Text`. An empty range inserts.
struct Edit {
  Range Where;
  std::string Text;
  friend bool operator==(const Edit &, const Edit &) = default;
};

/// Edits of several files that are applied together or not at all.
struct FileEdits {
  std::string Path;
  std::vector<Edit> Edits;
};
struct EditGroup {
  std::vector<FileEdits> Files;
};

/// Sorts by position (stable: insertions at one place keep their order) and checks that ranges lie in the
/// file and do not overlap.
llvm::Error sortAndCheck(std::vector<Edit> &Edits, uint32_t FileSize);

/// The bytes after the edits. Edits must satisfy `sortAndCheck`; they may come in any order.
llvm::Expected<std::string> applyEdits(llvm::StringRef Bytes, std::vector<Edit> Edits);

} // namespace summary_upgrade::text

#endif
