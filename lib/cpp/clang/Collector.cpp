#include "cpp/clang/Collector.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Index/USRGeneration.h"
#include "clang/Lex/Lexer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/xxhash.h"
#include <functional>
#include <set>

using namespace clang;
using llvm::StringRef;

namespace summary_upgrade::cpp {

// ------------------------------------------------------------------------------------------------------------ places

uint32_t Places::file(FileID Id) {
  auto [It, New] = Known.try_emplace(Id, None);
  if (!New)
    return It->second;
  OptionalFileEntryRef Entry = SM.getFileEntryRefForID(Id);
  if (!Entry)
    return None;
  llvm::SmallString<256> Path(Entry->getName());
  SM.getFileManager().makeAbsolutePath(Path);
  llvm::sys::path::remove_dots(Path, true);
  bool Ours = llvm::any_of(Roots, [&](const std::string &Root) {
    return StringRef(Path).starts_with(Root) && (Path.size() == Root.size() || Root.ends_with("/") || Path[Root.size()] == '/');
  });
  if (!Ours)
    return None;
  // One file that is included twice is one file.
  auto Same = llvm::find(U.Files, StringRef(Path));
  uint32_t Index = static_cast<uint32_t>(Same - U.Files.begin());
  if (Same == U.Files.end()) {
    U.Files.push_back(Path.str().str());
    U.Hashes.push_back(llvm::xxh3_64bits(SM.getBufferData(Id)));
  }
  return Known[Id] = Index;
}

Span Places::chars(SourceLocation Begin, SourceLocation End) {
  auto [BeginFile, BeginOffset] = SM.getDecomposedLoc(Begin);
  auto [EndFile, EndOffset] = SM.getDecomposedLoc(End);
  uint32_t File = file(BeginFile);
  if (BeginFile != EndFile || File == None || EndOffset < BeginOffset)
    return {};
  return {File, BeginOffset, EndOffset};
}

Span Places::written(SourceRange R) {
  if (R.isInvalid())
    return {};
  CharSourceRange C = Lexer::makeFileCharRange(CharSourceRange::getTokenRange(R), SM, Lang);
  return C.isValid() ? chars(C.getBegin(), C.getEnd()) : Span();
}

Span Places::around(SourceRange R, bool &Macro) {
  Span S = written(R);
  Macro = !S.valid();
  if (S.valid() || R.isInvalid())
    return S;
  CharSourceRange C = SM.getExpansionRange(R);
  SourceLocation End = C.getEnd();
  if (C.isTokenRange())
    End = Lexer::getLocForEndOfToken(End, 0, SM, Lang);
  return chars(C.getBegin(), End);
}

// ------------------------------------------------------------------------------------------------------------- types

namespace {

/// The classes whose spelling is of interest.
bool isWriterClass(StringRef Qualified) { return Qualified == "tensorflow::EventsWriter"; }

bool interestingType(StringRef Type) {
  return Type.contains("tensorflow::EventsWriter") || Type.contains("tensorflow::Event") || Type.contains("tensorflow::Summary") ||
         Type.contains("Summary");
}

class Collector {
public:
  Collector(ASTContext &Context, Places &At, Unit &U) : Context(Context), At(At), U(U), Policy(Context.getLangOpts()) {
    Policy.SuppressTagKeyword = true;
    Policy.FullyQualifiedName = true;
    Policy.PrintCanonicalTypes = true;
    Policy.Bool = true;
  }

  // ---------------------------------------------------------------------------------------------------- declarations

  uint32_t decl(const NamedDecl *D) {
    if (!D)
      return None;
    if (auto *Shadow = dyn_cast<UsingShadowDecl>(D))
      D = Shadow->getTargetDecl();
    // What is called is what was written: the pattern, not its instantiation.
    if (auto *F = dyn_cast<FunctionDecl>(D))
      if (const FunctionDecl *Pattern = F->getTemplateInstantiationPattern())
        D = Pattern;
    D = cast<NamedDecl>(D->getCanonicalDecl());
    if (auto It = Known.find(D); It != Known.end())
      return It->second;
    uint32_t Id = static_cast<uint32_t>(U.Decls.size());
    Known[D] = Id;
    U.Decls.emplace_back();
    Decl New = make(D);
    U.Decls[Id] = std::move(New);
    return Id;
  }

