// Follows the program in evaluation order and plays the graph's name table. Private to the tag computation.
#ifndef SUMMARY_UPGRADE_PROGRAM_TAGNAMESWALKER_H
#define SUMMARY_UPGRADE_PROGRAM_TAGNAMESWALKER_H

#include "program/StringFolding.h"
#include "program/TagNames.h"
#include "program/TagNamesValues.h"

namespace summary_upgrade::program::tags {

/// What one calling context says about one query.
struct Outcome {
  bool Known = false; ///< Value, Leaf and the flags are meaningful
  std::string Value;  ///< the name expression's value; \1…\1 stands for a part that is not known but needs no cleaning
  std::string Leaf;   ///< what TensorFlow makes of it; with a family the full tag
  bool Numbered = false;
  bool NameKnown = false; ///< Value and Family are meaningful, whether or not the number is known
  std::string Scope;      ///< name scope it is built in, without trailing slash
  std::string Family;     ///< cleaned
  std::string Reason;     ///< when not Known
  NodeRef Because;
  NodeRef Loop;            ///< statement of the loop whose second turn this is; Node NoId otherwise
  bool KnownTurns = false; ///< built in just one loop, all of whose turns are followed
};

/// When a function of DefaultOpNames.inc claims a name; see there.
enum class ClaimWhen : uint8_t { Named, Scope, NoAxis, Const, Always };
struct DefaultClaim {
  llvm::StringRef Name;
  ClaimWhen When;
};
llvm::ArrayRef<DefaultClaim> defaultClaims(llvm::StringRef Function);
/// Position of a positional parameter of well-known functions, or -1.
int positionOf(llvm::StringRef Function, llvm::StringRef Parameter);

/// Functions that the walk treats by themselves.
enum class Special : uint8_t {
  NotSpecial,
  NameScope,
  VariableScope,
  VariableOpScope,
  NewGraph,
  AsDefault,
  DefaultGraph,
  ResetGraph,
  Session,
  GetVariable,
  Variable,
  GetVariableScope,
  SummaryOp,
  AppRun,
  CallsBack,
  Builtin,
  PlainResult,
  VariableList,
  OpaqueResult
};
struct External {
  std::string Path; ///< canonical
  Special What = Special::NotSpecial;
  llvm::ArrayRef<DefaultClaim> Claims;
  NodeRef Site; ///< the call that made the receiver, if any
};

External classify(std::string Path);
using Arguments = llvm::SmallVector<Argument, 4>;

/// Up to here a run follows everything; then it leaves out what hardly matters.
constexpr uint64_t StepsInFull = 6000;

/// `Scope/Name`, or `Name` at the root.
inline std::string inScope(llvm::StringRef Scope, llvm::StringRef Name) {
  return Scope.empty() ? Name.str() : (Scope + "/" + Name).str();
}

class Walker {
public:
  Walker(const Linker &L, llvm::ArrayRef<TagQuery> Queries);
  /// Follows all entry points.
  void run();
  std::vector<std::vector<Outcome>> Outcomes; ///< by query
  bool OutOfSteps = false;

private:
  // Entry points (TagNamesWalker.cpp)
  void startRun(bool AsMain, uint32_t File);
  void callEntry(uint32_t File, Id Scope);
  std::vector<std::vector<bool>> leadsToQuery() const;
  void markStatements(const std::vector<std::vector<bool>> &Leads);
  void markDataFunctions(const std::vector<std::vector<bool>> &Leads);
  Frame &moduleFrame(uint32_t File); ///< runs the module the first time
  Frame *newFrame(uint32_t File, Id Scope, Frame *Outer);
  bool step();

  // Statements (TagNamesStatements.cpp). False: what follows is not reached.
  bool block(Id Block);
  bool statement(Id Stmt);
  void beforeRaise(const python::Stmt &S, Id Read);
  bool ifStatement(const python::Stmt &S, size_t BlockIndex);
  bool forStatement(Id Stmt);
  bool whileStatement(Id Stmt);
  bool tryStatement(const python::Stmt &S);
  bool withStatement(Id Stmt, size_t Item);
  bool canSkip(const python::Stmt &With) const;
  bool skip(Id Block);
  void functionDef(Id Stmt);
  void classDef(Id Stmt);
  void import(Id Stmt);
  bool repeat(Id Stmt, llvm::function_ref<bool()> Body);
  bool turn(Id Stmt, llvm::function_ref<bool()> Body);
  bool fork(llvm::ArrayRef<llvm::function_ref<bool()>> Branches);
  void returnValue(Val Value);
  void assign(Id Target, Val Value);
  void destructure(llvm::ArrayRef<Id> Targets, Val Value);

  // Expressions (TagNamesExpressions.cpp)
  Val eval(Id E);
  Val name(Id E);
  Val attribute(Val Object, llvm::StringRef Name, Id E);
  Val subscript(Id E);
  Val binary(llvm::StringRef Operator, Val Left, Val Right, Id E);
  Val compare(Id E);
  Val comprehension(Id E);
  Val formattedString(Id E);
  std::optional<bool> truth(Val V) const;
  std::optional<bool> compareOne(llvm::StringRef Operator, Val Left, Val Right) const;
  Val *slot(Id Binding);
  const Sequence *items(Val V); ///< of a tuple, list, dict (its keys)…; null when not known
  Val join(Val A, Val B);
  std::optional<Constant> constant(Val V) const;

