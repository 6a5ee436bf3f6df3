// What opens a scope within an expression, and parameters.
#include "python/FactsBuilder.h"

namespace summary_upgrade::python {

Id FactsBuilder::addScope(ScopeKind Kind, llvm::StringRef Name) {
  Id S = static_cast<Id>(F.Scopes.size());
  Scope &New = F.Scopes.emplace_back();
  New.Kind = Kind;
  New.Outer = S ? CurScope : NoId;
  New.Name = Name.str();
  New.Stmt = S ? CurStmt : NoId;
  return S;
}

Id FactsBuilder::comprehension(NodeId N, ExprKind Kind, text::Range Where) {
  llvm::SmallVector<Id, 8> Children;
  Id Outside = CurScope;
  Id Inside = addScope(ScopeKind::Comprehension, {});
  NodeId Body = NoNode;
  bool First = true;
  for (NodeId C = node(N).First; C; C = node(C).Next) {
    if (kind(C) == Syntax::ForInClause) {
      if (hasToken(C, "async")) {
        python36();
        markYield(false);
      }
      // Only the first iterable is evaluated outside.
      CurScope = First ? Outside : Inside;
      First = false;
      NodeId Left = NoNode;
      llvm::SmallVector<NodeId, 4> Right;
      bool Comma = false, BehindIn = false;
      for (NodeId P = node(C).First; P; P = node(P).Next) {
        if (isToken(P)) {
          BehindIn |= text(P) == "in";
          Comma |= BehindIn && text(P) == ",";
        } else if (BehindIn)
          Right.push_back(P);
        else
          Left = P;
      }
      if (Left == NoNode || Right.empty()) {
        fail(range(C), "invalid syntax");
        break;
      }
      if (Comma)
        python2(node(Right.front()).Begin);
      Def Proto;
      Proto.Kind = DefKind::Comprehension;
      Proto.Value = exprOrTuple(Right, Comma);
      Children.push_back(Proto.Value);
      CurScope = Inside;
      Children.push_back(target(Left, Proto));
    } else if (kind(C) == Syntax::IfClause) {
      llvm::SmallVector<NodeId, 8> Test = named(C);
      for (NodeId P : Test)
        Children.push_back(expr(P));
    } else if (!isToken(C)) {
      Body = C;
    }
  }
  CurScope = Inside;
  if (Body != NoNode)
    Children.push_back(expr(Body));
  CurScope = Outside;
  Id E = add(Kind, Where, Children);
  F.Exprs[E].DefScope = Inside;
  F.Scopes[Inside].Expr = E;
  return E;
}

Id FactsBuilder::lambda(NodeId N) {
  llvm::SmallVector<Id, 4> Defaults, Annotations;
  Id Inside = addScope(ScopeKind::Lambda, {});
  NodeId Body = NoNode;
  for (NodeId C = node(N).First; C; C = node(C).Next) {
    if (kind(C) == Syntax::LambdaParameters)
      parameters(C, Inside, Defaults, Annotations);
    else if (!isToken(C))
      Body = C;
  }
  Id Outside = CurScope;
  CurScope = Inside;
  Id Value = Body == NoNode ? add(ExprKind::Other, range(N)) : expr(Body);
  CurScope = Outside;
  Id E = add(ExprKind::Lambda, range(N), {Value});
  for (Id D : Defaults)
    F.Exprs[D].Parent = E;
  F.Exprs[E].DefScope = Inside;
  F.Scopes[Inside].Expr = E;
  return E;
}

void FactsBuilder::markYield(bool IsYield) {
  Id Inside = F.functionScope(CurScope);
  if (F.Scopes[Inside].Kind == ScopeKind::Lambda) {
    F.Scopes[Inside].IsGenerator |= IsYield;
    return;
  }
  if (IsYield && F.Scopes[Inside].Kind == ScopeKind::Function)
    F.Scopes[Inside].IsGenerator = true;
  if (CurStmt != NoId)
    F.Stmts[CurStmt].Flags |= HasYield;
}

void FactsBuilder::parameters(NodeId N, Id Scope, llvm::SmallVectorImpl<Id> &Defaults,
                              llvm::SmallVectorImpl<Id> &Annotations) {
  ParamKind Kind = ParamKind::Normal;
  for (NodeId C = node(N).First; C; C = node(C).Next) {
    if (isToken(C))
      continue;
    if (kind(C) == Syntax::KeywordSeparator) {
      Kind = ParamKind::KeywordOnly;
      continue;
    }
    if (kind(C) == Syntax::PositionalSeparator) {
      for (Param &P : F.Scopes[Scope].Params)
        P.Kind = ParamKind::PositionalOnly;
      continue;
    }
    NodeId Target = C, Default = NoNode, Annotation = NoNode;
    if (kind(C) == Syntax::DefaultParameter || kind(C) == Syntax::TypedDefaultParameter ||
        kind(C) == Syntax::TypedParameter) {
      Annotation = child(C, Field::Type);
      Default = child(C, Field::Value);
      Target = child(C, Field::Name);
      if (Target == NoNode)
        Target = node(C).First;
    }
    Param P;
    P.Kind = Kind;
    if (kind(Target) == Syntax::ListSplatPattern) {
      P.Kind = ParamKind::VarArgs;
      Kind = ParamKind::KeywordOnly;
    } else if (kind(Target) == Syntax::DictionarySplatPattern) {
      P.Kind = ParamKind::KwArgs;
    }
    if (Annotation != NoNode)
      Annotations.push_back(expr(Annotation));
    if (Default != NoNode)
      Defaults.push_back(P.Default = expr(Default));
    Def Proto;
    Proto.Kind = DefKind::Param;
    Proto.Stmt = CurStmt;
    Proto.Value = P.Default;
    Proto.ParamIndex = static_cast<uint32_t>(F.Scopes[Scope].Params.size());
    Id Outside = CurScope;
    CurScope = Scope;
    if (P.Kind == ParamKind::VarArgs || P.Kind == ParamKind::KwArgs) {
      llvm::SmallVector<NodeId, 8> Inner = named(Target);
      if (Inner.size() == 1 && kind(Inner[0]) == Syntax::Identifier) {
        Target = Inner[0];
      } else {
        fail(range(C), "invalid parameter");
      }
    }
    if (!Failed && kind(Target) == Syntax::Identifier) {
      P.Name = source(Target).str();
      addDef(Proto, P.Name, Scope);
    } else if (!Failed && kind(Target) == Syntax::TuplePattern) {
      python2(node(Target).Begin);
      target(Target, Proto);
    } else {
      fail(range(C), "invalid parameter");
    }
    CurScope = Outside;
    F.Scopes[Scope].Params.push_back(std::move(P));
  }
}

} // namespace summary_upgrade::python
