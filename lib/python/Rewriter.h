// Turns structural edits into byte edits. The only place that knows how Python is written: indentation, `pass`,
// semicolons, one-line suites, docstrings, trailing commas, multi-line strings, comment ownership, the order of `*args`
// and `**kw`.
#ifndef SUMMARY_UPGRADE_PYTHON_REWRITER_H
#define SUMMARY_UPGRADE_PYTHON_REWRITER_H

#include "python/Facts.h"
#include "text/Edit.h"
#include <variant>

namespace summary_upgrade::python {

/// Text to be rendered: literal pieces and slices of the same file. A slice renders the node *with the other edits that
/// lie in it*, so that `writer.add_summary(sess.run(m, f), i)` → slice(run call) and an edit of the run call compose.
struct Piece {
  enum Kind : uint8_t { Literal, ExprSlice } What = Literal;
  std::string Text; ///< Literal
  Id Node = NoId; ///< ExprSlice: expression; parenthesised again when it needs to be (multi-line, or low precedence if
                  ///< `Tight`)
  bool Tight = false; ///< the slice becomes an operand or receiver: parenthesise unless it is atomic
};
class Text {
public:
  Text() = default;
  Text(llvm::StringRef Literal) { lit(Literal); }
  Text(const char *Literal) { lit(Literal); }
  Text(std::string Literal) { lit(Literal); }
  Text &lit(llvm::StringRef S) {
    Pieces.push_back({Piece::Literal, S.str(), NoId, false});
    return *this;
  }
  Text &expr(Id Node, bool Tight = false) {
    Pieces.push_back({Piece::ExprSlice, {}, Node, Tight});
    return *this;
  }
  std::vector<Piece> Pieces;
};
/// One logical line; `Depth` levels deeper than where it is put.
struct Line {
  Text Content;
  unsigned Depth = 0;
};

/// All operations record; `render` resolves them together. Order of insertions at one place is the order of the calls.
class Rewriter {
public:
  Rewriter(const ModuleFacts &Facts, const text::SourceFile &File);

  void replaceExpr(Id Expr, Text With);
  /// A simple statement becomes these lines (its trailing comment stays on the last one).
  void replaceStmt(Id Stmt, std::vector<Line> Lines);
  /// Removes a simple statement with the comment behind it on its line; comment lines above it stay. Blank lines around
  /// it are not left doubled. A block that becomes empty gets `pass`; when all of `if x: add()` goes, use removeStmt on
  /// the inner statement: the `if` stays with `pass`.
  void removeStmt(Id Stmt);
  /// Comment lines directly above the statement stay with it. Where wraps start (end) at the statement, the lines go
  /// outside of all of them, or inside of all.
  void insertBefore(Id Stmt, std::vector<Line> Lines, bool InsideWraps = false);
  void insertAfter(Id Stmt, std::vector<Line> Lines, bool InsideWraps = false);
  void insertAtStart(Id Block, std::vector<Line> Lines); ///< after a docstring
  void appendToBody(Id Block, std::vector<Line> Lines);
  /// Puts the statements First..Last of a block under `Header` (`with w.as_default():`), one level deeper. Multi-line
  /// strings keep their inner bytes. Wraps nest; they may hold other edits.
  void wrap(Id Block, uint32_t FirstIndex, uint32_t LastIndex, Text Header);
  /// Adds `, Text` to a with statement's items at the front: `with a:` → `with <Item>, a:`.
  void addWithItem(Id WithStmt, Text Item);
  /// `with a as b:` → `with <Item>:`; the other items stay.
  void replaceWithItem(Id WithStmt, unsigned Index, Text Item);
  /// Appends a parameter (`name` or `name=default`) where it is legal: before *args/**kw/keyword-only ones, after the
  /// last normal one. Behind parameters with defaults it becomes `name=None`.
  void addParam(Id FunctionScope, std::string Param);
  /// Appends an argument. Keyword: goes before `**kw`; positional: before keywords and stars.
  void addArg(Id CallExpr, Text Argument, bool Keyword);
  void removeArg(Id CallExpr, unsigned ArgumentIndex); ///< 0 = first argument; takes its comma with it
  void addDictEntry(Id DictExpr, Text Key,
                    Text Value); ///< at the end, in the style (one line or one per line) of the display
  void addElement(Id ListOrTupleExpr, Text Element);
  /// `x = call(...)` → `call(...)`.
  void dropTarget(Id AssignStmt);
  /// Ensures `import a.b as c` / `from m import x` (whole statement text) stands with the file's imports; deduplicated.
  void requestImport(std::string Statement);

  bool empty() const;
  /// The byte edits, sorted and free of overlaps; each is as small as it can be. Errors: contradictory operations.
  llvm::Expected<std::vector<text::Edit>> render() const;
  ~Rewriter();

private:
  struct Impl;
  std::unique_ptr<Impl> P;
};

} // namespace summary_upgrade::python

#endif
