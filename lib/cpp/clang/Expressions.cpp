#include "cpp/clang/TreeCollector.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"
#include "clang/Lex/Lexer.h"

using namespace clang;
using llvm::StringRef;

namespace summary_upgrade::cpp {

const Expr *Collector::strip(const Expr *E) {
  for (;;) {
    if (auto *X = dyn_cast<FullExpr>(E))
      E = X->getSubExpr();
    else if (auto *X = dyn_cast<ImplicitCastExpr>(E))
      E = X->getSubExpr();
    else if (auto *X = dyn_cast<MaterializeTemporaryExpr>(E))
      E = X->getSubExpr();
    else if (auto *X = dyn_cast<CXXBindTemporaryExpr>(E))
      E = X->getSubExpr();
    else if (auto *X = dyn_cast<SubstNonTypeTemplateParmExpr>(E))
      E = X->getReplacement();
    else if (auto *X = dyn_cast<CXXDefaultInitExpr>(E))
      E = X->getExpr();
    else if (auto *X = dyn_cast<CXXConstructExpr>(E);
             X && X->getNumArgs() >= 1 && !isa<CXXTemporaryObjectExpr>(X) && X->getParenOrBraceRange().isInvalid() &&
             (X->getConstructor()->isCopyOrMoveConstructor() || X->isElidable()))
      E = X->getArg(0);
    else
      return E;
  }
}

void Collector::add(const Stmt *S, std::vector<uint32_t> &Into) {
  if (!S)
    return;
  if (auto *E = dyn_cast<Expr>(S)) {
    bool ToVoidPointer = false;
    const Expr *X = E;
    if (auto *Full = dyn_cast<FullExpr>(X))
      X = Full->getSubExpr();
    for (; auto *C = dyn_cast<ImplicitCastExpr>(X); X = C->getSubExpr())
      ToVoidPointer |= C->getCastKind() == CK_BitCast;
    E = strip(E);
    if (isa<CXXDefaultArgExpr>(E))
      return;
    uint32_t Id = expression(E);
    // A pointer that becomes an untyped one is no writer any more.
    if (ToVoidPointer) {
      uint32_t Cast = node(NodeKind::Cast, E->getSourceRange());
      U.Nodes[Cast].Text = "pointer";
      U.Nodes[Cast].Children = {Id};
      Id = Cast;
    }
    Into.push_back(Id);
    return;
  }
  Into.push_back(statement(S));
}

uint32_t Collector::statement(const Stmt *S) {
  NodeKind Kind = NodeKind::Other;
  if (isa<CompoundStmt>(S))
    Kind = NodeKind::Compound;
  else if (isa<DeclStmt>(S))
    Kind = NodeKind::DeclStmt;
  else if (isa<IfStmt, SwitchStmt, SwitchCase, CXXTryStmt, CXXCatchStmt, LabelStmt>(S))
    Kind = NodeKind::Branch;
  else if (isa<ForStmt, WhileStmt, DoStmt, CXXForRangeStmt>(S))
    Kind = NodeKind::Loop;
  else if (isa<ReturnStmt>(S))
    Kind = NodeKind::Return;
  uint32_t Id = node(Kind, S->getSourceRange());
  if (Kind == NodeKind::Other)
    U.Nodes[Id].Text = S->getStmtClassName();
  std::vector<uint32_t> Children;
  if (auto *D = dyn_cast<DeclStmt>(S)) {
    for (const clang::Decl *One : D->decls()) {
      if (auto *V = dyn_cast<VarDecl>(One))
        Children.push_back(variable(V, NodeKind::Variable));
      else if (auto *A = dyn_cast<TypedefNameDecl>(One))
        Children.push_back(alias(A));
    }
  } else if (auto *R = dyn_cast<CXXForRangeStmt>(S)) {
    Children.push_back(variable(R->getLoopVariable(), NodeKind::Variable));
    add(R->getRangeInit(), Children);
    add(R->getBody(), Children);
  } else {
    for (const Stmt *C : S->children())
      add(C, Children);
    if (auto *C = dyn_cast<CXXCatchStmt>(S); C && C->getExceptionDecl())
      Children.push_back(variable(C->getExceptionDecl(), NodeKind::Variable));
  }
  U.Nodes[Id].Children = Children;
  return Id;
}

uint32_t Collector::expression(const Expr *E) {
  uint32_t Id = node(NodeKind::Other, E->getSourceRange());
  std::vector<uint32_t> Children;
  Node N = U.Nodes[Id]; // the vector grows while children are added
  QualType T = E->getType();
  N.Arithmetic = !T.isNull() && !E->isTypeDependent() && T->isArithmeticType();
  if (!T.isNull() && !E->isTypeDependent())
    N.Type = kept(typeText(T));
  auto all = [&] {
    for (const Stmt *C : E->children())
      add(C, Children);
  };
  if (auto *X = dyn_cast<ParenExpr>(E)) {
    N.Kind = NodeKind::Paren;
    all();
    (void)X;
  } else if (auto *X = dyn_cast<DeclRefExpr>(E)) {
    N.Kind = NodeKind::DeclRef;
    N.Decl = decl(X->getDecl());
    for (const TemplateArgumentLoc &A : X->template_arguments())
      if (A.getTypeSourceInfo())
        mentions(A.getTypeSourceInfo()->getTypeLoc(), Children);
  } else if (auto *X = dyn_cast<MemberExpr>(E)) {
    N.Kind = NodeKind::MemberRef;
    member(X, N, Children);
  } else if (auto *X = dyn_cast<CXXOperatorCallExpr>(E)) {
    N.Kind = NodeKind::OperatorCall;
    N.Text = getOperatorSpelling(X->getOperator());
    N.A = At.token(X->getOperatorLoc());
    if (X->getDirectCallee())
      N.Decl = decl(X->getDirectCallee());
    for (const Expr *A : X->arguments())
      add(A, Children);
  } else if (auto *X = dyn_cast<CXXMemberCallExpr>(E)) {
    N.Kind = NodeKind::MemberCall;
    if (auto *M = dyn_cast<MemberExpr>(X->getCallee()->IgnoreParenImpCasts()))
      member(M, N, Children);
    else
      add(X->getCallee(), Children);
    // A conversion function that nobody wrote (`if (pointer)`) is its object.
    if (isa_and_nonnull<CXXConversionDecl>(X->getMethodDecl()))
      N.Written = false;
    finishCall(X, N, Children);
  } else if (auto *X = dyn_cast<CallExpr>(E)) {
    N.Kind = NodeKind::Call;
    const Expr *Callee = X->getCallee()->IgnoreParenImpCasts();
    if (X->getDirectCallee()) {
      N.Decl = decl(X->getDirectCallee());
      N.Text = X->getDirectCallee()->getNameAsString();
      if (auto *Ref = dyn_cast<DeclRefExpr>(Callee))
        for (const TemplateArgumentLoc &A : Ref->template_arguments())
          if (A.getTypeSourceInfo())
            mentions(A.getTypeSourceInfo()->getTypeLoc(), Children);
    } else {
      N.Kind = X->isTypeDependent() || isa<OverloadExpr, CXXDependentScopeMemberExpr>(Callee) ? NodeKind::Dependent
                                                                                              : NodeKind::Call;
      if (auto *M = dyn_cast<CXXDependentScopeMemberExpr>(Callee))
        N.Text = M->getMember().getAsString();
      add(Callee, Children);
    }
    finishCall(X, N, Children);
  } else if (auto *X = dyn_cast<CXXConstructExpr>(E)) {
    N.Kind = NodeKind::Construct;
    N.Decl = decl(X->getConstructor());
    SourceRange Parens = X->getParenOrBraceRange();
    N.C = At.token(Parens.getBegin());
    N.D = At.token(Parens.getEnd());
    N.Text = X->isListInitialization() ? "{}" : "()";
    N.Written = Parens.isValid() || isa<CXXTemporaryObjectExpr>(X);
    if (auto *Temporary = dyn_cast<CXXTemporaryObjectExpr>(X))
      mentions(Temporary->getTypeSourceInfo()->getTypeLoc(), Children);
    for (const Expr *A : X->arguments())
      add(A, Children);
  } else if (auto *X = dyn_cast<CXXNewExpr>(E)) {
    N.Kind = NodeKind::New;
    N.Text = X->isArray() ? "[]" : X->getNumPlacementArgs() ? "placement" : "";
    mentions(X->getAllocatedTypeSourceInfo()->getTypeLoc(), Children);
    SourceRange Parens = X->getDirectInitRange();
    N.C = At.token(Parens.getBegin());
    N.D = At.token(Parens.getEnd());
    for (const Expr *A : X->placement_arguments())
      add(A, Children);
    if (X->getInitializer())
      add(X->getInitializer(), Children);
  } else if (auto *X = dyn_cast<CXXDeleteExpr>(E)) {
    N.Kind = NodeKind::Delete;
    N.Text = X->isArrayForm() ? "[]" : "";
    all();
  } else if (auto *X = dyn_cast<UnaryOperator>(E)) {
    N.Kind = NodeKind::Unary;
    N.Text = UnaryOperator::getOpcodeStr(X->getOpcode());
    N.A = At.token(X->getOperatorLoc());
    all();
  } else if (auto *X = dyn_cast<BinaryOperator>(E)) {
    N.Kind = NodeKind::Binary;
    N.Text = X->getOpcodeStr();
    N.A = At.token(X->getOperatorLoc());
    all();
  } else if (auto *X = dyn_cast<ExplicitCastExpr>(E)) {
    N.Kind = NodeKind::Cast;
    N.Text = X->getCastKind() == CK_ToVoid ? "void" : T->isPointerType() ? "pointer" : "";
    if (X->getTypeInfoAsWritten())
      mentions(X->getTypeInfoAsWritten()->getTypeLoc(), Children);
    if (auto *F = dyn_cast<CXXFunctionalCastExpr>(X)) {
      N.C = At.token(F->getLParenLoc());
      N.D = At.token(F->getRParenLoc());
    }
    all();
  } else if (auto *X = dyn_cast<LambdaExpr>(E)) {
    N.Kind = NodeKind::Lambda;
    for (unsigned I = 0; I < X->capture_size(); ++I)
      if ((X->capture_begin() + I)->isExplicit() && X->isInitCapture(X->capture_begin() + I))
        add(*(X->capture_init_begin() + I), Children);
    for (const ParmVarDecl *P : X->getCallOperator()->parameters())
      Children.push_back(variable(P, NodeKind::Parameter));
    add(X->getBody(), Children);
  } else if (isa<AbstractConditionalOperator>(E)) {
    N.Kind = NodeKind::Conditional;
    all();
  } else if (auto *X = dyn_cast<InitListExpr>(E)) {
    N.Kind = NodeKind::InitList;
    if (const InitListExpr *Syntactic = X->getSyntacticForm())
      X = Syntactic;
    for (const Expr *I : X->inits())
      add(I, Children);
  } else if (isa<CXXThisExpr>(E)) {
    N.Kind = NodeKind::This;
    N.Written = !cast<CXXThisExpr>(E)->isImplicit();
  } else if (isa<ArraySubscriptExpr>(E)) {
    N.Kind = NodeKind::Subscript;
    all();
  } else if (isa<IntegerLiteral, FloatingLiteral, StringLiteral, CharacterLiteral, CXXBoolLiteralExpr,
                 CXXNullPtrLiteralExpr, GNUNullExpr>(E)) {
    N.Kind = NodeKind::Literal;
    bool Invalid = false;
    StringRef Text =
        Lexer::getSourceText(CharSourceRange::getTokenRange(Context.getSourceManager().getSpellingLoc(E->getBeginLoc()),
                                                            Context.getSourceManager().getSpellingLoc(E->getEndLoc())),
                             Context.getSourceManager(), Context.getLangOpts(), &Invalid);
    N.Text = Invalid ? "" : Text.take_front(64).str();
  } else if (isa<RecoveryExpr>(E)) {
    N.Kind = NodeKind::Recovery;
    all();
  } else if (E->isTypeDependent() ||
             isa<OverloadExpr, CXXUnresolvedConstructExpr, CXXDependentScopeMemberExpr, DependentScopeDeclRefExpr>(E)) {
    N.Kind = NodeKind::Dependent;
    if (auto *M = dyn_cast<CXXDependentScopeMemberExpr>(E))
      N.Text = M->getMember().getAsString();
    if (auto *O = dyn_cast<OverloadExpr>(E))
      N.Text = O->getName().getAsString();
    all();
  } else {
    N.Text = E->getStmtClassName();
    all();
  }
  N.Children = std::move(Children);
  U.Nodes[Id] = std::move(N);
  return Id;
}

void Collector::member(const MemberExpr *M, Node &N, std::vector<uint32_t> &Children) {
  N.Decl = decl(M->getMemberDecl());
  N.Text = M->getMemberDecl()->getNameAsString();
  N.Arrow = M->isArrow();
  N.A = At.token(M->getOperatorLoc());
  N.B = At.token(M->getMemberLoc());
  add(M->getBase(), Children);
}

void Collector::finishCall(const CallExpr *X, Node &N, std::vector<uint32_t> &Children) {
  for (const Expr *A : X->arguments())
    add(A, Children);
  N.D = At.token(X->getRParenLoc());
  // Clang does not keep the opening parenthesis.
  SourceLocation AfterName;
  if (auto *M = dyn_cast<MemberExpr>(X->getCallee()->IgnoreParenImpCasts()))
    AfterName = M->hasExplicitTemplateArgs() ? M->getRAngleLoc() : M->getMemberNameInfo().getEndLoc();
  else
    AfterName = X->getCallee()->getEndLoc();
  if (AfterName.isValid() && !AfterName.isMacroID())
    if (auto Next = Lexer::findNextToken(AfterName, Context.getSourceManager(), Context.getLangOpts());
        Next && Next->is(tok::l_paren))
      N.C = At.token(Next->getLocation());
  if (!N.C.valid() && AfterName.isValid() && AfterName.isMacroID()) {
    // In a macro's argument the text follows the spelling.
    SourceLocation Spelled = Context.getSourceManager().getSpellingLoc(AfterName);
    if (auto Next = Lexer::findNextToken(Spelled, Context.getSourceManager(), Context.getLangOpts());
        Next && Next->is(tok::l_paren) && N.D.valid() && !N.Macro)
      N.C = At.token(Next->getLocation());
  }
}

} // namespace summary_upgrade::cpp
