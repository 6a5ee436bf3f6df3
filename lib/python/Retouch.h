// Changes of a file's text that leave its shape as it is, so that what was concluded from its facts still
// holds.
#ifndef SUMMARY_UPGRADE_PYTHON_RETOUCH_H
#define SUMMARY_UPGRADE_PYTHON_RETOUCH_H

#include "python/Facts.h"
#include <optional>

namespace summary_upgrade::python {

/// Bytes [Begin, OldEnd) of the old text became [Begin, NewEnd) of the new one; what stands before and behind
/// them is the same.
struct TextChange {
  uint32_t Begin = 0, OldEnd = 0, NewEnd = 0;

  /// Where a place of the old text is in the new one. What stands at the border of the change is behind it.
  uint32_t moved(uint32_t Offset) const { return Offset >= OldEnd ? Offset - OldEnd + NewEnd : Offset; }
  text::Range moved(text::Range R) const { return {moved(R.Begin), moved(R.End)}; }
};
TextChange changeBetween(llvm::StringRef Old, llvm::StringRef New);

/// A change that keeps the shape: nothing but places, and the text of one comment or literal, is another one.
struct QuietChange {
  TextChange Change; ///< of a literal the whole token, else as it was given
  Id Literal = NoId; ///< the number or string whose text is another one
  /// The simple statement or the header that it stands in; of a comment the change.
  text::Range Around;
};

/// The change is within one line: of a comment (behind its '#'), of the text of a string that stands alone as
/// a statement, or of a number or string whose text nobody has read. It adds and removes nothing that could
/// end any of these. `Facts` are those of `Old`.
std::optional<QuietChange> keepsShape(const ModuleFacts &Facts, llvm::StringRef Old, llvm::StringRef New, TextChange C);

/// Makes the facts of the old text those of the new one, after a change that keeps the shape.
void retouch(ModuleFacts &Facts, const text::SourceFile &New, const QuietChange &C);

} // namespace summary_upgrade::python

#endif