  std::string typeText(QualType T) {
    if (T.isNull())
      return {};
    return T.getCanonicalType().getAsString(Policy);
  }

  // ----------------------------------------------------------------------------------------------------------- roots

  void begin() {
    Interesting = false;
    First = static_cast<uint32_t>(U.Nodes.size());
  }
  /// Keeps the tree if something in it matters, or may turn out to: it calls a function of the project.
  void end(uint32_t Id) {
    if (Interesting) {
      U.Roots.push_back(Id);
      return;
    }
    Candidate C{Id, {}};
    for (uint32_t I = First; I < U.Nodes.size(); ++I)
      if (uint32_t D = U.Nodes[I].Decl; D != None && I != Id && U.Decls[D].InProject &&
                                        (U.Decls[D].Kind == DeclKind::Function || U.Decls[D].Kind == DeclKind::Method || U.Decls[D].Kind == DeclKind::Constructor))
        C.Functions.insert(D);
    if (C.Functions.empty())
      U.Nodes.resize(First);
    else
      Candidates.push_back(std::move(C));
  }

  /// Who calls a function that matters, matters; of the others, the names they use are kept.
  void finish() {
    std::set<uint32_t> Known;
    for (uint32_t R : U.Roots)
      if (U.Nodes[R].Kind == NodeKind::Function)
        Known.insert(U.Nodes[R].Decl);
    bool Changed = !Candidates.empty();
    while (Changed) {
      Changed = false;
      llvm::erase_if(Candidates, [&](const Candidate &C) {
        if (llvm::none_of(C.Functions, [&](uint32_t F) { return Known.count(F) > 0; }))
          return false;
        U.Roots.push_back(C.Root);
        if (U.Nodes[C.Root].Kind == NodeKind::Function)
          Changed |= Known.insert(U.Nodes[C.Root].Decl).second;
        return true;
      });
    }
    std::set<uint32_t> Referenced;
    for (const Candidate &C : Candidates)
      Referenced.insert(C.Functions.begin(), C.Functions.end());
    U.Referenced.assign(Referenced.begin(), Referenced.end());
    // Without the trees that are left out.
    std::vector<Node> Old = std::move(U.Nodes);
    U.Nodes.clear();
    std::function<uint32_t(uint32_t)> copy = [&](uint32_t From) {
      uint32_t To = static_cast<uint32_t>(U.Nodes.size());
      std::vector<uint32_t> Children = Old[From].Children;
      U.Nodes.push_back(std::move(Old[From]));
      for (uint32_t &C : Children)
        C = copy(C);
      U.Nodes[To].Children = std::move(Children);
      return To;
    };
    for (uint32_t &R : U.Roots)
      R = copy(R);
  }

  uint32_t function(const FunctionDecl *F) {
    uint32_t Id = node(NodeKind::Function, F->getSourceRange());
    setDecl(Id, F);
    std::vector<uint32_t> Children;
    if (FunctionTypeLoc TL = F->getFunctionTypeLoc())
      mentions(TL.getReturnLoc(), Children);
    for (const ParmVarDecl *P : F->parameters())
      Children.push_back(variable(P, NodeKind::Parameter));
    if (F->isThisDeclarationADefinition()) {
      if (auto *Ctor = dyn_cast<CXXConstructorDecl>(F))
        for (const CXXCtorInitializer *I : Ctor->inits())
          if (I->isWritten()) {
            uint32_t Init = node(NodeKind::CtorInit, I->getSourceRange());
            if (I->isAnyMemberInitializer())
              setDecl(Init, I->getAnyMember());
            U.Nodes[Init].C = At.token(I->getLParenLoc());
            U.Nodes[Init].D = At.token(I->getRParenLoc());
            std::vector<uint32_t> Value;
            add(I->getInit(), Value);
            U.Nodes[Init].Children = Value;
            Children.push_back(Init);
          }
      add(F->getBody(), Children);
    }
    U.Nodes[Id].Children = Children;
    return Id;
  }

