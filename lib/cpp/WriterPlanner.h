// Components of tensorflow::EventsWriter. One class, a file a subject: WriterGroups (what is one component),
// Writers (declarations and expressions), WriterMakes (constructions), WriterUses (where a writer flows, its
// methods), WriterWrites (events, and what lies around).
#ifndef SUMMARY_UPGRADE_CPP_WRITERPLANNER_H
#define SUMMARY_UPGRADE_CPP_WRITERPLANNER_H

#include "cpp/Plan.h"
#include "cpp/Types.h"
#include "llvm/ADT/EquivalenceClasses.h"

namespace summary_upgrade::cpp {

inline bool isStatement(NodeKind K) {
  return K == NodeKind::Compound || K == NodeKind::DeclStmt || K == NodeKind::Branch || K == NodeKind::Loop ||
         K == NodeKind::Return || K == NodeKind::Function;
}
inline bool isDeclaration(NodeKind K) {
  return K == NodeKind::Variable || K == NodeKind::Field || K == NodeKind::Parameter || K == NodeKind::CtorInit ||
         K == NodeKind::Alias || K == NodeKind::Base;
}

class WriterPlanner {
public:
  WriterPlanner(const Linked &L, const PlanOptions &Options) : L(L), Options(Options) {}

  std::vector<Component> run();

private:
  // ----- grouping
  //
  // An element is a declaration, or (offset by the number of declarations) a whole expression. What meets in
  // one expression is one.

  uint32_t elementOf(uint32_t NodeId) const { return static_cast<uint32_t>(L.All.Decls.size()) + NodeId; }
  bool isWriterNode(uint32_t Id) const { return shapeOf(L.node(Id).Type) != Shape::None; }
  bool isWriterDecl(uint32_t Decl) const { return Decl != None && shapeOf(L.All.Decls[Decl].Type) != Shape::None; }

  void unite(uint32_t A, uint32_t B) { Classes.unionSets(A, B); }

  void group(uint32_t Id, uint32_t Current);
  bool hasWriter(uint32_t Id) const;

  /// The children of a call that are arguments.
  std::vector<uint32_t> arguments(uint32_t Call) const;
  void joinArguments(uint32_t Call, uint32_t Current);

  /// `EventsWriter a(x), b(y);`: one type for several names.
  void joinDeclarators();
  void joinOverrides();
  Component &componentOf(uint32_t NodeId);

  // ----- nodes

  void visit(uint32_t Id);
  bool isWriterMethod(uint32_t Id) const;
  static llvm::StringRef what(Shape S) { return S == Shape::Value ? "writer" : "pointer to a writer"; }

  void mention(uint32_t Id);
  void use(Component &C, const Node &P, Span Where);

  /// A local variable by value whose declaration constructs it: `EventsWriter w(prefix);`.
  bool autoLocal(uint32_t Variable) const;

  /// Whether a parameter gets another value somewhere, or its address is taken.
  bool assigned(uint32_t Decl) const;
  void expression(uint32_t Id);
  bool dropToken(Component &C, const Node &N);
  bool make(Component &C, const Node &N, llvm::ArrayRef<uint32_t> Children);
  bool makeNew(Component &C, uint32_t Id);
  bool construct(Component &C, uint32_t Id);
  bool smartGet(Component &C, uint32_t Id);

  // ----- contexts

  void context(Component &C, uint32_t Id, Shape S);
  void argument(Component &C, uint32_t Id, uint32_t Call);
  void smartMethod(Component &C, uint32_t Id, uint32_t Call);

  /// The expansion around a call that is an argument of TF_CHECK_OK, or invalid.
  Span checkMacro(uint32_t Call) const;
  void method(Component &C, uint32_t Id, uint32_t Call);
  uint32_t statusVariable(uint32_t Call) const;
  bool keepStatus(Component &C, uint32_t Variable);
  bool followStatus(Component &C, uint32_t Variable) const;

  // ----- writes

  void importEdits(Component &C, uint32_t Call);
  void write(Component &C, uint32_t Call);

  /// Last, when the edits inside of what is moved are known.
  void native(Component &C, const EventBlock &E);

  /// The text of a range with the edits in it done; they are taken out of the list.
  std::string rendered(Component &C, Span S);
  void finish(Component &C);

  /// A line that the compiler may have dropped names something of the component. A field of another class may
  /// have the name of ours.
  static bool usesName(llvm::StringRef Line, const Component &C);
  void checkSurroundings(Component &C);

  const Linked &L;
  const PlanOptions &Options;
  llvm::EquivalenceClasses<uint32_t> Classes;
  std::vector<uint32_t> Group;
  std::map<uint32_t, Component> Components;
  std::vector<std::pair<uint32_t, Component *>> Writes;
  std::vector<std::pair<EventBlock, Component *>> Natives;
  std::map<uint32_t, bool> Statuses; ///< variables, and whether they become statuses of v2
};

} // namespace summary_upgrade::cpp

#endif
