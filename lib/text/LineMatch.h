// Which lines of two files correspond.
#ifndef SUMMARY_UPGRADE_TEXT_LINEMATCH_H
#define SUMMARY_UPGRADE_TEXT_LINEMATCH_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <vector>

namespace summary_upgrade::text {

/// Old lines [OldBegin, OldEnd) became new lines [NewBegin, NewEnd); one of them may be empty, not both.
struct LineChange {
  uint32_t OldBegin = 0, OldEnd = 0;
  uint32_t NewBegin = 0, NewEnd = 0;
  friend bool operator==(const LineChange &, const LineChange &) = default;
};

/// The changes in order, never touching each other. A shortest script (Myers 1986, in linear space), except
/// that stretches with thousands of differences are replaced whole to bound the time.
std::vector<LineChange> matchLines(llvm::ArrayRef<llvm::StringRef> Old, llvm::ArrayRef<llvm::StringRef> New);

} // namespace summary_upgrade::text

#endif
