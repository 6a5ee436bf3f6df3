// How the linker finds its values; private to it. Solves inclusion constraints between slots with a FIFO
// worklist. Everything is created in (file, table) order, so that results depend on the read set only.
#ifndef SUMMARY_UPGRADE_PROGRAM_CONSTRAINTSOLVER_H
#define SUMMARY_UPGRADE_PROGRAM_CONSTRAINTSOLVER_H

#include "program/Linker.h"
#include "program/OlderNames.h"
#include "llvm/ADT/DenseSet.h"
#include <array>

namespace summary_upgrade::program {

class ConstraintSolver {
public:
  explicit ConstraintSolver(Linker &L) : L(L), P(L.P) {}

  void run();

private:
  using NodeIndex = uint32_t;
  enum class WatchKind : uint8_t { Attribute, StoreAttribute, Call, Part, StorePart, AnyPart, Enter, Augment };
  struct Watch {
    WatchKind Kind;
    NodeIndex To = 0; ///< node that receives (or, for stores, that gives)
    NodeRef Where;    ///< the expression at hand
    std::string Name; ///< attribute name or part key
  };
  static constexpr unsigned MaxValues = 8;
  static constexpr uint32_t None = ~0u;
  /// There is one for each expression: small, and without memory of its own.
  struct Node {
    std::array<ValueId, MaxValues> Values; ///< in order of arrival
    uint8_t Count = 0;
    uint8_t Handled = 0; ///< values already sent on
    bool Top = false;
    bool Queued = false;
    uint32_t FirstSuccessor = None, LastSuccessor = None, FirstWatch = None, LastWatch = None; ///< in `Links`
    uint32_t Successors = 0;
    llvm::ArrayRef<ValueId> values() const { return llvm::ArrayRef(Values).take_front(Count); }
  };
  /// An entry of a node's list of successors or watches.
  struct Link {
    uint32_t To = None; ///< node, or index into `Watches`
    uint32_t Next = None;
  };

  const python::ModuleFacts &facts(uint32_t File) const { return *P.module(File).Facts; }

  void layOut();
  NodeIndex exprNode(uint32_t File, Id E) const { return ExprBase[File] + E; }
  NodeIndex defNode(uint32_t File, Id D) const { return DefBase[File] + D; }
  NodeIndex bindingNode(uint32_t File, Id B) const { return BindingBase[File] + B; }
  NodeIndex returnNode(NodeRef Scope) const { return ScopeBase[Scope.File] + Scope.Node; }

  NodeIndex slot(const std::string &Key);

  std::optional<Id> moduleBinding(uint32_t File, llvm::StringRef Name) const;

  /// A class named by a base expression: a name of this file, or of a project file it is imported from.
  std::optional<NodeRef> classOf(uint32_t File, Id E, unsigned Depth = 0) const;
  std::optional<NodeRef> classOfBinding(uint32_t File, Id B, unsigned Depth) const;
  /// (file, binding) that an import names; binding NoId for a module. Nothing for an outside module.
  std::optional<std::pair<uint32_t, Id>> importTarget(uint32_t File, const python::Def &D) const;

  void resolveBases();
  /// The class and everything along one of the maps (`Bases`, `Derived`).
  static void collect(const std::map<NodeRef, std::vector<NodeRef>> &Along, NodeRef Class, std::set<NodeRef> &Out);
  /// Classes that one object may have methods of together with those of `Class`: the bases of what derives from it.
  const std::set<NodeRef> &related(NodeRef Class);
  /// An attribute is kept per class whose method (or object) stores it; a read sees those of all related classes.
  static std::string attributeKey(NodeRef Class, llvm::StringRef Name);
  bool holdsModernWriter(NodeRef Class, llvm::StringRef Name);
  void storeAttribute(NodeRef Class, llvm::StringRef Name, NodeIndex From);
  void readAttribute(NodeRef Class, llvm::StringRef Name, NodeIndex To);
  std::optional<NodeRef> ownMember(NodeRef Class, llvm::StringRef Name, Id &BindingOut) const;
  /// The classes whose member `Name` an object of `Class` may have: the first along the bases, and overriding
  /// ones below.
  void members(NodeRef Class, llvm::StringRef Name, std::vector<std::pair<uint32_t, Id>> &Out, bool Below,
               unsigned Depth = 0) const;

