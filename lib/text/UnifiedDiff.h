// The difference of two files as a patch.
#ifndef SUMMARY_UPGRADE_TEXT_UNIFIEDDIFF_H
#define SUMMARY_UPGRADE_TEXT_UNIFIEDDIFF_H

#include "llvm/ADT/StringRef.h"
#include <string>

namespace summary_upgrade::text {

/// A unified diff that `patch -p1` and `git apply` take; empty if the bytes are equal. Lines end at LF, so
/// the CR of a CRLF file stays in its line. Paths should be relative; a leading "./" or "/" is dropped, and
/// the prefixes "a/" and "b/" are added. `Context` counts lines around each change.
std::string unifiedDiff(llvm::StringRef OldPath, llvm::StringRef NewPath, llvm::StringRef OldBytes,
                        llvm::StringRef NewBytes, unsigned Context = 3);

} // namespace summary_upgrade::text

#endif