  uint32_t variable(const VarDecl *V, NodeKind Kind) {
    uint32_t Id = node(Kind, V->getSourceRange());
    setDecl(Id, V);
    U.Nodes[Id].Type = kept(typeText(V->getType()));
    U.Nodes[Id].B = At.token(V->getLocation());
    std::vector<uint32_t> Children;
    // `auto *w`: what is written has not the deduced type.
    QualType Pointee = V->getType()->getPointeeType();
    Deduced = Pointee.isNull() ? std::string() : typeText(Pointee.getUnqualifiedType());
    if (TypeSourceInfo *TSI = V->getTypeSourceInfo())
      mentions(TSI->getTypeLoc(), Children);
    Deduced.clear();
    if (Kind != NodeKind::Parameter && V->hasInit() && !V->isCXXForRangeDecl()) {
      U.Nodes[Id].Text = V->getInitStyle() == VarDecl::CInit ? "=" : V->getInitStyle() == VarDecl::CallInit ? "()" : "{}";
      add(V->getInit(), Children);
    }
    U.Nodes[Id].Children = Children;
    return Id;
  }

  uint32_t field(const FieldDecl *F) {
    uint32_t Id = node(NodeKind::Field, F->getSourceRange());
    setDecl(Id, F);
    U.Nodes[Id].Type = kept(typeText(F->getType()));
    U.Nodes[Id].B = At.token(F->getLocation());
    std::vector<uint32_t> Children;
    if (TypeSourceInfo *TSI = F->getTypeSourceInfo())
      mentions(TSI->getTypeLoc(), Children);
    if (F->hasInClassInitializer()) {
      U.Nodes[Id].Text = F->getInClassInitStyle() == ICIS_CopyInit ? "=" : "{}";
      add(F->getInClassInitializer(), Children);
    }
    U.Nodes[Id].Children = Children;
    return Id;
  }

  uint32_t alias(const TypedefNameDecl *A) {
    uint32_t Id = node(NodeKind::Alias, A->getSourceRange());
    setDecl(Id, A);
    U.Nodes[Id].Type = kept(typeText(A->getUnderlyingType()));
    std::vector<uint32_t> Children;
    mentions(A->getTypeSourceInfo()->getTypeLoc(), Children);
    U.Nodes[Id].Children = Children;
    return Id;
  }

