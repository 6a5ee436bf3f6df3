// Just enough of Python's lexical rules to rewrite source that is known to parse: where strings, comments,
// brackets and lines are.
#ifndef SUMMARY_UPGRADE_PYTHON_REWRITERLEXER_H
#define SUMMARY_UPGRADE_PYTHON_REWRITERLEXER_H

#include "text/Range.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <vector>

namespace summary_upgrade::python {

struct Lexeme {
  enum Kind : uint8_t { End, Blank, Newline, Continuation, Comment, String, Word, Open, Close, Other } What = End;
  text::Range Where;
};

/// The lexeme that begins at `Pos`; `End` behind the last byte. A string token holds its prefix;
/// `Continuation` is a backslash with its newline; `Other` is one byte.
Lexeme lexAt(llvm::StringRef Bytes, uint32_t Pos);

/// Length of the newline at `Pos`: 0, 1 or 2.
uint32_t newlineAt(llvm::StringRef Bytes, uint32_t Pos);

/// How a physical line begins.
struct LineState {
  bool InString = false;     ///< its first byte is inside a string literal
  bool Continuation = false; ///< inside brackets or behind a backslash (also set with InString)
  uint32_t Bracket = ~0u;    ///< offset of the innermost open bracket
  unsigned Depth = 0;        ///< number of open brackets
};
/// One entry for each of the lines that begin at `LineStarts`.
std::vector<LineState> lineStates(llvm::StringRef Bytes, llvm::ArrayRef<uint32_t> LineStarts);

/// A bracketed, comma separated list in the source: arguments, parameters, elements, entries.
struct ListShape {
  uint32_t Begin = 0; ///< behind the opening bracket
  uint32_t Close = 0; ///< at the closing bracket, or the end of a list without brackets
  std::vector<text::Range> Items;
  std::vector<uint32_t> Commas; ///< offset of the comma behind each item, ~0u if there is none
};
/// Reads the list that begins at `Begin` and ends at its closing bracket, or at `End` at the latest. Commas
/// inside `Opaque` ranges (sorted; lambdas need them) do not separate items.
ListShape readList(llvm::StringRef Bytes, uint32_t Begin, uint32_t End, llvm::ArrayRef<text::Range> Opaque);

/// One primary with trailers (`a.b(c)[d]`), one literal or one bracketed expression: safe as an operand or
/// receiver.
bool isAtomic(llvm::StringRef Expression);
/// The first byte opens a bracket that the last byte closes.
bool isEnclosed(llvm::StringRef Expression);
/// A newline that would end the statement: outside brackets, strings and continuations.
bool hasBareNewline(llvm::StringRef Expression);
/// Net number of brackets that `Fragment` opens.
int bracketBalance(llvm::StringRef Fragment);
/// A logical line that starts a compound statement or a decorator, and so cannot stand behind `;` or `if x:`.
bool isCompoundLine(llvm::StringRef Line);

} // namespace summary_upgrade::python

#endif
