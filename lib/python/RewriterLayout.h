// How the statements of a file lie on its lines: indentation, shared lines, owned comments, blank lines.
#ifndef SUMMARY_UPGRADE_PYTHON_REWRITERLAYOUT_H
#define SUMMARY_UPGRADE_PYTHON_REWRITERLAYOUT_H

#include "python/Facts.h"
#include "python/RewriterLexer.h"

namespace summary_upgrade::python {

/// Lines are numbered from 0, as in `text::SourceFile`.
class Layout {
public:
  Layout(const ModuleFacts &Facts, const text::SourceFile &File);

  const ModuleFacts &Facts;
  const text::SourceFile &File;
  llvm::StringRef Bytes;
  std::string Newline;
  std::vector<LineState> States;

  /// Leading whitespace of the block's statements; for a suite on its header's line, what it would be on
  /// lines of its own.
  std::string indentOf(Id Block) const;
  /// One level below a block that is indented by `Indent`.
  std::string unitFor(llvm::StringRef Indent) const;

  /// Statements First..Last of the block are joined by semicolons on one logical line with the statement.
  struct Group {
    uint32_t First = 0, Last = 0;
  };
  Group groupOf(Id Stmt) const;
  /// Behind the group's last statement and the semicolon that may follow it.
  uint32_t groupEnd(Id Stmt) const;
  /// Behind the colon of the header of a one-line suite.
  uint32_t behindColon(Id Block) const;

  uint32_t firstLine(Id Stmt) const { return File.lineOf(Facts.StmtRange[Stmt].Begin); }
  uint32_t lastLine(Id Stmt) const { return File.lineOf(Facts.StmtRange[Stmt].End); }
  /// The first of the comment lines that belong to the statement, or its own first line.
  uint32_t ownedLine(Id Stmt) const;
  /// The last line, counting comment lines behind a compound statement that are indented deeper than it.
  uint32_t trailLine(Id Stmt) const;
  uint32_t lineEnd(uint32_t Line) const {
    return File.lineStart(Line) + static_cast<uint32_t>(File.lineText(Line).size());
  }
  /// Start of the line behind, or the end of the file.
  uint32_t behindLine(uint32_t Line) const {
    return Line + 1 < File.lineCount() ? File.lineStart(Line + 1) : static_cast<uint32_t>(Bytes.size());
  }
  /// Start of the line, behind a byte order mark.
  uint32_t lineBegin(uint32_t Line) const { return Line ? File.lineStart(Line) : File.bomSize(); }

  bool isBlank(uint32_t Line) const;
  bool isCommentLine(uint32_t Line) const;
  /// Leading spaces and tabs (behind a form feed).
  llvm::StringRef indentation(uint32_t Line) const;
  uint32_t blankLinesAbove(uint32_t Line) const;
  uint32_t blankLinesBelow(uint32_t Line) const;

  bool isDocstring(Id Stmt) const;
  bool isFutureImport(Id Stmt) const;
  unsigned depthOf(Id Block) const;
  /// Where a module without imports and docstring begins: behind the shebang, the cookie and a detached
  /// comment block.
  uint32_t headOffset() const;
};

} // namespace summary_upgrade::python

#endif