  uint32_t base(const CXXBaseSpecifier &B) {
    uint32_t Id = node(NodeKind::Base, B.getSourceRange());
    std::vector<uint32_t> Children;
    mentions(B.getTypeSourceInfo()->getTypeLoc(), Children);
    U.Nodes[Id].Children = Children;
    return Id;
  }

private:
  Decl make(const NamedDecl *D) {
    Decl N;
    N.Name = D->getNameAsString();
    N.Qualified = D->getQualifiedNameAsString();
    llvm::SmallString<128> Usr;
    if (auto *P = dyn_cast<ParmVarDecl>(D)) {
      N.Kind = DeclKind::Parameter;
      if (auto *F = dyn_cast_or_null<FunctionDecl>(P->getDeclContext())) {
        N.Owner = U.Decls[decl(F)].Key;
        N.Index = P->getFunctionScopeIndex();
        N.Key = N.Owner + "#" + std::to_string(N.Index);
      }
    } else if (auto *V = dyn_cast<VarDecl>(D)) {
      N.Kind = V->isLocalVarDecl() ? DeclKind::Local : V->isStaticDataMember() ? DeclKind::Field : DeclKind::Global;
      if (auto *F = dyn_cast_or_null<FunctionDecl>(V->getParentFunctionOrMethod()))
        N.Owner = U.Decls[decl(F)].Key;
    } else if (isa<FieldDecl>(D)) {
      N.Kind = DeclKind::Field;
    } else if (isa<CXXConstructorDecl>(D)) {
      N.Kind = DeclKind::Constructor;
    } else if (isa<CXXMethodDecl>(D)) {
      N.Kind = DeclKind::Method;
    } else if (isa<FunctionDecl>(D)) {
      N.Kind = DeclKind::Function;
    } else if (isa<TypedefNameDecl>(D)) {
      N.Kind = DeclKind::Alias;
    }
    if (N.Key.empty()) {
      if (!index::generateUSRForDecl(D, Usr))
        N.Key = Usr.str().str();
      // Locals have no name outside of their place. A file is told by its full path: units may spell it in several ways.
      if (Span S = At.token(D->getLocation()); S.valid() && (N.Kind == DeclKind::Local || N.Kind == DeclKind::Parameter || N.Key.empty()))
        N.Key = U.Files[S.File] + "@" + std::to_string(S.Begin);
      else if (N.Key.empty())
        N.Key = "@" + D->getLocation().printToString(Context.getSourceManager());
    }
    if (auto *F = dyn_cast<FunctionDecl>(D)) {
      N.Type = kept(typeText(F->getReturnType()));
      N.Template = F->isTemplated();
      if (auto *M = dyn_cast<CXXMethodDecl>(F)) {
        N.Const = M->isConst();
        N.MemberOfStd = M->getParent()->isInStdNamespace();
        for (const CXXMethodDecl *O : M->overridden_methods())
          N.Overrides.push_back(U.Decls[decl(O)].Key);
      }
    } else if (auto *V = dyn_cast<ValueDecl>(D)) {
      N.Type = kept(typeText(V->getType()));
    } else if (auto *A = dyn_cast<TypedefNameDecl>(D)) {
      N.Type = kept(typeText(A->getUnderlyingType()));
    }
    N.InProject |= At.inProject(D->getLocation());
    N.InStd = D->isInStdNamespace();
    N.Where = At.token(D->getLocation());
    return N;
  }

  void setDecl(uint32_t Id, const NamedDecl *D) {
    uint32_t Decl = decl(D);
    U.Nodes[Id].Decl = Decl;
  }

  std::string kept(std::string Type) {
    if (!interestingType(Type))
      return Type.size() < 100 ? Type : std::string();
    Interesting = true;
    return Type;
  }

  uint32_t node(NodeKind Kind, SourceRange R) {
    uint32_t Id = static_cast<uint32_t>(U.Nodes.size());
    Node N;
    N.Kind = Kind;
    N.Where = At.around(R, N.Macro);
    U.Nodes.push_back(std::move(N));
    return Id;
  }

  // -------------------------------------------------------------------------------------------------------- mentions

