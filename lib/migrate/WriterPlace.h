// Where the v2 writer is made and made the default one: it must exist before the first op is built.
#ifndef SUMMARY_UPGRADE_MIGRATE_WRITERPLACE_H
#define SUMMARY_UPGRADE_MIGRATE_WRITERPLACE_H

#include "migrate/CallIndex.h"

namespace summary_upgrade::migrate {

/// The decisions about one writer.
struct WriterPlan {
  uint32_t Writer = 0;
  NodeRef Stmt;            ///< statement of the v1 FileWriter
  NodeRef Scope;           ///< function it stands in
  NodeRef Home;            ///< function (or module) where the v2 writer is made
  NodeRef Anchor;          ///< statement of Home before which it is made; the FileWriter's own statement if InPlace
  bool InPlace = false;    ///< made where the FileWriter stood
  bool KeepsName = false;  ///< the FileWriter's own target is assigned at the anchor
  bool InWith = false;     ///< the FileWriter is an item of the `with` statement `Stmt`
  bool Bridged = false;    ///< v1 bytes go through it
  bool UniqueFile = false; ///< initialised more than once: each time with a file name of its own
  bool Prebuilt = false;   ///< flush and close are built beside the writer, because the graph is finalized or several
                           ///< sessions run them
  bool LateDir = false;    ///< the directory is fed when the writer is initialised
  std::vector<NodeRef> Finalizes; ///< statements that finalize the graph
  std::string Name;               ///< how Home's code calls it: "writer" or "self.writer"
  std::string Bare;               ///< "writer": base for derived names
  std::string DirName;            ///< LateDir: the placeholder, as Home's code calls it
  Carrier Where;                  ///< how other scopes reach it
  Carrier DirWhere;
  std::vector<BuildStatement> Builds; ///< statements of Home that build ops
  /// Lines that follow the writer's initialisation in the session of that name; none if not set.
  std::function<std::vector<Line>(const std::string &Session)> AfterInit;
};

/// What every form of the writer needs of the v1 call; sets its statement and scope. False = declined.
bool checkArguments(Plan &P, WriterPlan &W);
/// A file name suffix: TensorFlow 1.15 gives a writer that is initialised again in the same second the name of the file
/// it had.
std::string uniqueSuffix(const Spelling &S);
/// `create_file_writer(...)` with the v1 call's arguments; nothing = declined.
std::optional<Text> creation(Plan &P, const WriterPlan &W, const Spelling &S);
/// The function runs at most once in a program.
bool calledOnce(const Plan &P, NodeRef Function, unsigned Depth = 0);

/// The writer stays where the FileWriter stood, whatever builds the ops. False = declined.
bool keepWriter(Plan &P, WriterPlan &W);

/// Chooses the places. False = declined.
bool placeWriter(Plan &P, const CallIndex &Index, WriterPlan &W);

/// Emits the creation, with lines around it (such as the step's placeholder).
bool emitCreation(Plan &P, const WriterPlan &W, std::vector<Line> Before, std::vector<Line> After);
/// Emits the `with writer.as_default():` around what builds ops.
void emitDefault(Plan &P, const CallIndex &Index, const WriterPlan &W);

/// Something that is made beside the writer.
struct Companion {
  std::string Home; ///< how the writer's own code calls it
  Carrier Where;
};
/// A name of that kind: an attribute of the same object when the writer is one. Nothing (and declined) when the writer
/// is a global.
std::optional<Companion> companion(Plan &P, const WriterPlan &W, llvm::StringRef Wish);
/// Puts lines behind the making of the writer.
void insertBesideWriter(Plan &P, const WriterPlan &W, std::vector<Line> Lines);
/// How the code of a method call on the writer reads a companion; empty = declined.
std::string reachCompanion(Plan &P, const Companion &C, NodeRef Call, NodeRef WriterExpr,
                           std::map<NodeRef, std::string> &Passed);
/// The first statement that runs with the writer of `with FileWriter(...) as w:`, else the FileWriter's own statement.
NodeRef statementWithWriter(const Plan &P, const WriterPlan &W);

/// Text by which code of `Scope` reads what the carrier holds; adds parameters and arguments on the way where needed.
/// Empty = declined.
std::string reach(Plan &P, const Carrier &C, NodeRef Scope, NodeRef Place, std::map<NodeRef, std::string> &Passed);

} // namespace summary_upgrade::migrate

#endif
