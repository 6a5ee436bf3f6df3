// Which definitions reach a use, and order questions between statements. One forward walk per function, no CFG, no SSA.
#ifndef SUMMARY_UPGRADE_PYTHON_FLOW_H
#define SUMMARY_UPGRADE_PYTHON_FLOW_H

#include "python/Facts.h"
#include "llvm/ADT/DenseMap.h"

namespace summary_upgrade::python {

/// Definitions that may reach a use. `Complete` is false when some definition is not known (more than 4, del, a write through
/// global/nonlocal, a use in another function than the definitions); then `Defs` holds all definitions of the binding that exist.
struct ReachingDefs {
  llvm::SmallVector<Id, 4> Defs;
  bool Complete = false;
  bool MayBeUnbound = false;
};

enum class Effect : uint8_t { Pure, Reads, Call };

class Flow {
public:
  explicit Flow(const ModuleFacts &Facts);

  /// For a Name expression that loads. A name of an enclosing scope gets all definitions of its binding.
  const ReachingDefs &reaching(Id NameExpr) const;
  /// The only definition that reaches, or NoId.
  Id uniqueDef(Id NameExpr) const;
  /// Definitions of `Binding` that reach the point just before statement `At` (same function), if the binding were read there.
  ReachingDefs reachingAt(Id Binding, Id At) const;

  /// A is always executed before B whenever B is executed (same function; loops: in the same iteration or earlier).
  bool dominates(Id StmtA, Id StmtB) const;
  /// Whenever A completes, B is executed after it, exactly once per execution of A: B stands in A's block after it, or
  /// in `with` bodies that stand there; nothing between can jump out (return, break, continue, raise) or yields.
  bool alwaysFollows(Id StmtA, Id StmtB) const;
  /// Innermost loop statement around a statement within its function, or NoId.
  Id innermostLoop(Id Stmt) const;
  bool sameLoop(Id StmtA, Id StmtB) const { return innermostLoop(StmtA) == innermostLoop(StmtB); }
  /// The statement among the ancestors-or-self of `Stmt` that stands directly in `Block`, or NoId.
  Id ancestorIn(Id Stmt, Id Block) const;
  /// The innermost block that contains both statements (same function), or NoId.
  Id commonBlock(Id StmtA, Id StmtB) const;

  /// Pure: literals, names never rebound after, arithmetic. Reads: attributes, subscripts, names. Call: anything else.
  Effect effect(Id Expr) const;
  /// Evaluating `Expr` just before `P` gives the value it has just before `Q` (P before Q, same function): no name in it is
  /// rebound between, no attribute or subscript of its objects is stored between, and it holds no call (len/int/float/str/range/
  /// min/max of such expressions are allowed).
  bool sameValue(Id Expr, Id StmtP, Id StmtQ) const;
  /// Statements between P and Q (exclusive), in the region that any path from P to Q can execute.
  /// The expression depends (through names, transitively inside the function) on the value of `RunExpr`.
  bool taintedBy(Id Expr, Id RunExpr) const;

private:
  void walk();
  const ModuleFacts &Facts;
  llvm::DenseMap<Id, ReachingDefs> Reaching;
};

} // namespace summary_upgrade::python

#endif