  /// The places in a written type where a writer's class stands, with the pointer or smart pointer around each.
  void mentions(TypeLoc TL, std::vector<uint32_t> &Into, SourceRange Spelled = {}, SourceLocation Suffix = {}, StringRef SuffixText = {},
                SourceRange Smart = {}) {
    if (TL.isNull())
      return;
    if (auto Q = TL.getAs<QualifiedTypeLoc>())
      return mentions(Q.getUnqualifiedLoc(), Into, Spelled, Suffix, SuffixText, Smart);
    if (auto P = TL.getAs<PointerTypeLoc>())
      return mentions(P.getPointeeLoc(), Into, {}, P.getStarLoc(), "*", {});
    if (auto R = TL.getAs<LValueReferenceTypeLoc>())
      return mentions(R.getPointeeLoc(), Into, {}, R.getAmpLoc(), "&", {});
    if (auto R = TL.getAs<RValueReferenceTypeLoc>())
      return mentions(R.getPointeeLoc(), Into, {}, R.getAmpAmpLoc(), "&&", {});
    if (auto E = TL.getAs<ElaboratedTypeLoc>())
      return mentions(E.getNamedTypeLoc(), Into, E.getSourceRange(), Suffix, SuffixText, Smart);
    if (auto A = TL.getAs<ArrayTypeLoc>())
      return mentions(A.getElementLoc(), Into);
    if (auto P = TL.getAs<ParenTypeLoc>())
      return mentions(P.getInnerLoc(), Into, {}, Suffix, SuffixText);
    if (auto F = TL.getAs<FunctionTypeLoc>()) {
      mentions(F.getReturnLoc(), Into);
      for (const ParmVarDecl *P : F.getParams())
        if (P && P->getTypeSourceInfo())
          mentions(P->getTypeSourceInfo()->getTypeLoc(), Into);
      return;
    }
    SourceRange Whole = Spelled.isValid() ? Spelled : TL.getSourceRange();
    if (auto T = TL.getAs<TemplateSpecializationTypeLoc>()) {
      std::string Name = typeText(TL.getType());
      bool IsSmart = StringRef(Name).starts_with("std::unique_ptr<") || StringRef(Name).starts_with("std::shared_ptr<");
      for (unsigned I = 0; I < T.getNumArgs(); ++I)
        if (TypeSourceInfo *Argument = T.getArgLoc(I).getTypeSourceInfo())
          mentions(Argument->getTypeLoc(), Into, {}, {}, {}, IsSmart ? Whole : SourceRange());
      return;
    }
    std::string Type = typeText(TL.getType().getUnqualifiedType());
    bool Auto = TL.getAs<AutoTypeLoc>() ? true : false;
    if (Auto)
      Type = Deduced;
    if (!isWriterClass(Type) && !(StringRef(Type).contains("tensorflow::EventsWriter") && (TL.getAs<TypedefTypeLoc>())))
      return;
    Interesting = true;
    uint32_t Id = node(NodeKind::Mention, Whole);
    Node &N = U.Nodes[Id];
    N.Text = Auto ? "auto" : TL.getAs<TypedefTypeLoc>() ? "alias" : "class";
    N.Type = Type;
    if (Suffix.isValid())
      N.A = At.token(Suffix);
    if (Smart.isValid()) {
      N.C = At.written(Smart);
      if (!N.C.valid())
        N.Macro = true;
    }
    if (auto *Alias = TL.getAs<TypedefTypeLoc>() ? TL.getAs<TypedefTypeLoc>().getTypedefNameDecl() : nullptr)
      setDecl(Id, Alias);
    Into.push_back(Id);
  }

  // ----------------------------------------------------------------------------------------------------- expressions

