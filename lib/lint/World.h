// What the lints know of a program: its v2 summary calls, which functions are traced, and which writer is the
// default where.
#ifndef SUMMARY_UPGRADE_LINT_WORLD_H
#define SUMMARY_UPGRADE_LINT_WORLD_H

#include "lint/Lint.h"
#include <map>
#include <set>

namespace summary_upgrade::lint {

using program::NodeRef;
using python::Id;
using python::NoId;

enum class CallKind : uint8_t {
  Scalar,
  Histogram,
  Image,
  Audio,
  Text,
  Write, ///< these take a step
  MakeWriter,
  RecordIf,
  SetStep,
  TraceOn,
};

/// A call of `tf.summary` as TensorFlow 2 has it.
struct V2Call {
  NodeRef Call;
  CallKind Kind = CallKind::Scalar;
  bool isOp() const { return Kind <= CallKind::Write; }
};

/// How a function becomes a graph.
struct Tracing {
  bool Traced = false;  ///< it has the decorator `tf.function`
  bool Unknown = false; ///< it has a decorator that is not known
  NodeRef Decorator;    ///< `tf.function`, or a call of it
};

/// Which default writer is set where something is executed.
enum class Default : uint8_t { None, Some, Unknown };

class World {
public:
  explicit World(const program::Program &P);

  const program::Program &P;
  const program::Linker &L;
  std::vector<V2Call> Calls; ///< of files that run as TensorFlow 2, in order

  const python::ModuleFacts &facts(uint32_t File) const { return P.facts(File); }
  const python::Flow &flow(uint32_t File) const { return *P.project().module(File).Flow; }
  const python::Expr &expr(NodeRef E) const { return facts(E.File).Exprs[E.Node]; }
  const python::Stmt &stmt(NodeRef S) const { return facts(S.File).Stmts[S.Node]; }
  NodeRef stmtOf(NodeRef E) const { return {E.File, expr(E).Stmt}; }
  NodeRef scopeOf(NodeRef E) const { return {E.File, facts(E.File).functionScope(expr(E).Scope)}; }
  text::Range rangeOf(NodeRef E) const { return facts(E.File).ExprRange[E.Node]; }
  llvm::StringRef slice(NodeRef E) const { return P.project().module(E.File).File.slice(rangeOf(E)); }
  llvm::StringRef slice(uint32_t File, text::Range R) const { return P.project().module(File).File.slice(R); }

  /// The dotted path of an expression as TensorFlow 2 spells it ("tensorflow.summary.scalar"); empty when it
  /// is not one path of it.
  std::string path(NodeRef E) const;
  std::string calleePath(NodeRef Call) const { return path({Call.File, expr(Call).Children[0]}); }
  /// The argument of a call, or NoId. Unknown with `*` and `**`.
  Id argument(NodeRef Call, llvm::StringRef Name, unsigned Position) const;
  bool hasStars(NodeRef Call) const;
  /// The step of an op, or no node.
  NodeRef stepOf(const V2Call &C) const;
  /// What stands before the last dot of the callee: "tf.summary" of `tf.summary.scalar(…)`; empty when the
  /// callee has none.
  llvm::StringRef prefixOf(NodeRef Call) const;
  /// The file's name for TensorFlow, from such a call: "tf".
  std::string tensorflowName(NodeRef Call) const;

  /// Every value is a v2 writer; `Sites` (may be null) gets the calls that made them.
  bool isWriter(NodeRef E, std::vector<NodeRef> *Sites = nullptr) const;
  /// `E` is `W.as_default(…)` of a writer; gives `W`.
  std::optional<NodeRef> defaulted(NodeRef E) const;
  /// Every value is a Python integer that the code itself counts; `Varies` when more than one value can
  /// reach.
  bool isPythonInt(NodeRef E, bool &Varies) const;
  /// It is surely a tensor or variable.
  bool isTensor(NodeRef E) const;

  Tracing tracing(NodeRef Scope) const;
  /// The innermost function around the expression that is traced, or no node.
  NodeRef tracedAround(NodeRef E) const;
  /// It is defined once, by the module or by a class of it: not anew in each turn of a loop or call of a
  /// function.
  bool isMadeOnce(NodeRef Function) const;
  /// An argument of the call may be a number that Python works out, which would make each value a trace of
  /// its own.
  bool mayRetrace(NodeRef Call) const;
  /// With items whose bodies the expression stands in, innermost first, up to the border of its function.
  std::vector<NodeRef> contextsOf(NodeRef E) const;
  /// Ancestors of the expression's statement in its function, innermost first, each with the block it holds
  /// the expression in.
  std::vector<std::pair<Id, Id>> ancestorsOf(NodeRef E) const;

  /// The default writer when `E` is executed, over all its callers.
  Default defaultAt(NodeRef E) const;
  /// All its callers are known, up to the top level of a file.
  bool isRooted(NodeRef E) const;

  /// What may run in one program with the file.
  struct Group {
    std::set<uint32_t> Files;
    bool V1 = false;          ///< it builds v1 graphs, or may
    bool OtherMeans = false;  ///< a writer becomes the default other than by a `with` statement
    bool DefaultStep = false; ///< a step may be set without being given to the op
    bool MakesWriter = false, UsesWriter = false, Exports = false, RunsEagerly = false;
  };
  const Group &group(uint32_t File) const;
  bool together(uint32_t A, uint32_t B) const { return group(A).Files.count(B) > 0; }

private:
  struct FileMarks {
    bool V1 = false, OtherMeans = false, DefaultStep = false, MakesWriter = false, UsesWriter = false, Exports = false,
         RunsEagerly = false, Any = false;
  };
  FileMarks marksOf(uint32_t File) const;
  bool isMain(NodeRef Scope) const;
  bool isSureCaller(NodeRef Scope) const;
  Default defaultIn(NodeRef E, std::set<NodeRef> &Seen) const;
  bool rootedIn(NodeRef E, std::set<NodeRef> &Seen) const;

  std::vector<FileMarks> Marks;
  mutable std::map<uint32_t, Group> Groups;
};

} // namespace summary_upgrade::lint

#endif
