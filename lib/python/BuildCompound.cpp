// Compound statements.
#include "python/FactsBuilder.h"

namespace summary_upgrade::python {

void FactsBuilder::compound(NodeId N, Id Block) {
  NodeId Outer = N;
  llvm::SmallVector<NodeId, 4> Decorators;
  if (kind(N) == Syntax::DecoratedDefinition) {
    for (NodeId C : named(N)) {
      if (kind(C) == Syntax::Decorator)
        Decorators.push_back(C);
      else
        N = C;
    }
  }
  StmtKind Kind = StmtKind::Other;
  switch (kind(N)) {
  case Syntax::IfStatement:
    Kind = StmtKind::If;
    break;
  case Syntax::ForStatement:
    Kind = StmtKind::For;
    break;
  case Syntax::WhileStatement:
    Kind = StmtKind::While;
    break;
  case Syntax::TryStatement:
    Kind = StmtKind::Try;
    break;
  case Syntax::WithStatement:
    Kind = StmtKind::With;
    break;
  case Syntax::FunctionDefinition:
    Kind = StmtKind::FunctionDef;
    break;
  case Syntax::ClassDefinition:
    Kind = StmtKind::ClassDef;
    break;
  case Syntax::MatchStatement:
    Kind = StmtKind::Match;
    break;
  default:
    return fail(range(N), "invalid syntax");
  }
  Id S = addStmt(Kind, Outer, Block);
  NodeId Body = child(N, Syntax::Block);
  NodeId Colon = NoNode;
  for (NodeId C = node(N).First; C && C != Body; C = node(C).Next)
    if (isToken(C) && text(C) == ":")
      Colon = C;
  if (Colon == NoNode)
    return fail(range(N), "invalid syntax: missing `:`");
  F.HeaderRange[S] = {node(N).Begin, node(Colon).End};
  if (node(N).First && isToken(node(N).First) && text(node(N).First) == "async") {
    F.Stmts[S].Async = true;
    if (Kind != StmtKind::FunctionDef)
      markYield(false);
  }
  for (NodeId D : Decorators)
    for (NodeId C : named(D)) {
      Id E = expr(C);
      F.Stmts[S].Others.push_back(E);
    }
  switch (Kind) {
  case StmtKind::If:
    return ifStatement(S, N);
  case StmtKind::For:
  case StmtKind::While:
    return forStatement(S, N);
  case StmtKind::Try:
    return tryStatement(S, N);
  case StmtKind::With:
    return withStatement(S, N);
  case StmtKind::FunctionDef:
    return functionDefinition(S, N);
  case StmtKind::ClassDef:
    return classDefinition(S, N);
  default:
    return matchStatement(S, N);
  }
}

void FactsBuilder::ifStatement(Id S, NodeId N) {
  NodeId Condition = child(N, Field::Condition);
  if (Condition == NoNode)
    return fail(range(N), "invalid syntax");
  Id Test = expr(Condition);
  F.Stmts[S].Value = Test;
  suite(N, BlockKind::Body, S);
  for (NodeId C = node(N).First; C && !Failed; C = node(C).Next) {
    if (kind(C) == Syntax::ElifClause) {
      NodeId ElifTest = child(C, Field::Condition);
      Id Header = ElifTest == NoNode ? NoId : expr(ElifTest);
      Id B = suite(C, BlockKind::Elif, S);
      F.Blocks[B].Header = Header;
    } else if (kind(C) == Syntax::ElseClause) {
      suite(C, BlockKind::Else, S);
    }
  }
}

void FactsBuilder::forStatement(Id S, NodeId N) {
  if (kind(N) == Syntax::WhileStatement) {
    NodeId Condition = child(N, Field::Condition);
    if (Condition == NoNode)
      return fail(range(N), "invalid syntax");
    Id Test = expr(Condition);
    F.Stmts[S].Value = Test;
  } else {
    NodeId Left = child(N, Field::Left), Right = child(N, Field::Right);
    if (Left == NoNode || Right == NoNode)
      return fail(range(N), "invalid syntax");
    Def Proto;
    Proto.Kind = DefKind::For;
    Proto.Value = expr(Right);
    F.Stmts[S].Value = Proto.Value;
    Id Target = target(Left, Proto);
    F.Stmts[S].Targets.push_back(Target);
  }
  suite(N, BlockKind::Body, S);
  if (NodeId Else = child(N, Syntax::ElseClause); Else != NoNode && !Failed)
    suite(Else, BlockKind::Else, S);
}

void FactsBuilder::tryStatement(Id S, NodeId N) {
  suite(N, BlockKind::Body, S);
  for (NodeId C = node(N).First; C && !Failed; C = node(C).Next) {
    if (kind(C) == Syntax::ExceptClause || kind(C) == Syntax::ExceptGroupClause)
      exceptClause(S, C);
    else if (kind(C) == Syntax::ElseClause)
      suite(C, BlockKind::Else, S);
    else if (kind(C) == Syntax::FinallyClause)
      suite(C, BlockKind::Finally, S);
  }
  if (!Failed && F.Stmts[S].Blocks.size() == 1)
    fail(F.HeaderRange[S], "expected 'except' or 'finally' block");
}

void FactsBuilder::exceptClause(Id S, NodeId N) {
  llvm::SmallVector<NodeId, 4> Values;
  NodeId Alias = NoNode;
  bool As = false;
  for (NodeId C = node(N).First; C; C = node(C).Next) {
    if (isToken(C)) {
      As |= text(C) == "as";
      if (text(C) == "*")
        python36();
      continue;
    }
    if (kind(C) == Syntax::Block)
      break;
    if (As)
      Alias = C;
    else
      Values.push_back(C);
  }
  if (Values.size() == 1 && kind(Values[0]) == Syntax::AsPattern) {
    llvm::SmallVector<NodeId, 8> Parts = named(Values[0]);
    if (Parts.size() == 2) {
      Values[0] = Parts[0];
      Alias = Parts[1];
    }
  }
  if (Values.size() == 2 && Alias == NoNode) { // except Type, name
    python2(node(N).Begin);
    Alias = Values.pop_back_val();
  }
  if (Values.size() > 1)
    return fail({node(Values[0]).Begin, node(Values.back()).End}, "multiple exception types must be parenthesized");
  Id Header = Values.empty() ? NoId : expr(Values[0]);
  if (Alias != NoNode) {
    Def Proto;
    Proto.Kind = DefKind::Except;
    Proto.Value = Header;
    target(Alias, Proto);
  }
  Id B = suite(N, BlockKind::Except, S);
  F.Blocks[B].Header = Header;
}

void FactsBuilder::withStatement(Id S, NodeId N) {
  NodeId Clause = child(N, Syntax::WithClause);
  if (Clause == NoNode)
    return fail(range(N), "invalid syntax");
  for (NodeId Item : named(Clause)) {
    llvm::SmallVector<NodeId, 8> Inner = named(Item);
    if (kind(Item) != Syntax::WithItem || Inner.size() != 1) {
      fail(range(Item), "invalid syntax");
      return;
    }
    // `with (a as b, c):` may come as a tuple or in parentheses.
    NodeId Value = Inner[0];
    bool Group = false;
    if (kind(Value) == Syntax::Tuple || kind(Value) == Syntax::ParenthesizedExpression)
      for (NodeId C : named(Value))
        Group |= kind(C) == Syntax::AsPattern;
    if (!Group) {
      withItem(S, Value);
      continue;
    }
    python36();
    for (NodeId C : named(Value))
      withItem(S, C);
  }
  suite(N, BlockKind::Body, S);
}

void FactsBuilder::withItem(Id S, NodeId N) {
  WithItem Item;
  NodeId Target = NoNode;
  if (kind(N) == Syntax::AsPattern) {
    llvm::SmallVector<NodeId, 8> Parts = named(N);
    if (Parts.size() != 2)
      return fail(range(N), "invalid syntax");
    N = Parts[0];
    Target = Parts[1];
  }
  Item.Context = expr(N);
  if (Target != NoNode) {
    Def Proto;
    Proto.Kind = DefKind::With;
    Proto.Value = Item.Context;
    Item.Target = target(Target, Proto);
  }
  F.Stmts[S].Items.push_back(Item);
}

void FactsBuilder::functionDefinition(Id S, NodeId N) {
  NodeId Name = child(N, Field::Name), Params = child(N, Syntax::Parameters);
  if (Name == NoNode || Params == NoNode)
    return fail(range(N), "invalid syntax");
  llvm::SmallVector<Id, 4> Defaults, Annotations;
  Id Inside = addScope(ScopeKind::Function, source(Name));
  F.Scopes[Inside].IsAsync = F.Stmts[S].Async;
  F.Scopes[Inside].Decorators.assign(F.Stmts[S].Others.begin(), F.Stmts[S].Others.end());
  F.Stmts[S].DefScope = Inside;
  parameters(Params, Inside, Defaults, Annotations);
  // The return type: the one `type` node that is a direct child.
  if (NodeId Return = child(N, Syntax::Type); Return != NoNode)
    Annotations.push_back(expr(Return));
  F.Stmts[S].Others.append(Defaults);
  F.Stmts[S].Others.append(Annotations);
  Def Proto;
  Proto.Kind = DefKind::Function;
  Proto.DefScope = Inside;
  addDef(Proto, source(Name), CurScope);
  Id Outside = CurScope;
  CurScope = Inside;
  Id Body = suite(N, BlockKind::Function, S);
  F.Scopes[Inside].Block = Body;
  CurScope = Outside;
}

void FactsBuilder::classDefinition(Id S, NodeId N) {
  NodeId Name = child(N, Field::Name);
  if (Name == NoNode)
    return fail(range(N), "invalid syntax");
  Id Inside = addScope(ScopeKind::Class, source(Name));
  F.Scopes[Inside].Decorators.assign(F.Stmts[S].Others.begin(), F.Stmts[S].Others.end());
  F.Stmts[S].DefScope = Inside;
  if (NodeId Arguments = child(N, Syntax::ArgumentList); Arguments != NoNode)
    for (NodeId C : named(Arguments)) {
      Id E = expr(C);
      F.Stmts[S].Others.push_back(E);
      ExprKind Kind = F.Exprs[E].Kind;
      if (Kind != ExprKind::Keyword && Kind != ExprKind::Starred && Kind != ExprKind::DoubleStarred)
        F.Scopes[Inside].Bases.push_back(E);
    }
  Id Outside = CurScope;
  CurScope = Inside;
  Id Body = suite(N, BlockKind::Class, S);
  F.Scopes[Inside].Block = Body;
  CurScope = Outside;
  CurStmt = S;
  // The name is bound when the body has run.
  Def Proto;
  Proto.Kind = DefKind::Class;
  Proto.DefScope = Inside;
  addDef(Proto, source(Name), CurScope);
}

void FactsBuilder::matchStatement(Id S, NodeId N) {
  python36();
  llvm::SmallVector<NodeId, 4> Subjects;
  bool Comma = false;
  for (NodeId C = node(N).First; C; C = node(C).Next) {
    if (node(C).InParent == Field::Subject)
      Subjects.push_back(C);
    else if (isToken(C) && text(C) == ",")
      Comma = true;
  }
  if (Subjects.empty())
    return fail(range(N), "invalid syntax");
  Id Subject = exprOrTuple(Subjects, Comma);
  F.Stmts[S].Value = Subject;
  NodeId Body = child(N, Syntax::Block);
  llvm::SmallVector<NodeId, 8> Cases;
  if (Body != NoNode)
    Cases = named(Body);
  if (Cases.empty())
    return fail(F.HeaderRange[S], "expected an indented block after 'match' statement");
  for (NodeId Case : Cases) {
    if (Failed)
      return;
    if (kind(Case) != Syntax::CaseClause)
      return fail(range(Case), "invalid syntax");
    Id Guard = NoId;
    for (NodeId C = node(Case).First; C; C = node(C).Next) {
      if (kind(C) == Syntax::CasePattern) {
        Id Pattern = pattern(C);
        F.Stmts[S].Others.push_back(Pattern);
      } else if (kind(C) == Syntax::IfClause) {
        for (NodeId Test : named(C))
          Guard = expr(Test);
      }
    }
    Id B = suite(Case, BlockKind::Case, S);
    F.Blocks[B].Header = Guard;
  }
}

Id FactsBuilder::pattern(NodeId N) {
  if (Failed || Depth > 500) {
    fail(range(N), "pattern nested too deeply");
    return add(ExprKind::Other, range(N));
  }
  ++Depth;
  Def Proto;
  Proto.Kind = DefKind::Match;
  Id E = NoId;
  switch (kind(N)) {
  case Syntax::DottedName: {
    llvm::SmallVector<NodeId, 8> Parts = named(N);
    if (Parts.size() == 1) {
      E = source(Parts[0]) == "_" ? add(ExprKind::Other, range(N)) : target(Parts[0], Proto);
      break;
    }
    for (NodeId P : Parts)
      E = E == NoId ? name(P, false) : add(ExprKind::Attribute, {node(N).Begin, node(P).End}, {E}, source(P));
    break;
  }
  case Syntax::Identifier:
    E = target(N, Proto);
    break;
  case Syntax::String:
  case Syntax::ConcatenatedString:
  case Syntax::True:
  case Syntax::False:
  case Syntax::None:
  case Syntax::Integer:
  case Syntax::Float:
    E = expr(N);
    break;
  default: {
    llvm::SmallVector<Id, 8> Children;
    bool First = true;
    for (NodeId C = node(N).First; C; C = node(C).Next) {
      if (isToken(C))
        continue;
      // The class of a class pattern and a keyword's name are no captures.
      if (First && kind(N) == Syntax::ClassPattern && kind(C) == Syntax::DottedName) {
        Id Class = NoId;
        for (NodeId P : named(C))
          Class = Class == NoId ? name(P, false)
                                : add(ExprKind::Attribute, {node(C).Begin, node(P).End}, {Class}, source(P));
        if (Class != NoId)
          Children.push_back(Class);
      } else if (!(First && kind(N) == Syntax::KeywordPattern)) {
        Children.push_back(pattern(C));
      }
      First = false;
    }
    E = add(ExprKind::Other, range(N), Children);
  }
  }
  if (E == NoId)
    E = add(ExprKind::Other, range(N));
  --Depth;
  return E;
}

} // namespace summary_upgrade::python
