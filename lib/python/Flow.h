// Which definitions reach a use, and order questions between statements. One forward walk per function, no
// CFG, no SSA.
#ifndef SUMMARY_UPGRADE_PYTHON_FLOW_H
#define SUMMARY_UPGRADE_PYTHON_FLOW_H

#include "python/Facts.h"
#include "llvm/ADT/DenseMap.h"

namespace summary_upgrade::python {

// What is not seen, by choice: names bound by star imports, `globals()`/`locals()`/exec, exceptions swallowed
// by a context manager other than suppress/raises/assertRaises*, and mutation of an object by a callee in
// another file. Queries are not thread-safe on one object (caches); use one Flow a thread.

/// Definitions that may reach a use. `Complete` is false when some definition is not known (more than 4, del,
/// a write through global/nonlocal, a use in another function than the definitions); then `Defs` holds all
/// definitions of the binding that exist.
struct ReachingDefs {
  llvm::SmallVector<Id, 4> Defs;
  bool Complete = false;
  bool MayBeUnbound = false;
};

enum class Effect : uint8_t { Pure, Reads, Call };

class Flow {
public:
  struct Tables; ///< private to the implementation
  explicit Flow(const ModuleFacts &Facts);

  ~Flow();
  Flow(Flow &&);

  /// For a Name expression that loads (or the target of an augmented assignment). A name of an enclosing
  /// function or the module gets all definitions of its binding, complete if there is exactly one (wherever
  /// it stands: a single write through `global` counts). In the function that owns the binding, a binding
  /// that inner functions write is never complete. A generator that is not the argument of a call runs later:
  /// its free names count as names of an enclosing function. Bare annotations and `del` are never among
  /// `Defs`. Unreachable code: all definitions, incomplete. Builtins: none, incomplete.
  const ReachingDefs &reaching(Id NameExpr) const;
  /// The only definition that reaches (the name may also be unbound there), or NoId. Needs `Complete`.
  Id uniqueDef(Id NameExpr) const;
  /// Definitions of `Binding` that reach the point just before statement `At` (same function), if the binding
  /// were read there.
  ReachingDefs reachingAt(Id Binding, Id At) const;

  /// A is always executed before B whenever B is executed (same function; loops: in the same iteration or
  /// earlier). A statement dominates what is nested in it (its header ran), not itself. Exceptions are seen
  /// at `try` only.
  bool dominates(Id StmtA, Id StmtB) const;
  /// Whenever A completes, B is executed after it, exactly once per execution of A: B stands in A's block
  /// after it, or in `with` bodies that stand there; nothing between can jump out (return, break, continue,
  /// raise) or yields.
  bool alwaysFollows(Id StmtA, Id StmtB) const;
  /// Innermost loop statement around a statement within its function, or NoId.
  Id innermostLoop(Id Stmt) const;
  bool sameLoop(Id StmtA, Id StmtB) const { return innermostLoop(StmtA) == innermostLoop(StmtB); }
  /// The statement among the ancestors-or-self of `Stmt` that stands directly in `Block`, or NoId.
  Id ancestorIn(Id Stmt, Id Block) const;
  /// The innermost block that contains both statements (same function), or NoId.
  Id commonBlock(Id StmtA, Id StmtB) const;

  /// Pure: literals, names with one definition (or builtins), arithmetic, lambdas. Reads: attributes,
  /// subscripts, names. Call: anything else (comprehensions too: they may use up an iterator).
  Effect effect(Id Expr) const;
  /// Evaluating `Expr` just before `P` gives the value it has just before `Q` (P before Q, same function): no
  /// name in it is rebound between, no attribute or subscript of its objects is stored between, and it holds
  /// no call (len/int/float/str/range/ min/max/abs/bool/round of such expressions are allowed). Also false if
  /// a known mutator (append, update, pop…) is called on its objects between, or if its attribute is stored
  /// in another method of this file and there is a call between. P inside an earlier or later block of the
  /// same statement than Q is followed through `try`; Q nested in P means "P's header runs, then Q".
  bool sameValue(Id Expr, Id StmtP, Id StmtQ) const;
  /// The expression depends (through names, transitively inside the function) on the value of `RunExpr`; also
  /// through attributes, items and containers stored in the same function (by attribute name or root name, in
  /// any order).
  bool taintedBy(Id Expr, Id RunExpr) const;

private:
  void walk();
  ReachingDefs allDefs(Id Binding) const;
  ReachingDefs fromSet(Id Binding, uint32_t Set) const;

  const ModuleFacts &Facts;
  llvm::DenseMap<Id, ReachingDefs> Reaching;
  std::unique_ptr<Tables> T;
};

} // namespace summary_upgrade::python

#endif
