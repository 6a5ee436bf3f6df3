// Which values every expression can have: inclusion constraints over slots, field-based, insensitive between functions.
// Knows Python, not TensorFlow: what comes from outside the project is a dotted path.
#ifndef SUMMARY_UPGRADE_PROGRAM_LINKER_H
#define SUMMARY_UPGRADE_PROGRAM_LINKER_H

#include "program/Project.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/DenseMap.h"
#include <deque>
#include <map>
#include <set>

namespace summary_upgrade::program {

using python::Id;
using python::NoId;

/// A node of one file: an expression, statement, scope or definition, as the context says.
struct NodeRef {
  uint32_t File = 0;
  Id Node = NoId;
  friend bool operator==(NodeRef, NodeRef) = default;
  friend auto operator<=>(NodeRef, NodeRef) = default;
};

enum class ValueKind : uint8_t {
  External,    ///< something of an outside module: Path; Site = the call that made it (NoId for the module's own
               ///< attributes)
  Function,    ///< Site.Node = scope
  Class,       ///< Site.Node = scope
  Instance,    ///< object of a project class; Site.Node = class scope
  BoundMethod, ///< Site.Node = function scope; the receiver is implied
  Module,      ///< a project file; Site.File
  Container,   ///< list, tuple, dict or set display, or a comprehension; Site.Node = that expression
  Expression,  ///< the result of an operator, literal or f-string; Site.Node = that expression
};

/// Values are interned: equal ids mean equal values.
struct Value {
  ValueKind Kind = ValueKind::Expression;
  NodeRef Site;
  /// External: "tensorflow.summary.scalar", "tensorflow.Session()", "tensorflow.Session().run()", then "[0]" and
  /// "['key']" for parts.
  std::string Path;
};
using ValueId = uint32_t;

/// At most 8 values; Top means "anything" (too many, or reached from code that cannot be followed).
struct ValueSet {
  llvm::SmallVector<ValueId, 2> Ids; ///< sorted
  bool Top = false;
};

/// A call of a project function: which function, from where.
struct CallEdge {
  NodeRef Call;   ///< Call expression
  NodeRef Callee; ///< function scope
};

class Linker {
public:
  explicit Linker(const Project &P);

  const Value &value(ValueId Id) const { return Values[Id]; }
  const ValueSet &valuesOf(NodeRef Expr) const;
  /// What the elements of the list that this call returns may be (`d.values()`); null for any other expression.
  const ValueSet *elementsOf(NodeRef Call) const;
  /// The only value, or null (also null when Top).
  const Value *singleValue(NodeRef Expr) const;
  /// The dotted path when all values are External and agree after `tensorflow.compat.v1.` → `tensorflow.`; else empty.
  const std::string &externalPath(NodeRef Expr) const;
  /// The same for the callee of a call.
  const std::string &calleePath(NodeRef Call) const;

  const std::vector<CallEdge> &callEdges() const { return Edges; }
  llvm::ArrayRef<uint32_t> callersOf(NodeRef FunctionScope) const; ///< indices into callEdges
  llvm::ArrayRef<uint32_t> calleesAt(NodeRef Call) const;          ///< indices into callEdges
  /// The function escapes as a value (stored, passed on, decorated): its callers are not all known.
  bool escapes(NodeRef FunctionScope) const;

  /// The statement reads a name that this program replaces by another where TensorFlow does not have it
  /// (`OlderNames.h`), and the versions that are migrated do not: it raises. That expression, or NoId.
  Id raisesAt(NodeRef Stmt) const {
    auto It = Raising.find(Stmt);
    return It == Raising.end() ? NoId : It->second;
  }

  /// One class is the other, or derives from it.
  bool related(NodeRef ClassA, NodeRef ClassB) const;

  const Project &project() const { return P; }

  /// `tensorflow.compat.v1.X` → `tensorflow.X` and other spellings of one thing.
  static std::string canonical(llvm::StringRef Path);

private:
  friend class ConstraintSolver;
  const Project &P;
  std::deque<Value> Values;
  std::vector<std::string> Canonical;          ///< parallel to Values; empty for what is not External
  std::deque<ValueSet> Sets;                   ///< each once; the first is empty
  std::vector<std::vector<uint32_t>> ExprSets; ///< per file, per expression: index into Sets
  std::map<NodeRef, ValueSet> ListElements;    ///< per call that returns the values of a container
  std::vector<CallEdge> Edges;
  std::map<NodeRef, std::vector<uint32_t>> Callers, Callees;
  std::map<NodeRef, bool> Escaping;
  std::map<NodeRef, std::vector<NodeRef>> BaseClasses;
  std::map<NodeRef, Id> Raising; ///< statement → the first such expression
};

} // namespace summary_upgrade::program

#endif
