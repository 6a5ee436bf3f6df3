// What the grammar is given instead of the file's bytes: same length, so offsets stay, but without comments
// (the grammar is quadratic in comment lines), foreign line ends, bytes that are not UTF-8 and indentation it
// would measure wrongly. Errors that the grammar cannot see or places badly are found here: brackets, string
// ends, indentation.
#ifndef SUMMARY_UPGRADE_PYTHON_PARSEBUFFER_H
#define SUMMARY_UPGRADE_PYTHON_PARSEBUFFER_H

#include "python/Facts.h"

namespace summary_upgrade::python {

struct ParseBuffer {
  std::string Bytes;
  std::vector<text::Range> Comments; ///< all of them, in order, each without its newline
  bool Python2 = false;              ///< backticks, or tabs and spaces mixed as only Python 2 allows
  uint32_t Evidence = 0;             ///< offset of the first evidence
  bool Failed = false;
  ParseError Error;

  /// In `Bytes`, backticks are parentheses, a byte order mark is form feeds, a lone CR is LF; for Latin1
  /// every byte >= 0x80 is '_'.
  static ParseBuffer prepare(const text::SourceFile &File);
};

/// The first line of a piece of a parse buffer, cut to fit into a message, never within a character.
llvm::StringRef excerpt(llvm::StringRef Text);

} // namespace summary_upgrade::python

#endif
