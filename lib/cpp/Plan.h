// What the planning of C++ sources shares: components, edits in the making, declines.
#ifndef SUMMARY_UPGRADE_CPP_PLAN_H
#define SUMMARY_UPGRADE_CPP_PLAN_H

#include "cpp/Linked.h"
#include "report/Finding.h"
#include "text/Edit.h"
#include <map>
#include <optional>

namespace summary_upgrade::cpp {

struct PlanOptions {
  bool DropWallTime = false;
  /// TensorFlow's headers stay included even where nothing needs them any more.
  bool KeepIncludes = false;
};

/// One thing that is migrated, or stands in the way.
struct Use {
  std::string Code, Message;
  Span Where;
};

struct PlannedEdit {
  Span Where;
  std::string Text;
  /// Statements that go: what is left of their line goes with them when nothing else is on it.
  bool Statement = false;
};

struct Component {
  std::vector<Use> Uses;
  std::vector<Use> Notices;
  std::optional<Use> Block; ///< the first thing in the way
  std::string Help;
  std::vector<PlannedEdit> Edits;
  std::set<uint32_t> Roots;
  std::set<std::string> Names;  ///< of its fields, globals and functions
  std::set<std::string> Fields; ///< those of Names that stand behind `.` or `->`, or alone in their class
  std::set<std::string> LocalNames;
  bool Imports = false;                                 ///< some summaries stay protos
  bool ForeignEvents = false;                           ///< some of these were made elsewhere
  std::map<uint32_t, std::vector<text::Edit>> Finished; ///< its edits by file, once they are finished
  std::set<uint32_t> Files;                             ///< that its edits change, once they are finished
  std::set<uint32_t> NeedsRuntime, NeedsAdapter, NeedsMedia, NeedsAbort, NeedsGraph; ///< files

  void block(llvm::StringRef Code, const llvm::Twine &Message, Span Where, llvm::StringRef Help = {}) {
    if (Block)
      return;
    Block = Use{Code.str(), Message.str(), Where};
    this->Help = Help.str();
  }
  void edit(Span Where, const llvm::Twine &Text, bool Statement = false) {
    Edits.push_back({Where, Text.str(), Statement});
  }
};

/// Components of tensorflow::EventsWriter: every use of a writer that flows from one place to the other.
std::vector<Component> planWriters(const Linked &L, const PlanOptions &Options);
/// Calls of tensorflow::SummaryWriterInterface, each a component.
std::vector<Component> planInterfaces(const Linked &L);
/// Summary ops of graphs: joined to the components that write what they make. Returns those that stay.
std::vector<Use> planGraphs(const Linked &L, std::vector<Component> &Components);

/// A scalar event that is built and written in one block.
struct EventBlock {
  uint32_t Write = None;
  std::vector<uint32_t> Statements; ///< that go, the write excluded
  struct Value {
    uint32_t Tag = None, Simple = None; ///< the calls
  };
  std::vector<Value> Values;
  uint32_t Step = None, WallTime = None; ///< the calls; may be None
};
/// Why a write is no such event, in words that end "…, so the event is imported as it is".
struct BlockResult {
  std::optional<EventBlock> Block;
  std::string Reason;
  bool Local = false; ///< the event is a variable of this function
};
BlockResult recognizeEvent(const Linked &L, uint32_t Write);
/// Whether an expression is the time of its evaluation, in seconds.
bool isNow(const Linked &L, uint32_t Id, unsigned Depth = 0);

/// Include lines and what else a file needs beside its components' edits.
void planIncludes(const Linked &L, std::vector<Component *> Migrated, const PlanOptions &Options,
                  std::map<uint32_t, std::vector<text::Edit>> &Edits);

/// Edits of one file, with statements' lines taken away whole.
llvm::Expected<std::vector<text::Edit>> finishEdits(const text::SourceFile &File, llvm::ArrayRef<PlannedEdit> Edits);

/// The statement's range with its semicolon, or invalid.
Span withSemicolon(const Linked &L, Span Statement);
bool isIdentifierByte(char C);
/// True when `Text` contains one of the names as a whole word outside of comments and strings.
bool hasWord(llvm::StringRef Text, const std::set<std::string> &Names, size_t *Where = nullptr);
/// The text with comments and literals blanked.
std::string blanked(llvm::StringRef Text);

} // namespace summary_upgrade::cpp

#endif
