// Private to the room: one forward pass over the flat tree that fills the tables of ModuleFacts. Expressions
// are entered when they have been evaluated, so their ids are their evaluation order. Names are resolved at
// the end (Names.cpp).
#ifndef SUMMARY_UPGRADE_PYTHON_FACTSBUILDER_H
#define SUMMARY_UPGRADE_PYTHON_FACTSBUILDER_H

#include "python/Tree.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/Twine.h"

namespace summary_upgrade::python {

class FactsBuilder {
public:
  FactsBuilder(const text::SourceFile &File, const ParseBuffer &Buffer, const Tree &T, ModuleFacts &F);
  void run();
  bool failed() const { return Failed; }
  ParseError takeError() { return std::move(Error); }

private:
  using NodeId = uint32_t;
  using NameId = uint32_t;
  static constexpr NodeId NoNode = ~NodeId(0);
  /// Beyond this the file is refused: walkers over expressions may recurse.
  static constexpr unsigned MaxExprDepth = 1000;

  // Nodes.
  const Node &node(NodeId N) const { return T.Nodes[N]; }
  Syntax kind(NodeId N) const { return T.Nodes[N].Kind; }
  bool isToken(NodeId N) const { return kind(N) == Syntax::Token; }
  llvm::StringRef text(NodeId N) const { return llvm::StringRef(Buffer.Bytes).slice(node(N).Begin, node(N).End); }
  llvm::StringRef source(NodeId N) const { return File.slice({node(N).Begin, node(N).End}); }
  text::Range range(NodeId N) const { return {node(N).Begin, node(N).End}; }
  /// Children that are not tokens.
  llvm::SmallVector<NodeId, 8> named(NodeId N) const;
  NodeId child(NodeId N, Syntax Kind) const;
  NodeId child(NodeId N, Field In) const;
  NodeId token(NodeId N, llvm::StringRef Text) const;
  bool hasToken(NodeId N, llvm::StringRef Text) const { return token(N, Text) != NoNode; }

  void fail(text::Range Where, const llvm::Twine &Message);
  void python2(uint32_t At);
  void python36() { F.Lang.Python36Plus = true; }

  // Statements (BuildStatements.cpp, BuildCompound.cpp).
  Id addBlock(BlockKind Kind, Id Parent);
  Id addStmt(StmtKind Kind, NodeId N, Id Block);
  void finishStmt(Id S);
  /// All statements of a `block` or `module` node into a table block.
  void statements(NodeId N, Id Block);
  /// The suite of a clause: `ColonOwner` has the ':' and the block among its children.
  Id suite(NodeId ColonOwner, BlockKind Kind, Id Parent);
  void statement(NodeId N, Id Block);
  void simple(NodeId N, Id Block);
  void expressionStatement(NodeId N, Id Block);
  void assignment(NodeId N, Id Block);
  void augmented(NodeId N, Id Block);
  void imports(NodeId N, Id Block);
  void importName(Id S, NodeId Item, const std::string &Module, uint8_t Level, bool From);
  void printOrExec(NodeId N, Id Block);
  void raise(NodeId N, Id Block);
  void compound(NodeId N, Id Block);
  void ifStatement(Id S, NodeId N);
  void forStatement(Id S, NodeId N);
  void tryStatement(Id S, NodeId N);
  void exceptClause(Id S, NodeId N);
  void withStatement(Id S, NodeId N);
  void withItem(Id S, NodeId N);
  void functionDefinition(Id S, NodeId N);
  void classDefinition(Id S, NodeId N);
  void matchStatement(Id S, NodeId N);
  Id pattern(NodeId N);
  std::string dottedName(NodeId N) const;
  uint32_t lineEnd(uint32_t Offset) const;

  // Expressions (BuildExpressions.cpp).
  Id expr(NodeId N);
  Id exprInner(NodeId N);
  Id target(NodeId N, llvm::SmallVectorImpl<int> &Path, const Def &Proto);
  /// A whole target: every name in it becomes a definition like Proto.
  Id target(NodeId N, const Def &Proto);
  /// Several nodes in a row, a tuple unless there is one without a comma after it.
  Id exprOrTuple(llvm::ArrayRef<NodeId> Nodes, bool TrailingComma);
  Id add(ExprKind Kind, text::Range Where, llvm::ArrayRef<Id> Children = {}, llvm::StringRef Text = {});
  Id name(NodeId N, bool Store);
  Id stringLiteral(NodeId N);
  Id call(NodeId N);
  Id comprehension(NodeId N, ExprKind Kind, text::Range Where);
  Id lambda(NodeId N);
  Id number(NodeId N);
  Id andXor(NodeId N);
  Id comparison(NodeId N);
  /// One expression of all children that are not tokens.
  Id listOf(NodeId N, ExprKind Kind);
  void replacementField(NodeId N, llvm::SmallVectorImpl<Id> &Fields);
  Id yield(NodeId N);
  Id typeExpr(NodeId N);
  /// Parameters of a function or lambda: defaults and annotations are evaluated now, in the current scope.
  void parameters(NodeId N, Id Scope, llvm::SmallVectorImpl<Id> &Defaults, llvm::SmallVectorImpl<Id> &Annotations);
  Id addScope(ScopeKind Kind, llvm::StringRef Name);
  void markYield(bool IsYield);

  // Names (Names.cpp).
  NameId intern(llvm::StringRef Name);
  Id addDef(const Def &Proto, llvm::StringRef Name, Id Scope);
  void declare(NodeId N, Id S, bool Global);
  void resolve();
  Id lookup(Id Scope, NameId Name) const;
  Id bindingIn(Id Scope, NameId Name) const;
  Id makeBinding(Id Scope, NameId Name);

  // Finishing (Facts.cpp).
  void style();
  void landmarks();
  void commentFlags();

  const text::SourceFile &File;
  const ParseBuffer &Buffer;
  const Tree &T;
  ModuleFacts &F;
  bool Failed = false;
  ParseError Error;

  Id CurScope = 0;
  Id CurStmt = NoId;
  unsigned Depth = 0;
  /// Offset of a `*` that the grammar took for the start of an operand (`*f(x), y`): it is stripped from
  /// ranges. ~0 = none.
  uint32_t StarAt = ~0u;

  struct Use {
    Id Expr;
    NameId Name;
  };
  struct DefName {
    NameId Name;
    Id Scope;
  };
  enum class Declared : uint8_t { Global, Nonlocal };
  llvm::StringMap<NameId> Interned;
  std::vector<llvm::StringRef> Names; ///< keys of Interned
  std::vector<Use> Uses;
  std::vector<DefName> DefNames; ///< parallel to F.Defs
  llvm::DenseMap<uint64_t, Id> BindingOf;
  llvm::DenseMap<uint64_t, Declared> Declarations;
  unsigned SingleQuotes = 0, DoubleQuotes = 0;
};

/// The value of one literal token (prefix and quotes included) appended to Out as UTF-8.
struct LiteralParts {
  bool Raw = false, Bytes = false, Format = false, Triple = false, Unicode = false;
  uint32_t PrefixSize = 0, QuoteSize = 1;
};
LiteralParts literalParts(llvm::StringRef Literal);
void decodeLiteral(llvm::StringRef Literal, bool Latin1, std::string &Out);

} // namespace summary_upgrade::python

#endif
