// Blocks and simple statements.
#include "python/FactsBuilder.h"
#include "llvm/ADT/StringExtras.h"

namespace summary_upgrade::python {

Id FactsBuilder::addBlock(BlockKind Kind, Id Parent) {
  Id B = static_cast<Id>(F.Blocks.size());
  Block &New = F.Blocks.emplace_back();
  New.Kind = Kind;
  New.Parent = Parent;
  F.BlockRange.push_back({});
  if (Parent != NoId)
    F.Stmts[Parent].Blocks.push_back(B);
  return B;
}

Id FactsBuilder::addStmt(StmtKind Kind, NodeId N, Id Block) {
  Id S = static_cast<Id>(F.Stmts.size());
  Stmt &New = F.Stmts.emplace_back();
  New.Kind = Kind;
  New.Block = Block;
  New.Index = static_cast<uint32_t>(F.Blocks[Block].Stmts.size());
  New.Scope = CurScope;
  F.Blocks[Block].Stmts.push_back(S);
  F.StmtRange.push_back(range(N));
  F.HeaderRange.push_back(range(N));
  CurStmt = S;
  return S;
}

void FactsBuilder::statements(NodeId N, Id Block) {
  bool Semicolon = false;
  for (NodeId C = node(N).First; C && !Failed; C = node(C).Next) {
    if (isToken(C)) {
      Semicolon = text(C) == ";";
      if (Semicolon && !F.Blocks[Block].Stmts.empty()) {
        // A semicolon alone at the end of the line shares nothing.
        uint32_t P = node(C).End, Size = static_cast<uint32_t>(Buffer.Bytes.size());
        while (P < Size && (Buffer.Bytes[P] == ' ' || Buffer.Bytes[P] == '\t' || Buffer.Bytes[P] == '\f'))
          ++P;
        Semicolon = P < Size && Buffer.Bytes[P] != '\n' && Buffer.Bytes[P] != '\r';
        if (Semicolon)
          F.Stmts[F.Blocks[Block].Stmts.back()].Flags |= SharesLine;
      }
      continue;
    }
    Id Previous = CurStmt;
    size_t Count = F.Blocks[Block].Stmts.size();
    statement(C, Block);
    if (Semicolon && F.Blocks[Block].Stmts.size() > Count)
      F.Stmts[F.Blocks[Block].Stmts[Count]].Flags |= SharesLine;
    Semicolon = false;
    CurStmt = Previous;
  }
  auto &Stmts = F.Blocks[Block].Stmts;
  if (!Stmts.empty())
    F.BlockRange[Block] = {F.StmtRange[Stmts.front()].Begin, F.StmtRange[Stmts.back()].End};
}

Id FactsBuilder::suite(NodeId ColonOwner, BlockKind Kind, Id Parent) {
  Id B = addBlock(Kind, Parent);
  NodeId Body = child(ColonOwner, Syntax::Block);
  NodeId Colon = NoNode;
  for (NodeId C = node(ColonOwner).First; C && C != Body; C = node(C).Next)
    if (isToken(C) && text(C) == ":")
      Colon = C;
  if (Body == NoNode || Colon == NoNode || !node(Body).First) {
    fail(Colon == NoNode ? range(ColonOwner) : range(Colon), "expected an indented block after ':'");
    return B;
  }
  Id Outside = CurStmt;
  statements(Body, B);
  CurStmt = Outside;
  if (Failed)
    return B;
  if (F.Blocks[B].Stmts.empty()) {
    fail(range(Colon), "expected an indented block after ':'");
    return B;
  }
  bool OneLine =
      llvm::StringRef(Buffer.Bytes).slice(node(Colon).End, F.BlockRange[B].Begin).find('\n') == llvm::StringRef::npos;
  F.Blocks[B].OneLine = OneLine;
  if (OneLine)
    for (Id S : F.Blocks[B].Stmts)
      F.Stmts[S].Flags |= SharesLine;
  F.StmtRange[Parent].End = F.BlockRange[B].End;
  return B;
}

void FactsBuilder::finishStmt(Id S) {
  Id Parent = F.Blocks[F.Stmts[S].Block].Parent;
  if (Parent == NoId)
    return;
  uint8_t Up = F.Stmts[S].Flags & (HasMultilineString | HasJump | HasYield);
  if (F.Blocks[F.Stmts[S].Block].Kind == BlockKind::Function)
    Up &= HasMultilineString;
  F.Stmts[Parent].Flags |= Up;
}

void FactsBuilder::statement(NodeId N, Id Block) {
  size_t Index = F.Blocks[Block].Stmts.size();
  switch (kind(N)) {
  case Syntax::IfStatement:
  case Syntax::ForStatement:
  case Syntax::WhileStatement:
  case Syntax::TryStatement:
  case Syntax::WithStatement:
  case Syntax::FunctionDefinition:
  case Syntax::ClassDefinition:
  case Syntax::DecoratedDefinition:
  case Syntax::MatchStatement:
    compound(N, Block);
    break;
  default:
    simple(N, Block);
  }
  if (!Failed && F.Blocks[Block].Stmts.size() > Index)
    finishStmt(F.Blocks[Block].Stmts[Index]);
}

void FactsBuilder::simple(NodeId N, Id Block) {
  Id S;
  switch (kind(N)) {
  case Syntax::ExpressionStatement:
    return expressionStatement(N, Block);
  case Syntax::ImportStatement:
  case Syntax::ImportFromStatement:
  case Syntax::FutureImportStatement:
    return imports(N, Block);
  case Syntax::PrintStatement:
  case Syntax::ExecStatement:
    return printOrExec(N, Block);
  case Syntax::RaiseStatement:
    return raise(N, Block);
  case Syntax::PassStatement:
    addStmt(StmtKind::Pass, N, Block);
    return;
  case Syntax::BreakStatement:
  case Syntax::ContinueStatement:
    S = addStmt(kind(N) == Syntax::BreakStatement ? StmtKind::Break : StmtKind::Continue, N, Block);
    F.Stmts[S].Flags |= HasJump;
    return;
  case Syntax::ReturnStatement: {
    S = addStmt(StmtKind::Return, N, Block);
    F.Stmts[S].Flags |= HasJump;
    for (NodeId C : named(N)) {
      Id Value = expr(C);
      F.Stmts[S].Value = Value;
    }
    return;
  }
  case Syntax::DeleteStatement: {
    S = addStmt(StmtKind::Delete, N, Block);
    Def Proto;
    Proto.Kind = DefKind::Delete;
    llvm::SmallVector<NodeId, 8> Items = named(N);
    if (Items.size() == 1 && kind(Items[0]) == Syntax::ExpressionList)
      Items = named(Items[0]);
    for (NodeId C : Items) {
      Id Target = target(C, Proto);
      F.Stmts[S].Targets.push_back(Target);
    }
    return;
  }
  case Syntax::GlobalStatement:
  case Syntax::NonlocalStatement: {
    bool Global = kind(N) == Syntax::GlobalStatement;
    S = addStmt(Global ? StmtKind::Global : StmtKind::Nonlocal, N, Block);
    for (NodeId C : named(N))
      declare(C, S, Global);
    return;
  }
  case Syntax::AssertStatement: {
    S = addStmt(StmtKind::Assert, N, Block);
    for (NodeId C : named(N)) {
      Id E = expr(C);
      F.Stmts[S].Others.push_back(E);
    }
    return;
  }
  case Syntax::TypeAliasStatement: {
    S = addStmt(StmtKind::Other, N, Block);
    llvm::SmallVector<NodeId, 8> Parts = named(N);
    if (Parts.size() != 2)
      return;
    Id Value = expr(Parts[1]);
    F.Stmts[S].Others.push_back(Value);
    NodeId Left = Parts[0];
    while (kind(Left) != Syntax::Identifier && node(Left).First)
      Left = node(Left).First;
    Def Proto;
    Proto.Value = Value;
    if (kind(Left) == Syntax::Identifier) {
      Id Target = target(Left, Proto);
      F.Stmts[S].Others.push_back(Target);
    }
    return;
  }
  default: {
    S = addStmt(StmtKind::Other, N, Block);
    for (NodeId C : named(N)) {
      Id E = expr(C);
      F.Stmts[S].Others.push_back(E);
    }
  }
  }
}

void FactsBuilder::expressionStatement(NodeId N, Id Block) {
  llvm::SmallVector<NodeId, 8> Items = named(N);
  if (Items.size() == 1 && kind(Items[0]) == Syntax::Assignment)
    return assignment(Items[0], Block);
  if (Items.size() == 1 && kind(Items[0]) == Syntax::AugmentedAssignment)
    return augmented(Items[0], Block);
  Id S = addStmt(StmtKind::Expr, N, Block);
  if (Items.empty())
    return;
  if (Items.size() == 1 && kind(Items[0]) == Syntax::NamedExpression)
    return fail(range(N), "invalid syntax: `:=` needs parentheses here");
  Id Value = exprOrTuple(Items, hasToken(N, ","));
  F.Stmts[S].Value = Value;
  if (F.Exprs[Value].Kind == ExprKind::Tuple)
    F.ExprRange[Value].End = F.ExprOuter[Value].End = std::max(F.ExprOuter[Value].End, node(N).End);
}

void FactsBuilder::assignment(NodeId N, Id Block) {
  NodeId Type = child(N, Field::Type);
  Id S = addStmt(Type == NoNode ? StmtKind::Assign : StmtKind::AnnAssign, N, Block);
  llvm::SmallVector<NodeId, 4> Lefts;
  NodeId Right = N;
  while (Right != NoNode && kind(Right) == Syntax::Assignment) {
    if (Right != N && (Type != NoNode || child(Right, Field::Type) != NoNode))
      return fail(range(Right), "invalid syntax");
    Lefts.push_back(child(Right, Field::Left));
    Right = child(Right, Field::Right);
  }
  if (Right != NoNode && kind(Right) == Syntax::AugmentedAssignment)
    return fail(range(Right), "invalid syntax");
  Def Proto;
  Proto.Kind = Right == NoNode ? DefKind::Annotation : DefKind::Assign;
  if (Right != NoNode) {
    Id Value = expr(Right);
    F.Stmts[S].Value = Proto.Value = Value;
  }
  for (NodeId Left : Lefts) {
    if (Left == NoNode)
      return fail(range(N), "invalid syntax");
    if (kind(Left) == Syntax::ListSplatPattern)
      return fail(range(Left), "starred assignment target must be in a list or tuple");
    Id Target = target(Left, Proto);
    F.Stmts[S].Targets.push_back(Target);
  }
  if (Type != NoNode) {
    python36();
    Id Annotation = expr(Type);
    F.Stmts[S].Others.push_back(Annotation);
  }
}

void FactsBuilder::augmented(NodeId N, Id Block) {
  Id S = addStmt(StmtKind::AugAssign, N, Block);
  NodeId Left = child(N, Field::Left), Right = child(N, Field::Right), Operator = child(N, Field::Operator);
  if (Left == NoNode || Right == NoNode || Operator == NoNode || kind(Right) == Syntax::Assignment ||
      kind(Right) == Syntax::AugmentedAssignment)
    return fail(range(N), "invalid syntax");
  if (kind(Left) != Syntax::Identifier && kind(Left) != Syntax::Attribute && kind(Left) != Syntax::Subscript &&
      kind(Left) != Syntax::TuplePattern)
    return fail(range(Left), "illegal target for augmented assignment");
  F.Stmts[S].Operator = text(Operator).str();
  Def Proto;
  Proto.Kind = DefKind::AugAssign;
  Proto.Value = expr(Right);
  F.Stmts[S].Value = Proto.Value;
  Id Target = target(Left, Proto);
  F.Stmts[S].Targets.push_back(Target);
}

std::string FactsBuilder::dottedName(NodeId N) const {
  std::string Out;
  for (NodeId C = node(N).First; C; C = node(C).Next)
    if (kind(C) == Syntax::Identifier) {
      if (!Out.empty())
        Out += '.';
      Out += source(C);
    }
  return Out.empty() ? source(N).str() : Out;
}

void FactsBuilder::importName(Id S, NodeId Item, const std::string &Module, uint8_t Level, bool From) {
  ImportedName Import;
  std::string Name;
  if (kind(Item) == Syntax::AliasedImport) {
    NodeId Original = child(Item, Field::Name), Alias = child(Item, Field::Alias);
    if (Original == NoNode || Alias == NoNode)
      return fail(range(Item), "invalid syntax");
    Name = dottedName(Original);
    Import.Alias = source(Alias).str();
  } else {
    Name = dottedName(Item);
    Import.Alias = llvm::StringRef(Name).split('.').first.str();
    Import.BindsRoot = !From && llvm::StringRef(Name).contains('.');
  }
  Import.Level = Level;
  Import.Module = From ? Module : Name;
  if (From)
    Import.Name = Name;
  Def Proto;
  Proto.Kind = DefKind::Import;
  Proto.Import = static_cast<uint32_t>(F.Stmts[S].Imports.size());
  addDef(Proto, Import.Alias, CurScope);
  F.Stmts[S].Imports.push_back(std::move(Import));
}

void FactsBuilder::imports(NodeId N, Id Block) {
  bool From = kind(N) != Syntax::ImportStatement;
  Id S = addStmt(From ? StmtKind::ImportFrom : StmtKind::Import, N, Block);
  std::string Module = kind(N) == Syntax::FutureImportStatement ? "__future__" : "";
  uint8_t Level = 0;
  for (NodeId C = node(N).First; C && !Failed; C = node(C).Next) {
    if (isToken(C))
      continue;
    if (node(C).InParent == Field::ModuleName) {
      NodeId Dotted = C;
      if (kind(C) == Syntax::RelativeImport) {
        Dotted = child(C, Syntax::DottedName);
        if (NodeId Prefix = child(C, Syntax::ImportPrefix); Prefix != NoNode)
          Level = static_cast<uint8_t>(std::min<size_t>(255, text(Prefix).count('.')));
      }
      if (Dotted != NoNode)
        Module = dottedName(Dotted);
    } else if (kind(C) == Syntax::WildcardImport) {
      ImportedName Star;
      Star.Module = Module;
      Star.Level = Level;
      Star.Name = "*";
      F.HasStarImport = true;
      F.Stmts[S].Imports.push_back(std::move(Star));
    } else {
      importName(S, C, Module, Level, From);
    }
  }
}

void FactsBuilder::printOrExec(NodeId N, Id Block) {
  bool Print = kind(N) == Syntax::PrintStatement;
  Id S = addStmt(Print ? StmtKind::Print : StmtKind::Exec, N, Block);
  python2(node(N).Begin);
  for (NodeId C : named(N)) {
    llvm::SmallVector<NodeId, 8> Inner;
    if (kind(C) == Syntax::Chevron)
      Inner = named(C);
    else
      Inner.push_back(C);
    for (NodeId I : Inner) {
      Id E = expr(I);
      F.Stmts[S].Others.push_back(E);
    }
  }
}

void FactsBuilder::raise(NodeId N, Id Block) {
  Id S = addStmt(StmtKind::Raise, N, Block);
  F.Stmts[S].Flags |= HasJump;
  llvm::SmallVector<NodeId, 8> Items;
  for (NodeId C : named(N)) {
    if (kind(C) != Syntax::ExpressionList) {
      Items.push_back(C);
      continue;
    }
    python2(node(C).Begin); // raise Type, "message", traceback
    for (NodeId I : named(C))
      Items.push_back(I);
  }
  for (NodeId I : Items) {
    Id E = expr(I);
    F.Stmts[S].Others.push_back(E);
  }
}

} // namespace summary_upgrade::python
