#include "cpp/clang/TreeCollector.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"
#include "clang/Index/USRGeneration.h"
#include <functional>

using namespace clang;
using llvm::StringRef;

namespace summary_upgrade::cpp {

namespace {

/// The classes whose spelling is of interest.
bool isWriterClass(StringRef Qualified) { return Qualified == "tensorflow::EventsWriter"; }

bool interestingType(StringRef Type) {
  return Type.contains("tensorflow::EventsWriter") || Type.contains("tensorflow::Event") ||
         Type.contains("tensorflow::Output") || Type.contains("Summary");
}

} // namespace

uint32_t Collector::decl(const NamedDecl *D) {
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

std::string Collector::typeText(QualType T) {
  if (T.isNull())
    return {};
  return T.getCanonicalType().getAsString(Policy);
}

void Collector::begin() {
  Interesting = false;
  First = static_cast<uint32_t>(U.Nodes.size());
}

void Collector::end(uint32_t Id) {
  if (Interesting) {
    U.Roots.push_back(Id);
    return;
  }
  Candidate C{Id, {}};
  for (uint32_t I = First; I < U.Nodes.size(); ++I)
    if (uint32_t D = U.Nodes[I].Decl; D != None && I != Id && U.Decls[D].InProject &&
                                      (U.Decls[D].Kind == DeclKind::Function || U.Decls[D].Kind == DeclKind::Method ||
                                       U.Decls[D].Kind == DeclKind::Constructor))
      C.Functions.insert(D);
  if (C.Functions.empty())
    U.Nodes.resize(First);
  else
    Candidates.push_back(std::move(C));
}

void Collector::finish() {
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

uint32_t Collector::function(const FunctionDecl *F) {
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

uint32_t Collector::variable(const VarDecl *V, NodeKind Kind) {
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

uint32_t Collector::field(const FieldDecl *F) {
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

uint32_t Collector::alias(const TypedefNameDecl *A) {
  uint32_t Id = node(NodeKind::Alias, A->getSourceRange());
  setDecl(Id, A);
  U.Nodes[Id].Type = kept(typeText(A->getUnderlyingType()));
  std::vector<uint32_t> Children;
  mentions(A->getTypeSourceInfo()->getTypeLoc(), Children);
  U.Nodes[Id].Children = Children;
  return Id;
}

uint32_t Collector::base(const CXXBaseSpecifier &B) {
  uint32_t Id = node(NodeKind::Base, B.getSourceRange());
  std::vector<uint32_t> Children;
  mentions(B.getTypeSourceInfo()->getTypeLoc(), Children);
  U.Nodes[Id].Children = Children;
  return Id;
}

Decl Collector::make(const NamedDecl *D) {
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
    // Locals have no name outside of their place. A file is told by its full path: units may spell it in
    // several ways.
    if (Span S = At.token(D->getLocation());
        S.valid() && (N.Kind == DeclKind::Local || N.Kind == DeclKind::Parameter || N.Key.empty()))
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

void Collector::setDecl(uint32_t Id, const NamedDecl *D) {
  uint32_t Decl = decl(D);
  U.Nodes[Id].Decl = Decl;
}

std::string Collector::kept(std::string Type) {
  if (!interestingType(Type))
    return Type.size() < 100 ? Type : std::string();
  Interesting = true;
  return Type;
}

uint32_t Collector::node(NodeKind Kind, SourceRange R) {
  uint32_t Id = static_cast<uint32_t>(U.Nodes.size());
  Node N;
  N.Kind = Kind;
  N.Where = At.around(R, N.Macro);
  U.Nodes.push_back(std::move(N));
  return Id;
}

void Collector::mentions(TypeLoc TL, std::vector<uint32_t> &Into, SourceRange Spelled, SourceLocation Suffix,
                         StringRef SuffixText, SourceRange Smart) {
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

} // namespace summary_upgrade::cpp