  ValueId intern(Value V);
  void add(NodeIndex N, ValueId V);
  void addExternal(NodeIndex N, llvm::StringRef Path, NodeRef Site);
  void setTop(NodeIndex N);
  void enqueue(NodeIndex N);
  void append(uint32_t &First, uint32_t &Last, uint32_t To);
  ValueSet setOf(const Node &N) const;
  void edge(NodeIndex From, NodeIndex To);
  void watch(NodeIndex N, Watch W);
  void solve();

  void constrain(uint32_t File);
  bool hasDecorator(uint32_t File, const python::Scope &S, llvm::StringRef Name, bool Contains = false) const;
  bool isStatic(uint32_t File, const python::Scope &S) const { return hasDecorator(File, S, "staticmethod"); }
  bool isClassMethod(uint32_t File, const python::Scope &S) const { return hasDecorator(File, S, "classmethod"); }
  bool isProperty(uint32_t File, const python::Scope &S) const { return hasDecorator(File, S, "property", true); }

  void constrainDef(uint32_t File, Id DefId);
  NodeIndex fresh();
  /// `To` gets the part of `From` at a tuple position.
  void project(NodeIndex From, llvm::ArrayRef<int> Path, NodeIndex To, NodeRef Where);

  void constrainStmt(uint32_t File, Id S);
  static std::string partKey(const python::ModuleFacts &F, Id Index);

  std::vector<uint32_t> starImportsOf(uint32_t File) const;
  /// A name that a star import brings, also through the star imports of that module. The last import wins, so
  /// all are taken.
  bool starName(llvm::StringRef Name, NodeIndex N, llvm::ArrayRef<uint32_t> Modules, unsigned Depth);

  void constrainExpr(uint32_t File, Id E, const python::Flow &FlowOf);

  /// Each container has one slot per literal key, and one (key "") for the rest; a part read without a known
  /// key sees them all.
  NodeIndex partSlot(NodeRef Container, llvm::StringRef Key);
  NodeIndex anySlot(NodeRef Container) { return partSlot(Container, "[any]"); }
  void putPart(NodeRef Container, llvm::StringRef Key, NodeIndex From);

  void handle(uint32_t WatchIndex, ValueId VId);

  void loadAttribute(const Watch &W, const Value &V);
  /// The attribute at hand is an old name beside its successor: nothing comes out of it.
  bool missing(NodeRef Read, llvm::StringRef Path);
  void loadMember(const Watch &W, NodeRef Class, bool Below);

  void call(const Watch &W, const Value &V);
  /// The call returns a list of these (`d.values()`), or of pairs whose second parts these are (`d.items()`).
  void listOf(NodeIndex Elements, const Watch &Call);
  void listOfItems(NodeIndex Values, const Watch &Call);
  /// The argument of `enumerate` or `zip` that a part of an element comes from, NoId when it is none.
  Id elementArgument(const Value &Element, llvm::StringRef Part) const;

  void bindCall(NodeRef Call, NodeRef Callee, bool Bound);

  /// An attribute of something unknown is taken for the attribute of the only related classes of the project
  /// that store it.
  void linkAttributesByName();

  void publish();

  Linker &L;
  const Project &P;
  std::vector<Node> Nodes;
  std::vector<Link> Links;
  std::deque<NodeIndex> Queue;
  std::deque<Watch> Watches;
  std::vector<NodeIndex> ExprBase, DefBase, BindingBase, ScopeBase;
  std::vector<uint32_t> StarImports;                        ///< of the file at hand
  llvm::DenseSet<std::pair<NodeIndex, NodeIndex>> HubEdges; ///< of nodes with many successors
  std::vector<bool> Modern;                                 ///< by file: it makes a v2 writer; found when asked for
  std::map<uint32_t, OlderNames> Older;                     ///< by file, on demand
  std::set<uint32_t> BesideModern;                          ///< of those, the files that run together with v2 writers
  llvm::StringMap<NodeIndex> Slots;
  llvm::StringMap<ValueId> Interned;
  std::vector<NodeRef> Lists; ///< the calls that listOf has seen
  std::map<NodeRef, std::vector<NodeRef>> Bases, Derived;
  std::map<NodeRef, std::set<NodeRef>> Related;
  struct AttributeUses {
    std::set<NodeRef> StoredIn;
    std::vector<std::pair<NodeRef, NodeIndex>> Reads;
  };
  llvm::StringMap<AttributeUses> Attributes;
};

} // namespace summary_upgrade::program

#endif
