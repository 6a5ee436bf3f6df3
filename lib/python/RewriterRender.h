// Byte-level changes that may lie in each other, and how they become edits.
#ifndef SUMMARY_UPGRADE_PYTHON_REWRITERRENDER_H
#define SUMMARY_UPGRADE_PYTHON_REWRITERRENDER_H

#include "python/Rewriter.h"
#include "python/RewriterLayout.h"

namespace summary_upgrade::python {

/// A part of new text.
struct Chunk {
  enum Kind : uint8_t {
    New,      ///< Text as it is
    Source,   ///< the bytes of Where, with the changes that lie in them
    Slice,    ///< the expression Node, with the changes that lie in it, parenthesised where it must be
    LikeLine, ///< a newline and the indentation that the source line `Line` gets
  } What = New;
  std::string Text;
  text::Range Where;
  Id Node = NoId;
  bool Tight = false;
  uint32_t Line = 0;

  static Chunk text(std::string S) { return {New, std::move(S), {}, NoId, false, 0}; }
  static Chunk source(text::Range R) { return {Source, {}, R, NoId, false, 0}; }
  static Chunk slice(Id Node, bool Tight) { return {Slice, {}, {}, Node, Tight, 0}; }
  static Chunk likeLine(uint32_t Line) { return {LikeLine, {}, {}, NoId, false, Line}; }
};
using Chunks = std::vector<Chunk>;

/// Order of changes that begin at one offset.
enum class Rank : int {
  AfterStatement = 0, ///< + depth of nesting, deepest first
  BeforeStatement = 1000,
  Indent = 2000,
  Inside = 3000,
  Replacement = 4000, ///< of an expression
  List = 5000,        ///< of items in their list
  Statement = 6000,   ///< of statements in their block
};

/// Replaces `Where` (an insertion if empty). A change inside the range of another one takes effect where the
/// other one renders the source around it, and nowhere else.
struct Change {
  text::Range Where;
  int Order = 0;
  Chunks Content;
  unsigned Sequence = 0; ///< order of recording
};

/// Output as a sequence of source ranges and new text.
struct Segment {
  bool FromSource = false;
  bool Moved = false; ///< a copy: the source at its old place is replaced or stays on its own
  text::Range Where;
  std::string Text;
  uint32_t LikeLine = ~0u; ///< Text is a newline and an indentation that follows this source line
};
using Rope = std::vector<Segment>;

/// Shifts continuation lines of statements whose text moved to the right or left: lines that were aligned
/// behind an open bracket stay aligned, others keep their distance to the indentation of the bracket's line.
Rope realign(const Layout &L, Rope Whole);

class Renderer {
public:
  explicit Renderer(const Layout &L) : L(L) {}
  void add(text::Range Where, int Order, Chunks Content) {
    Changes.push_back({Where, Order, std::move(Content), static_cast<unsigned>(Changes.size())});
  }
  /// Sorted, without overlaps, each trimmed to what differs.
  llvm::Expected<std::vector<text::Edit>> edits();

private:
  void dropJoinedIndents();
  llvm::Error check() const;
  void render(text::Range Where, bool WithRims, Rope &Out);
  void renderContent(const Change &C, Rope &Out);
  void renderSlice(const Chunk &C, bool InBrackets, bool IsReceiver, Rope &Out);
  void append(Rope &Out, llvm::StringRef Text) const;
  void append(Rope &Out, text::Range Where, bool Moved) const;
  std::string flatten(const Rope &R, size_t From = 0) const;
  std::string indentationOf(uint32_t Line) const;
  int depthAt(uint32_t Offset) const;

  const Layout &L;
  std::vector<Change> Changes;
  std::vector<bool> Active;
  text::Range Replaced; ///< the outermost change being rendered; source outside of it is copied
};

} // namespace summary_upgrade::python

#endif
