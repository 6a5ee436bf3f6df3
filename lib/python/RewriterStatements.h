// Statement-level operations: insertion, replacement, removal and wrapping of whole statements.
#ifndef SUMMARY_UPGRADE_PYTHON_REWRITERSTATEMENTS_H
#define SUMMARY_UPGRADE_PYTHON_REWRITERSTATEMENTS_H

#include "python/RewriterRender.h"
#include <map>
#include <set>

namespace summary_upgrade::python {

/// What was asked for, by statement.
struct StatementOps {
  struct Insertion {
    std::vector<Line> Lines;
    bool InsideWraps = false;
  };
  struct Wrap {
    Id Block = NoId;
    uint32_t First = 0, Last = 0;
    Text Header;
  };
  std::map<Id, std::vector<Insertion>> Before, After;
  std::map<Id, std::vector<Line>> Replaced;
  std::set<Id> Removed;
  std::vector<Wrap> Wraps;
  std::vector<Line> AtHead; ///< behind the module's docstring and __future__ imports
  std::vector<std::string> Imports;
};

class StatementEditor {
public:
  StatementEditor(const Layout &L, const StatementOps &Ops, Renderer &R) : L(L), Facts(L.Facts), Ops(Ops), R(R) {}
  llvm::Error run();

private:
  struct OutputLine {
    std::string Indent;
    Chunks Content;
  };
  using OutputLines = std::vector<OutputLine>;

  llvm::Error prepareBlock(Id Block);
  void findPasses(Id Block);
  void editBlock(Id Block);
  void insertAround(Id Block, Layout::Group G, bool Gone);
  void editGroup(Id Block, Layout::Group G);
  bool mustSplit(Id Block, Layout::Group G) const;
  void splitGroup(Id Block, Layout::Group G);
  void removeFromGroup(Id Block, Layout::Group G);
  void removeLines(Id Block, uint32_t First, uint32_t Last);
  void removeGones();
  void indentWrapped(const StatementOps::Wrap &W);
  void addImports();

  Id stmt(Id Block, uint32_t Index) const { return Facts.Blocks[Block].Stmts[Index]; }
  bool isRemoved(Id Stmt) const { return Ops.Removed.count(Stmt) && !Passes.count(Stmt); }
  bool groupGone(Id Block, Layout::Group G) const;
  bool hasLines(Id Stmt) const;
  std::vector<const StatementOps::Wrap *> wrapsAt(Id Block, uint32_t Index) const;
  unsigned wrapDepth(Id Block, uint32_t Index) const { return static_cast<unsigned>(wrapsAt(Block, Index).size()); }
  unsigned starting(Id Block, uint32_t Index) const;
  unsigned ending(Id Block, uint32_t Index) const;

  std::string indent(Id Block, unsigned OwnWraps) const;
  Chunks chunks(const Text &T) const;
  void addLines(OutputLines &To, const std::vector<Line> &Lines, Id Block, unsigned OwnWraps) const;
  OutputLines before(Id Stmt) const;
  OutputLines after(Id Stmt) const;
  OutputLines replacement(Id Stmt) const;
  void putBehind(Id Stmt, int Order, OutputLines Lines, unsigned BlanksAbove);
  void putAtHead(int Order, OutputLines Lines);
  static void concat(Chunks &To, Chunks From);
  /// `OnNewLine`: the line ends without a newline, but will go.
  void insertBehind(uint32_t Line, int Order, OutputLines Lines, unsigned BlanksAbove, bool OnNewLine = false);
  void insertAbove(uint32_t Offset, int Order, OutputLines Lines, unsigned BlanksBelow);

  const Layout &L;
  const ModuleFacts &Facts;
  const StatementOps &Ops;
  Renderer &R;
  std::map<Id, std::vector<const StatementOps::Wrap *>> BlockWraps; ///< outermost first
  std::set<Id> Passes;                                              ///< removed statements that become `pass`
  std::vector<text::Range> Gones;                                   ///< whole lines to remove
  std::set<uint32_t> GoneLines;                                     ///< removed as a whole
};

/// Literal pieces with the file's newlines.
Chunks toChunks(const Text &T, llvm::StringRef Newline);

} // namespace summary_upgrade::python

#endif
