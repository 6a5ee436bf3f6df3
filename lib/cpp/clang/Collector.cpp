#include "cpp/clang/Collector.h"
#include "cpp/clang/TreeCollector.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Lex/Lexer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/xxhash.h"

using namespace clang;
using llvm::StringRef;

namespace summary_upgrade::cpp {

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
    return StringRef(Path).starts_with(Root) &&
           (Path.size() == Root.size() || Root.ends_with("/") || Path[Root.size()] == '/');
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

namespace {

class Visitor : public RecursiveASTVisitor<Visitor> {
public:
  Visitor(Collector &C, Places &At) : C(C), At(At) {}
  bool shouldVisitTemplateInstantiations() const { return false; }
  bool shouldVisitImplicitCode() const { return false; }

  /// System headers hold nothing for us.
  bool TraverseDecl(clang::Decl *D) {
    if (D && !isa<TranslationUnitDecl, NamespaceDecl, LinkageSpecDecl>(D) && D->getLocation().isValid() &&
        !At.inProject(D->getLocation()))
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