  // Calls (TagNamesCalls.cpp)
  Val call(Id E);
  void evalArguments(Id E, Arguments &Args);
  Val invoke(FunctionObject &Function, std::optional<Val> Self, llvm::ArrayRef<Argument> Args);
  Val invokeValue(Val Callee, llvm::ArrayRef<Argument> Args, NodeRef Where);
  Val construct(ClassObject &Class, llvm::ArrayRef<Argument> Args);
  Val linkedCall(NodeRef Call, Val Receiver, llvm::ArrayRef<Argument> Args, bool &Found);
  Val builtin(llvm::StringRef Name, Id E, llvm::ArrayRef<Argument> Args);
  Val stringMethod(Val Object, llvm::StringRef Name, llvm::ArrayRef<Argument> Args);
  Val method(Val Object, llvm::StringRef Name, Id E, llvm::ArrayRef<Argument> Args, bool &Handled);
  Val *member(ClassObject &Class, llvm::StringRef Name, unsigned Depth = 0);
  FunctionObject *functionOf(NodeRef Scope);
  const External *external(Id E);

  // TensorFlow (TagNamesGraph.cpp)
  Val externalCall(const External &X, Id E, llvm::ArrayRef<Argument> Args);
  Val opCall(const External &X, Id E, llvm::ArrayRef<Argument> Args);
  Val summaryOp(const External &X, Id E, llvm::ArrayRef<Argument> Args);
  Val variable(llvm::StringRef Full, bool Maybe, Id E);
  Val operatorClaim(llvm::StringRef Operator, Id E, bool Maybe);
  UniqueName claim(llvm::StringRef Name, NodeRef Who, bool Maybe = false);
  UniqueName claimFull(llvm::StringRef Full, NodeRef Who, bool Maybe = false);
  uint32_t lineOf(NodeRef Expr) const;
  void answer(uint32_t Query, Id E, Val Name, Val Family);
  bool enter(ManagerObject &M, Val &Bound, llvm::function_ref<bool()> Body);
  std::string scopeFor(Val Name, NodeRef Where);
  std::string uniqueVariableScope(llvm::StringRef Default);
  static const Argument *argument(llvm::ArrayRef<Argument> Args, llvm::StringRef Name, int Position);

  // Values
  Val stringVal(llvm::StringRef S);
  static Val intVal(int64_t I);
  static Val boolVal(bool B);
  Val constantVal(const Constant &C);
  Val tupleVal(std::vector<Val> Items);
  Val cellVal(Kind K, Val Content);
  Val opaque();
  Val opaque(enum Thing::What What);
  /// An element of an unknown list; a part of an unknown tuple.
  Val element(Val List);
  Val part(Val Tuple, size_t Index);
  Val tensor(const InternedString *Name);
  std::string symbol() { return "\1" + std::to_string(++Symbols) + "\1"; }
  NodeRef here(Id E) const { return {Fr->File, E}; }
  const python::ModuleFacts &facts() const { return *Fr->Facts; }

  const Linker &L;
  const Project &P;
  llvm::ArrayRef<TagQuery> Queries;
  std::vector<std::vector<uint32_t>> SlotOf;         ///< by file: binding → position in its scope
  std::vector<llvm::DenseMap<Id, uint32_t>> QueryAt; ///< by file: call → query
  std::vector<std::vector<bool>> StmtLeads;          ///< by file and statement: a query can be reached from inside
  std::vector<std::vector<bool>> DataOnly;           ///< by file and scope: reaches neither a query nor TensorFlow
  std::vector<std::vector<bool>> Visited;            ///< by file and scope: entered in some run
  std::vector<std::unique_ptr<External>> Externals;  ///< by linker value, made on demand
  llvm::StringMap<char> Strings;

  // One run
  std::unique_ptr<Heap> H;
  Journal J;
  std::vector<Frame *> Modules;
  std::map<NodeRef, FunctionObject *> FunctionAt;
  llvm::DenseMap<Id, GraphObject *> GraphAt;
  std::optional<uint32_t> MainFile;
  Frame *Fr = nullptr;
  GraphObject *Graph = nullptr;
  std::string NameStack; ///< without trailing slash
  std::string VarStack;
  std::string VarNameScope;                    ///< original name scope of the variable scope
  std::vector<std::pair<uint32_t, Id>> Active; ///< functions being executed
  struct Turn {
    NodeRef Loop;
    bool Second = false;
    bool Known = false; ///< the loop's turns are followed one by one
  };
  /// Paths that left a function or a loop body early, to be merged where they go.
  struct Exits {
    size_t Mark = 0;
    std::vector<Journal::Delta> Paths;
    Val Value;             ///< of returns
    bool Broken = false;   ///< a `break` among them
    bool Straight = false; ///< a function whose only return is its last statement: nothing to merge
  };
  Exits *Returns = nullptr, *Jumps = nullptr;
  std::vector<Turn> Turns;
  llvm::function_ref<void(Val)> OnYield;
  bool EntryCall = false; ///< the next call comes from an unknown caller
  uint32_t Symbols = 0, Things = 0, Answers = 0, KnownTurns = 0;
  uint64_t Steps = 0, AllSteps = 0;
  unsigned Nesting = 0;
};

} // namespace summary_upgrade::program::tags

#endif
