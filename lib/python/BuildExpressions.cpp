// Expressions and targets.
#include "python/FactsBuilder.h"
#include "llvm/ADT/StringExtras.h"

namespace summary_upgrade::python {

llvm::SmallVector<FactsBuilder::NodeId, 8> FactsBuilder::named(NodeId N) const {
  llvm::SmallVector<NodeId, 8> Out;
  for (NodeId C = node(N).First; C; C = node(C).Next)
    if (!isToken(C))
      Out.push_back(C);
  return Out;
}
FactsBuilder::NodeId FactsBuilder::child(NodeId N, Syntax Kind) const {
  for (NodeId C = node(N).First; C; C = node(C).Next)
    if (kind(C) == Kind)
      return C;
  return NoNode;
}
FactsBuilder::NodeId FactsBuilder::child(NodeId N, Field In) const {
  for (NodeId C = node(N).First; C; C = node(C).Next)
    if (node(C).InParent == In)
      return C;
  return NoNode;
}
FactsBuilder::NodeId FactsBuilder::token(NodeId N, llvm::StringRef Text) const {
  for (NodeId C = node(N).First; C; C = node(C).Next)
    if (isToken(C) && text(C) == Text)
      return C;
  return NoNode;
}

Id FactsBuilder::add(ExprKind Kind, text::Range Where, llvm::ArrayRef<Id> Children, llvm::StringRef Text) {
  Id E = static_cast<Id>(F.Exprs.size());
  for (Id C : Children)
    F.Exprs[C].Parent = E;
  Expr &New = F.Exprs.emplace_back();
  New.Kind = Kind;
  New.Stmt = CurStmt;
  New.Order = E;
  New.Scope = CurScope;
  New.Text = Text.str();
  New.Children.assign(Children.begin(), Children.end());
  if (Where.Begin == StarAt) {
    ++Where.Begin;
    while (Where.Begin < Where.End && llvm::isSpace(Buffer.Bytes[Where.Begin]))
      ++Where.Begin;
  }
  F.ExprRange.push_back(Where);
  F.ExprOuter.push_back(Where);
  return E;
}

Id FactsBuilder::name(NodeId N, bool Store) {
  Id E = add(ExprKind::Name, range(N), {}, source(N));
  F.Exprs[E].Store = Store;
  if (!Store)
    Uses.push_back({E, intern(F.Exprs[E].Text)});
  return E;
}

Id FactsBuilder::expr(NodeId N) {
  if (Failed)
    return add(ExprKind::Other, range(N));
  if (Depth >= MaxExprDepth) {
    fail(range(N), "expression nested too deeply");
    return add(ExprKind::Other, range(N));
  }
  ++Depth;
  Id Result;
  if (kind(N) == Syntax::ParenthesizedExpression) {
    llvm::SmallVector<NodeId, 8> Inner = named(N);
    if (Inner.size() != 1) {
      fail(range(N), "invalid syntax");
      Result = add(ExprKind::Other, range(N));
    } else {
      Result = expr(Inner[0]);
      if (File.bytes()[node(N).Begin] == '`')
        Result = add(ExprKind::Other, range(N), {Result}, "`");
      F.ExprOuter[Result] = range(N);
    }
  } else {
    Result = exprInner(N);
  }
  --Depth;
  return Result;
}

Id FactsBuilder::exprInner(NodeId N) {
  Syntax Kind = kind(N);
  bool IsSplat = Kind == Syntax::ListSplat || Kind == Syntax::ListSplatPattern || Kind == Syntax::DictionarySplat ||
                 Kind == Syntax::DictionarySplatPattern || Kind == Syntax::ExpressionList ||
                 Kind == Syntax::PatternList || Kind == Syntax::SplatType || Kind == Syntax::Type;
  if (!IsSplat && node(N).Begin != StarAt && Buffer.Bytes[node(N).Begin] == '*') {
    // The grammar reads `*f(x)` as a call of `*f`; it is a starred call.
    uint32_t Outside = StarAt;
    StarAt = node(N).Begin;
    Id Value = exprInner(N);
    StarAt = Outside;
    return add(ExprKind::Starred, range(N), {Value});
  }
  switch (Kind) {
  case Syntax::Identifier:
    return name(N, false);
  case Syntax::True:
    return add(ExprKind::True, range(N));
  case Syntax::False:
    return add(ExprKind::False, range(N));
  case Syntax::None:
    return add(ExprKind::None, range(N));
  case Syntax::Ellipsis:
    return add(ExprKind::Ellipsis, range(N));
  case Syntax::Integer:
  case Syntax::Float:
    return number(N);
  case Syntax::String:
  case Syntax::ConcatenatedString:
    return stringLiteral(N);
  case Syntax::Attribute: {
    llvm::SmallVector<NodeId, 8> Parts = named(N);
    if (Parts.size() != 2)
      break;
    Id Object = expr(Parts[0]);
    return add(ExprKind::Attribute, range(N), {Object}, source(Parts[1]));
  }
  case Syntax::Call:
    return call(N);
  case Syntax::Subscript: {
    llvm::SmallVector<NodeId, 8> Parts = named(N);
    if (Parts.size() < 2)
      break;
    Id Object = expr(Parts[0]);
    bool Comma = hasToken(N, ",");
    Id Index = exprOrTuple(llvm::ArrayRef<NodeId>(Parts).drop_front(), Comma);
    return add(ExprKind::Subscript, range(N), {Object, Index});
  }
  case Syntax::Slice:
    return listOf(N, ExprKind::Slice);
  case Syntax::NotOperator:
  case Syntax::UnaryOperator: {
    llvm::SmallVector<NodeId, 8> Parts = named(N);
    if (Parts.size() != 1)
      break;
    Id Operand = expr(Parts[0]);
    return add(ExprKind::Unary, range(N), {Operand}, text(node(N).First));
  }
  case Syntax::BinaryOperator:
  case Syntax::BooleanOperator:
  case Syntax::UnionType: {
    llvm::SmallVector<NodeId, 8> Parts = named(N);
    if (Parts.size() != 2)
      break;
    llvm::StringRef Operator = text(node(node(N).First).Next);
    if (Operator == "&" || Operator == "^")
      return andXor(N);
    Id Left = expr(Parts[0]), Right = expr(Parts[1]);
    return add(Kind == Syntax::BooleanOperator ? ExprKind::BoolOp : ExprKind::Binary, range(N), {Left, Right},
               Operator);
  }
  case Syntax::ComparisonOperator:
    return comparison(N);
  case Syntax::ConditionalExpression: {
    llvm::SmallVector<NodeId, 8> Parts = named(N);
    if (Parts.size() != 3)
      break;
    Id Test = expr(Parts[1]), Then = expr(Parts[0]), Else = expr(Parts[2]);
    return add(ExprKind::Conditional, range(N), {Test, Then, Else});
  }
  case Syntax::Lambda:
    return lambda(N);
  case Syntax::Tuple:
  case Syntax::ExpressionList:
  case Syntax::PatternList:
  case Syntax::TuplePattern:
    return listOf(N, ExprKind::Tuple);
  case Syntax::List:
  case Syntax::ListPattern:
    return listOf(N, ExprKind::List);
  case Syntax::Set:
    return listOf(N, ExprKind::Set);
  case Syntax::Dictionary:
    return listOf(N, ExprKind::Dict);
  case Syntax::Pair:
    return listOf(N, ExprKind::Pair);
  case Syntax::ListComprehension:
    return comprehension(N, ExprKind::ListComp, range(N));
  case Syntax::SetComprehension:
    return comprehension(N, ExprKind::SetComp, range(N));
  case Syntax::DictionaryComprehension:
    return comprehension(N, ExprKind::DictComp, range(N));
  case Syntax::GeneratorExpression:
    return comprehension(N, ExprKind::Generator, range(N));
  case Syntax::KeywordArgument: {
    NodeId Name = child(N, Field::Name), Value = child(N, Field::Value);
    if (Name == NoNode || Value == NoNode)
      break;
    Id V = expr(Value);
    return add(ExprKind::Keyword, range(N), {V}, source(Name));
  }
  case Syntax::ListSplat:
  case Syntax::ListSplatPattern:
    if (node(N).Begin == StarAt) { // its star belongs to the expression around it
      llvm::SmallVector<NodeId, 8> Inner = named(N);
      return Inner.empty() ? add(ExprKind::Other, range(N)) : expr(Inner[0]);
    }
    return listOf(N, ExprKind::Starred);
  case Syntax::DictionarySplat:
  case Syntax::DictionarySplatPattern:
    return listOf(N, ExprKind::DoubleStarred);
  case Syntax::Await: {
    markYield(false);
    return listOf(N, ExprKind::Await);
  }
  case Syntax::Yield:
    return yield(N);
  case Syntax::NamedExpression: {
    NodeId Name = child(N, Field::Name), Value = child(N, Field::Value);
    if (Name == NoNode || Value == NoNode)
      break;
    python36();
    Def Proto;
    Proto.Kind = DefKind::Named;
    Proto.Value = expr(Value);
    Id Target = target(Name, Proto);
    return add(ExprKind::NamedExpr, range(N), {Target, Proto.Value});
  }
  case Syntax::Type:
  case Syntax::GenericType:
  case Syntax::MemberType:
  case Syntax::ConstrainedType:
  case Syntax::SplatType:
    return typeExpr(N);
  case Syntax::AsPattern:
    fail(range(N), "invalid syntax near `" + excerpt(text(N)) + "`");
    return add(ExprKind::Other, range(N));
  default:
    break;
  }
  return listOf(N, ExprKind::Other);
}

/// The grammar binds `^` tighter than `&`, Python looser: the operands of such a chain are put together
/// again.
Id FactsBuilder::andXor(NodeId N) {
  llvm::SmallVector<NodeId, 8> Flat, Stack{N}; // operands and operators in source order
  while (!Stack.empty()) {
    NodeId Top = Stack.pop_back_val();
    NodeId Left = node(Top).First, Operator = Left ? node(Left).Next : 0;
    if (kind(Top) == Syntax::BinaryOperator && Operator && (text(Operator) == "&" || text(Operator) == "^")) {
      Stack.append({node(Operator).Next, Operator, Left});
      continue;
    }
    Flat.push_back(Top);
  }
  if (Flat.size() > MaxExprDepth) {
    fail(range(N), "expression nested too deeply");
    return add(ExprKind::Other, range(N));
  }
  auto combine = [&](Id Left, Id Right, llvm::StringRef Operator) {
    return add(ExprKind::Binary, {F.ExprOuter[Left].Begin, F.ExprOuter[Right].End}, {Left, Right}, Operator);
  };
  Id Xor = NoId, And = expr(Flat[0]);
  for (size_t I = 1; I + 1 < Flat.size(); I += 2) {
    if (text(Flat[I]) == "&") {
      Id Right = expr(Flat[I + 1]);
      And = combine(And, Right, "&");
    } else {
      Xor = Xor == NoId ? And : combine(Xor, And, "^");
      And = expr(Flat[I + 1]);
    }
  }
  return Xor == NoId ? And : combine(Xor, And, "^");
}

Id FactsBuilder::exprOrTuple(llvm::ArrayRef<NodeId> Nodes, bool TrailingComma) {
  if (Nodes.size() == 1 && !TrailingComma)
    return expr(Nodes[0]);
  llvm::SmallVector<Id, 8> Items;
  for (NodeId N : Nodes)
    Items.push_back(expr(N));
  return add(ExprKind::Tuple, {node(Nodes.front()).Begin, node(Nodes.back()).End}, Items);
}

Id FactsBuilder::listOf(NodeId N, ExprKind Kind) {
  llvm::SmallVector<Id, 8> Items;
  for (NodeId C = node(N).First; C; C = node(C).Next)
    if (!isToken(C))
      Items.push_back(expr(C));
  return add(Kind, range(N), Items);
}

Id FactsBuilder::number(NodeId N) {
  llvm::StringRef Text = text(N);
  char Last = llvm::toLower(Text.back());
  bool Hex = Text.starts_with_insensitive("0x");
  if (Text.contains('_'))
    python36();
  ExprKind Kind = kind(N) == Syntax::Float ? ExprKind::Float : ExprKind::Int;
  if (Last == 'j')
    Kind = ExprKind::Imaginary;
  if (Last == 'l' || (Kind == ExprKind::Int && !Hex && Text.size() > 1 && Text[0] == '0' && llvm::isDigit(Text[1]) &&
                      Text.find_first_not_of("0_") != llvm::StringRef::npos))
    python2(node(N).Begin);
  return add(Kind, range(N), {}, Text);
}

void FactsBuilder::replacementField(NodeId N, llvm::SmallVectorImpl<Id> &Fields) {
  for (NodeId C = node(N).First; C; C = node(C).Next) {
    if (kind(C) == Syntax::FormatSpecifier) {
      for (NodeId Inner = node(C).First; Inner; Inner = node(Inner).Next)
        if (kind(Inner) == Syntax::FormatExpression || kind(Inner) == Syntax::Interpolation)
          replacementField(Inner, Fields);
    } else if (!isToken(C) && kind(C) != Syntax::TypeConversion) {
      Fields.push_back(expr(C));
    }
  }
}

Id FactsBuilder::stringLiteral(NodeId N) {
  bool Joined = kind(N) == Syntax::ConcatenatedString;
  llvm::SmallVector<NodeId, 8> Pieces;
  if (Joined)
    Pieces = named(N);
  else
    Pieces.push_back(N);
  bool Format = false, Bytes = false, Prefix = false;
  std::string Value;
  llvm::SmallVector<Id, 8> Fields;
  for (NodeId P : Pieces) {
    llvm::StringRef Literal = source(P);
    LiteralParts Parts = literalParts(Literal);
    Format |= Parts.Format;
    Bytes |= Parts.Bytes;
    Prefix |= Parts.PrefixSize != 0;
    if (Parts.Unicode && Parts.Raw)
      python2(node(P).Begin);
    if (!Parts.Triple && Parts.PrefixSize < Literal.size())
      ++(Literal[Parts.PrefixSize] == '"' ? DoubleQuotes : SingleQuotes);
    if (CurStmt != NoId && Literal.find_first_of("\r\n") != llvm::StringRef::npos)
      F.Stmts[CurStmt].Flags |= HasMultilineString;
    if (!Parts.Format) {
      if (!Bytes && !Format)
        decodeLiteral(Literal, File.encoding() == text::Encoding::Latin1, Value);
      continue;
    }
    python36();
    for (NodeId C = node(P).First; C; C = node(C).Next)
      if (kind(C) == Syntax::Interpolation)
        replacementField(C, Fields);
  }
  if (!Format) {
    Id E = add(Bytes ? ExprKind::Bytes : ExprKind::String, range(N), {}, Bytes ? source(N) : llvm::StringRef(Value));
    F.Exprs[E].OneToken = !Bytes && !Joined && !Prefix;
    return E;
  }
  return add(ExprKind::FString, range(N), Fields);
}

Id FactsBuilder::call(NodeId N) {
  llvm::SmallVector<NodeId, 8> Parts = named(N);
  llvm::SmallVector<Id, 8> Children;
  if (Parts.size() != 2)
    return listOf(N, ExprKind::Other);
  Children.push_back(expr(Parts[0]));
  if (kind(Parts[1]) == Syntax::GeneratorExpression) {
    // The parentheses are the call's.
    text::Range Inside = range(Parts[1]);
    llvm::SmallVector<NodeId, 8> Clauses = named(Parts[1]);
    if (!Clauses.empty())
      Inside = {node(Clauses.front()).Begin, node(Clauses.back()).End};
    Children.push_back(comprehension(Parts[1], ExprKind::Generator, Inside));
  } else {
    for (NodeId C = node(Parts[1]).First; C; C = node(C).Next)
      if (!isToken(C))
        Children.push_back(expr(C));
  }
  return add(ExprKind::Call, range(N), Children);
}

Id FactsBuilder::comparison(NodeId N) {
  llvm::SmallVector<Id, 8> Operands;
  std::string Operators;
  for (NodeId C = node(N).First; C; C = node(C).Next) {
    if (node(C).InParent != Field::Operator && !isToken(C)) {
      Operands.push_back(expr(C));
      continue;
    }
    llvm::StringRef Operator = text(C);
    if (!Operators.empty())
      Operators += ',';
    if (Operator.starts_with("not"))
      Operators += "not in";
    else if (Operator.starts_with("is") && Operator.size() > 2)
      Operators += "is not";
    else
      Operators += Operator;
    if (Operator == "<>")
      python2(node(C).Begin);
  }
  return add(ExprKind::Compare, range(N), Operands, Operators);
}

Id FactsBuilder::yield(NodeId N) {
  markYield(true);
  Id E = listOf(N, ExprKind::Yield);
  if (hasToken(N, "from"))
    F.Exprs[E].Text = "from";
  return E;
}

Id FactsBuilder::typeExpr(NodeId N) {
  llvm::SmallVector<NodeId, 8> Parts = named(N);
  if (kind(N) == Syntax::Type && Parts.size() == 1)
    return expr(Parts[0]);
  if (kind(N) == Syntax::GenericType && Parts.size() == 2) {
    Id Object = expr(Parts[0]);
    llvm::SmallVector<NodeId, 8> Indices = named(Parts[1]);
    if (Indices.empty())
      return add(ExprKind::Other, range(N), {Object});
    Id Index = exprOrTuple(Indices, hasToken(Parts[1], ","));
    return add(ExprKind::Subscript, range(N), {Object, Index});
  }
  if (kind(N) == Syntax::MemberType && Parts.size() == 2) {
    Id Object = expr(Parts[0]);
    return add(ExprKind::Attribute, range(N), {Object}, source(Parts[1]));
  }
  if (kind(N) == Syntax::SplatType)
    return listOf(N, hasToken(N, "**") ? ExprKind::DoubleStarred : ExprKind::Starred);
  return listOf(N, ExprKind::Other);
}

} // namespace summary_upgrade::python
