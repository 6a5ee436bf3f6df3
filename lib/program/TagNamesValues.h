// Values of the tag walk: what a Python expression is, as far as names of graph ops can depend on it.
#ifndef SUMMARY_UPGRADE_PROGRAM_TAGNAMESVALUES_H
#define SUMMARY_UPGRADE_PROGRAM_TAGNAMESVALUES_H

#include "program/GraphNames.h"
#include <deque>

namespace summary_upgrade::program::tags {

enum class Kind : uint8_t {
  Unset, ///< a name that has no value yet
  Unknown,
  Opaque, ///< unknown, but one thing: the element of an unknown list, a parameter of an unknown call; Object
          ///< = Thing
  Plain,  ///< unknown, but no tensor
  None,
  Bool,
  Int,
  Float,
  Str,
  Tuple,    ///< Object = Sequence
  List,     ///< Object = Cell holding a Tuple or Unknown
  Dict,     ///< Object = Cell holding a Tuple (key, value, key, value…) or Unknown
  Tensor,   ///< Object = Thing
  TensorOp, ///< `x.op`; Object = Thing
  Manager,  ///< a context manager that opens a scope or a graph
  VarScope, ///< what `tf.variable_scope(…) as v` binds
  Graph,
  Function,
  Method, ///< Object = Bound
  Class,
  Instance,
  Super,  ///< Object = Bound (class in Class, receiver in Self)
  Module, ///< Int = file
};

struct Sequence;
struct Cell;
struct Thing;
struct ManagerObject;
struct VarScopeObject;
struct GraphObject;
struct FunctionObject;
struct Bound;
struct ClassObject;
struct InstanceObject;
using InternedString = llvm::StringMapEntry<char>;

struct Val {
  Kind K = Kind::Unknown;
  union {
    int64_t Int = 0;
    double Float;
    const InternedString *Str;
    Sequence *Seq;
    struct Cell *Cell;
    struct Thing *Thing;
    ManagerObject *Manager;
    VarScopeObject *VarScope;
    GraphObject *Graph;
    FunctionObject *Function;
    struct Bound *Bound;
    ClassObject *Class;
    InstanceObject *Instance;
  };
  Val() = default;
  Val(Kind K) : K(K) {}
  friend bool operator==(const Val &A, const Val &B) { return A.K == B.K && A.Int == B.Int; }
  bool is(Kind Other) const { return K == Other; }
  llvm::StringRef str() const { return Str->getKey(); }
  bool maybeTensor() const { return K == Kind::Unknown || K == Kind::Opaque || K == Kind::Tensor || K == Kind::Unset; }
  bool noTensor() const { return !maybeTensor(); }
};

struct Argument {
  llvm::StringRef Name; ///< empty: positional
  Val Value;
  Id Expr = NoId;
  bool Star = false;
};
struct Sequence {
  std::vector<Val> Items;
};
struct Cell {
  Val Content;
};
/// A tensor, variable or unknown value: what matters is which one it is, and the name of its op.
struct Thing {
  enum What : uint8_t { Any, Variable, Variables, GradientPair, GradientPairs } What = Any;
  uint32_t Number = 0;
  const InternedString *Name = nullptr; ///< full op name, or null
};
/// Stands for the name of its op, which needs no cleaning: \1number\1, with a `v` for a variable.
inline std::string opName(const Thing &T) {
  return "\1" + std::string(T.What == Thing::Variable ? "v" : "") + std::to_string(T.Number) + "\1";
}
struct ManagerObject {
  enum What : uint8_t { NameScope, VariableScope, GraphDefault } What = NameScope;
  Val Name;                    ///< name or scope; GraphDefault: the graph
  Val Default;                 ///< default_name; K None when absent
  bool KeepsNameScope = false; ///< auxiliary_name_scope=False
  bool IsSession = false;      ///< GraphDefault: what it binds is a session
  NodeRef Where;
  // A project's `@contextmanager` function, called with these.
  FunctionObject *Generator = nullptr;
  std::optional<Val> Self;
  std::vector<Argument> Arguments;
};
struct VarScopeObject {
  std::string Name;              ///< full variable scope name
  std::string OriginalNameScope; ///< with a trailing slash
};
struct GraphObject {
  GraphNames Names;
  bool HasSummaries = false; ///< otherwise merge_all() makes no op
  /// What stands before and after an unknown op's name in the names of summaries.
  std::set<std::tuple<std::string, std::string, bool>> Patterns; ///< the last: the op is a variable
};
struct Frame {
  uint32_t File = 0;
  Id Scope = 0;
  const python::ModuleFacts *Facts = nullptr;
  Frame *Outer = nullptr;
  std::vector<Val> Slots; ///< by position in Scope::Bindings
  Val Returned;           ///< of a return that nothing merges with
  bool HasReturned = false;
  unsigned ForkDepth = 0; ///< at entry
};
struct FunctionObject {
  uint32_t File = 0;
  Id Scope = 0;
  Frame *Outer = nullptr;
  std::vector<Val> Defaults; ///< by parameter; Unset: evaluate it where it is needed
  bool Static = false, ClassMethod = false, Property = false, Manager = false;
};
struct Bound {
  Val Self;
  FunctionObject *Function = nullptr;
  ClassObject *Class = nullptr;
};
struct ClassObject {
  uint32_t File = 0;
  Id Scope = 0;
  Frame *Members = nullptr;
  std::vector<ClassObject *> Bases;
};
struct InstanceObject {
  ClassObject *Class = nullptr;
  llvm::StringMap<Val> Attributes;
};

/// Owns everything one run of the program makes.
struct Heap {
  std::deque<Sequence> Sequences;
  std::deque<Cell> Cells;
  std::deque<Thing> Things;
  std::deque<ManagerObject> Managers;
  std::deque<VarScopeObject> VarScopes;
  std::deque<GraphObject> Graphs;
  std::deque<Frame> Frames;
  std::deque<FunctionObject> Functions;
  std::deque<Bound> Bounds;
  std::deque<ClassObject> Classes;
  std::deque<InstanceObject> Instances;
};

/// Undo information while more than one path is followed.
class Journal {
public:
  struct Change {
    Val *Slot = nullptr; ///< one of Slot and Name
    NameCount *Name = nullptr;
    Val OldVal, NewVal;
    NameCount OldName, NewName;
  };
  using Delta = std::vector<Change>;

  void set(Val &Slot, Val To) {
    if (Depth)
      Log.push_back({&Slot, nullptr, Slot, {}, {}, {}});
    Slot = To;
  }
  void beforeChange(NameCount &Name) {
    ++NameChanges;
    if (Depth)
      Log.push_back({nullptr, &Name, {}, {}, Name, {}});
  }
  size_t mark() const { return Log.size(); }
  /// What changed since a mark: per place the value then and now.
  Delta since(size_t Mark) const;
  void rollBack(size_t Mark);
  /// Replaces the state (all since-marks are rolled back) by what holds when any of the paths was taken.
  void merge(llvm::ArrayRef<Delta> Paths, llvm::function_ref<Val(Val, Val)> Join);
  void enter() { ++Depth; }
  void leave() {
    if (--Depth == 0)
      Log.clear();
  }
  unsigned depth() const { return Depth; }

  uint64_t NameChanges = 0; ///< counts up: did anything claim a name meanwhile?

private:
  std::vector<Change> Log;
  unsigned Depth = 0;
};

} // namespace summary_upgrade::program::tags

#endif
