// A source file as it is on disk: bytes, encoding and line ends, nothing of any language.
#ifndef SUMMARY_UPGRADE_TEXT_SOURCEFILE_H
#define SUMMARY_UPGRADE_TEXT_SOURCEFILE_H

#include "text/Range.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <memory>
#include <string>
#include <vector>

namespace summary_upgrade::text {

class Notebook;

enum class NewlineStyle : uint8_t { LF, CRLF, CR };

/// Source encodings that are understood. Anything else is an error of `SourceFile::fromBytes`.
/// Latin1 stands for every single-byte superset of ASCII: the parser sees bytes >= 0x80 as letters.
enum class Encoding : uint8_t { UTF8, UTF8WithBOM, Latin1 };

/// 1-based line, 1-based column in characters (code points for UTF-8), as editors count. In a notebook the line is one
/// of its cell.
struct Position {
  uint32_t Line = 1;
  uint32_t Column = 1;
  uint32_t Cell = 0; ///< of a notebook, 1-based among all cells; 0 elsewhere
};

/// Owns the bytes of one file, exactly as read; of a notebook, the code of its cells (Notebook.h). All offsets in the
/// program count these bytes.
class SourceFile {
public:
  /// `Path` is only a name here. Errors: invalid UTF-8 (with byte offset and line), an unknown PEP 263
  /// cookie, a NUL byte, a file over 64 MiB. The error text starts with "line N: " where there is a line.
  static llvm::Expected<SourceFile> fromBytes(std::string Path, std::string Bytes);
  /// Paths that end in `.ipynb` are notebooks.
  /// Reads from disk; errors carry the system's reason.
  static llvm::Expected<SourceFile> read(llvm::StringRef Path);

  llvm::StringRef path() const { return Path; }
  llvm::StringRef bytes() const { return Bytes; }
  llvm::StringRef slice(Range R) const {
    if (Slices)
      noteSlice(R);
    return llvm::StringRef(Bytes).substr(R.Begin, R.size());
  }
  /// From now on it is remembered which slices were asked for: what stands elsewhere is in no message and no edit.
  void watchSlices() const { Slices = std::make_shared<std::vector<Range>>(); }
  /// Those slices, some of them more than once; null when nobody watches.
  std::vector<Range> *slices() const { return Slices.get(); }
  /// Goes on with what another state of the file has remembered.
  void watchSlicesOf(const SourceFile &Old) const { Slices = Old.Slices; }
  Encoding encoding() const { return Enc; }
  /// Length of the byte order mark: 0 or 3.
  uint32_t bomSize() const { return Enc == Encoding::UTF8WithBOM ? 3 : 0; }
  /// The newline most lines end with; LF for a file without newlines.
  NewlineStyle newline() const { return Newline; }
  llvm::StringRef newlineText() const;
  /// False for an empty file.
  bool endsWithNewline() const;

  /// Lines are split at LF, CRLF and lone CR (not at form feeds). Line 0 is the first here; there is always
  /// one, and a file that ends with a newline has an empty last line, so that every offset up to the size
  /// lies in a line.
  uint32_t lineCount() const { return static_cast<uint32_t>(LineStarts.size()); }
  uint32_t lineOf(uint32_t Offset) const;
  uint32_t lineStart(uint32_t Line) const { return LineStarts[Line]; }
  /// The line's bytes without its newline. No slice that is remembered: who asks wants to know whether there is
  /// anything.
  llvm::StringRef lineText(uint32_t Line) const;
  Position position(uint32_t Offset) const;
  /// The same in the file as it is on disk; of a notebook the line that holds the code's line, and its first column.
  Position diskPosition(uint32_t Offset) const;

  /// The file's own bytes, and what they become when `bytes()` become these. Errors: they do not fit into the
  /// notebook's cells.
  llvm::StringRef diskBytes() const;
  llvm::Expected<std::string> onDisk(llvm::StringRef NewBytes) const;
  bool isNotebook() const { return Book != nullptr; }

private:
  void noteSlice(Range R) const;

  std::string Path;
  std::shared_ptr<const Notebook> Book;
  mutable std::shared_ptr<std::vector<Range>> Slices;
  std::string Bytes;
  std::vector<uint32_t> LineStarts;
  Encoding Enc = Encoding::UTF8;
  NewlineStyle Newline = NewlineStyle::LF;
};

} // namespace summary_upgrade::text

#endif