  static const Expr *strip(const Expr *E) {
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

  void add(const Stmt *S, std::vector<uint32_t> &Into) {
    if (!S)
      return;
    if (auto *E = dyn_cast<Expr>(S)) {
      bool ToVoidPointer = false;
      for (const Expr *X = E; auto *C = dyn_cast<ImplicitCastExpr>(X); X = C->getSubExpr())
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

  uint32_t statement(const Stmt *S) {
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

  uint32_t expression(const Expr *E) {
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
        N.Kind = X->isTypeDependent() || isa<OverloadExpr, CXXDependentScopeMemberExpr>(Callee) ? NodeKind::Dependent : NodeKind::Call;
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
    } else if (isa<IntegerLiteral, FloatingLiteral, StringLiteral, CharacterLiteral, CXXBoolLiteralExpr, CXXNullPtrLiteralExpr, GNUNullExpr>(E)) {
      N.Kind = NodeKind::Literal;
      bool Invalid = false;
      StringRef Text = Lexer::getSourceText(CharSourceRange::getTokenRange(Context.getSourceManager().getSpellingLoc(E->getBeginLoc()),
                                                                          Context.getSourceManager().getSpellingLoc(E->getEndLoc())),
                                            Context.getSourceManager(), Context.getLangOpts(), &Invalid);
      N.Text = Invalid ? "" : Text.take_front(64).str();
    } else if (isa<RecoveryExpr>(E)) {
      N.Kind = NodeKind::Recovery;
      all();
    } else if (E->isTypeDependent() || isa<OverloadExpr, CXXUnresolvedConstructExpr, CXXDependentScopeMemberExpr, DependentScopeDeclRefExpr>(E)) {
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

  void member(const MemberExpr *M, Node &N, std::vector<uint32_t> &Children) {
    N.Decl = decl(M->getMemberDecl());
    N.Text = M->getMemberDecl()->getNameAsString();
    N.Arrow = M->isArrow();
    N.A = At.token(M->getOperatorLoc());
    N.B = At.token(M->getMemberLoc());
    add(M->getBase(), Children);
  }

  void finishCall(const CallExpr *X, Node &N, std::vector<uint32_t> &Children) {
    for (const Expr *A : X->arguments())
      add(A, Children);
    N.D = At.token(X->getRParenLoc());
    // Clang does not keep the opening parenthesis.
    SourceLocation AfterName;
    if (auto *M = dyn_cast<MemberExpr>(X->getCallee()->IgnoreParenImpCasts()))
      AfterName = M->getMemberNameInfo().getEndLoc();
    else
      AfterName = X->getCallee()->getEndLoc();
    if (AfterName.isValid() && !AfterName.isMacroID())
      if (auto Next = Lexer::findNextToken(AfterName, Context.getSourceManager(), Context.getLangOpts()); Next && Next->is(tok::l_paren))
        N.C = At.token(Next->getLocation());
    if (!N.C.valid() && AfterName.isValid() && AfterName.isMacroID()) {
      // In a macro's argument the text follows the spelling.
      SourceLocation Spelled = Context.getSourceManager().getSpellingLoc(AfterName);
      if (auto Next = Lexer::findNextToken(Spelled, Context.getSourceManager(), Context.getLangOpts());
          Next && Next->is(tok::l_paren) && N.D.valid() && !N.Macro)
        N.C = At.token(Next->getLocation());
    }
  }

  ASTContext &Context;
  Places &At;
  Unit &U;
  PrintingPolicy Policy;
  llvm::DenseMap<const NamedDecl *, uint32_t> Known;
  struct Candidate {
    uint32_t Root;
    std::set<uint32_t> Functions;
  };
  std::vector<Candidate> Candidates;
  std::string Deduced; ///< what `auto` stands for in the declaration at hand
  bool Interesting = false;
  uint32_t First = 0;
};

class Visitor : public RecursiveASTVisitor<Visitor> {
public:
  Visitor(Collector &C, Places &At) : C(C), At(At) {}
  bool shouldVisitTemplateInstantiations() const { return false; }
  bool shouldVisitImplicitCode() const { return false; }

  /// System headers hold nothing for us.
  bool TraverseDecl(clang::Decl *D) {
    if (D && !isa<TranslationUnitDecl, NamespaceDecl, LinkageSpecDecl>(D) && D->getLocation().isValid() && !At.inProject(D->getLocation()))
      return true;
    return RecursiveASTVisitor::TraverseDecl(D);
  }
  /// Bodies are walked by the collector.
  bool TraverseStmt(Stmt *S) { return true; }
  bool VisitFunctionDecl(FunctionDecl *F) {
    if (F->isImplicit() || isa<CXXDeductionGuideDecl>(F))
      return true;
    C.begin();
    C.end(C.function(F));
    return true;
  }
  bool VisitVarDecl(VarDecl *V) {
    if (isa<ParmVarDecl>(V) || V->isLocalVarDecl() || V->isImplicit())
      return true;
    C.begin();
    C.end(C.variable(V, NodeKind::Variable));
    return true;
  }
  bool VisitFieldDecl(FieldDecl *F) {
    if (F->isImplicit())
      return true;
    C.begin();
    C.end(C.field(F));
    return true;
  }
  bool VisitTypedefNameDecl(TypedefNameDecl *A) {
    if (A->getParentFunctionOrMethod() || A->isImplicit())
      return true;
    C.begin();
    C.end(C.alias(A));
    return true;
  }
  bool VisitCXXRecordDecl(CXXRecordDecl *R) {
    if (R->isThisDeclarationADefinition() && !R->isImplicit())
      for (const CXXBaseSpecifier &B : R->bases()) {
        C.begin();
        C.end(C.base(B));
      }
    return true;
  }

private:
  Collector &C;
  Places &At;
};

} // namespace

void collect(ASTContext &Context, Places &At, Unit &U) {
  Collector C(Context, At, U);
  Visitor(C, At).TraverseDecl(Context.getTranslationUnitDecl());
  C.finish();
}

} // namespace summary_upgrade::cpp
