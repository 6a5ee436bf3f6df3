// The encoding a source file says it has (PEP 263).
#ifndef SUMMARY_UPGRADE_TEXT_ENCODINGCOOKIE_H
#define SUMMARY_UPGRADE_TEXT_ENCODINGCOOKIE_H

#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <optional>

namespace summary_upgrade::text {

struct EncodingCookie {
  /// As written; points into the bytes searched.
  llvm::StringRef Name;
  /// Byte offset of the name.
  uint32_t Offset = 0;
};

/// Looks where Python looks: in a comment on the first line, or on the second if the first is blank or a
/// comment.
std::optional<EncodingCookie> findEncodingCookie(llvm::StringRef Bytes);

/// `SingleByte`: a superset of ASCII with one byte a character. `Unsupported`: Python knows it, but bytes
/// below 0x80 may be parts of other characters, or ASCII is elsewhere (gbk, shift_jis, utf-16, cp037, ...).
enum class CookieKind : uint8_t { UTF8, ASCII, SingleByte, Unsupported, Unknown };

/// Spelling as Python forgives it: case, '-' and '_' do not matter.
CookieKind classifyCookie(llvm::StringRef Name);

} // namespace summary_upgrade::text

#endif
