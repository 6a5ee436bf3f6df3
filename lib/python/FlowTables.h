// Private to Flow: what is computed once per module, and the sets of definitions that environments share.
#ifndef SUMMARY_UPGRADE_PYTHON_FLOWTABLES_H
#define SUMMARY_UPGRADE_PYTHON_FLOWTABLES_H

#include "python/Flow.h"
#include <map>

namespace summary_upgrade::python {

/// Interned sets of definitions, at most 4 of them; two marks stand behind the real ids.
class DefSets {
public:
  static constexpr Id Unknown = NoId;     ///< some definition that is not known
  static constexpr Id Unbound = NoId - 1; ///< a path without a definition
  static constexpr uint32_t Empty = 0;

  DefSets() { intern({}); }
  uint32_t single(Id D) { return intern({D}); }
  uint32_t unbound() { return intern({Unbound}); }
  uint32_t deleted() { return intern({Unbound, Unknown}); }
  uint32_t join(uint32_t A, uint32_t B);
  llvm::ArrayRef<Id> get(uint32_t Set) const { return Sets[Set]; }

private:
  uint32_t intern(std::vector<Id> Set);
  std::vector<std::vector<Id>> Sets;
  std::map<std::vector<Id>, uint32_t> Index;
  llvm::DenseMap<uint64_t, uint32_t> Joined;
};

struct Flow::Tables {
  explicit Tables(const ModuleFacts &F);

  /// A frame is what one activation runs: a function, a lambda or the module, with its class bodies and
  /// comprehensions.
  std::vector<Id> FrameOfScope;
  std::vector<Id> ExprBegin;      ///< first expression of the subtree: [ExprBegin[E], E] is the subtree
  std::vector<Id> ExprLo, ExprHi; ///< per statement with all nested ones: [Lo, Hi)
  std::vector<Id> LastStmt;       ///< the last statement nested in it, or itself
  std::vector<Id> DefAt;          ///< per expression: the definition whose target it is
  llvm::DenseMap<Id, llvm::SmallVector<Id, 1>> DefsOfStmt; ///< those without a target expression, parameters apart
  std::vector<uint8_t> Escapes;                            ///< per statement: it may jump out of itself, or yields
  std::vector<uint32_t> Slot;                              ///< per binding: its place in the environments of its frame
  llvm::DenseMap<Id, std::vector<Id>> FrameBindings;

  DefSets Sets;
  llvm::DenseMap<Id, std::vector<uint32_t>> EnvBefore; ///< environments of `reachingAt`
  llvm::DenseMap<Id, bool> FrameWalked;

  Id frameOfStmt(const ModuleFacts &F, Id S) const { return FrameOfScope[F.Stmts[S].Scope]; }
  Id frameOfBinding(const ModuleFacts &F, Id B) const { return FrameOfScope[F.Bindings[B].Scope]; }
};

/// True for `with suppress(E):`, `with self.assertRaises(E):`, `with pytest.raises(E):`.
bool swallowsExceptions(const ModuleFacts &F, Id WithStmt);
/// `True` or a non-zero integer.
bool alwaysTrue(const ModuleFacts &F, Id Expr);

/// One forward walk over a frame. Records the set of every use, or the environment before every statement.
class FlowWalker {
public:
  FlowWalker(const ModuleFacts &F, Flow::Tables &T, Id Frame);
  llvm::DenseMap<Id, uint32_t> Uses;
  llvm::DenseMap<Id, std::vector<uint32_t>> *EnvBefore = nullptr;
  void run();

private:
  struct Env {
    bool Live = true;
    std::vector<uint32_t> Sets;
  };
  struct Loop {
    Env Break, Continue;
  };
  struct Finally {
    size_t LoopDepth;
    Env Break, Continue;
  };
  Env dead() const { return {false, {}}; }
  void join(Env &Into, const Env &From);
  void define(Env &E, Id Def, bool Weak = false);
  void assign(Env &E, Id Binding, uint32_t Set, bool Weak = false);
  void jump(Env &E, bool IsBreak);
  void eval(Id Lo, Id Hi, Env &E);
  void evalExpr(Id Root, Env &E);
  void block(Id B, Env &E);
  void stmt(Id S, Env &E);
  void ifStmt(Id S, Env &E);
  void loop(Id S, Env &E);
  Env loopPass(Id S, Env &Head, Env &Exit, Env &Break);
  void tryStmt(Id S, Env &E);
  void withStmt(Id S, Env &E);
  void match(Id S, Env &E);

  const ModuleFacts &F;
  Flow::Tables &T;
  Id Frame;
  bool Record = true;
  unsigned LoopDepth = 0, FinallyDepth = 0;
  std::vector<Loop> Loops;
  std::vector<Finally> Finallies;
  std::vector<std::pair<size_t, Id>> HandlerNames; ///< loop depth and binding of `except … as name` around
  std::vector<Env *> Tries;                        ///< what may hold when an exception leaves the bodies around
};

} // namespace summary_upgrade::python

#endif
