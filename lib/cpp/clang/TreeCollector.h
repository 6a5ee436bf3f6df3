// The walk over declarations and their bodies: Declarations.cpp and Expressions.cpp.
#ifndef SUMMARY_UPGRADE_CPP_CLANG_TREECOLLECTOR_H
#define SUMMARY_UPGRADE_CPP_CLANG_TREECOLLECTOR_H

#include "cpp/clang/Collector.h"
#include <set>

namespace summary_upgrade::cpp {

class Collector {
public:
  Collector(clang::ASTContext &Context, Places &At, Unit &U)
      : Context(Context), At(At), U(U), Policy(Context.getLangOpts()) {
    Policy.SuppressTagKeyword = true;
    Policy.FullyQualifiedName = true;
    Policy.PrintCanonicalTypes = true;
    Policy.Bool = true;
  }

  // ----- declarations

  uint32_t decl(const clang::NamedDecl *D);
  std::string typeText(clang::QualType T);

  // ----- roots

  void begin();
  /// Keeps the tree if something in it matters, or may turn out to: it calls a function of the project.
  void end(uint32_t Id);

  /// Who calls a function that matters, matters; of the others, the names they use are kept.
  void finish();
  uint32_t function(const clang::FunctionDecl *F);
  uint32_t variable(const clang::VarDecl *V, NodeKind Kind);
  uint32_t field(const clang::FieldDecl *F);
  uint32_t alias(const clang::TypedefNameDecl *A);
  uint32_t base(const clang::CXXBaseSpecifier &B);

private:
  Decl make(const clang::NamedDecl *D);
  void setDecl(uint32_t Id, const clang::NamedDecl *D);
  std::string kept(std::string Type);
  uint32_t node(NodeKind Kind, clang::SourceRange R);

  // ----- mentions

  /// The places in a written type where a writer's class stands, with the pointer or smart pointer around
  /// each.
  void mentions(clang::TypeLoc TL, std::vector<uint32_t> &Into, clang::SourceRange Spelled = {},
                clang::SourceLocation Suffix = {}, llvm::StringRef SuffixText = {}, clang::SourceRange Smart = {});

  // ----- expressions

  static const clang::Expr *strip(const clang::Expr *E);
  void add(const clang::Stmt *S, std::vector<uint32_t> &Into);
  uint32_t statement(const clang::Stmt *S);
  uint32_t expression(const clang::Expr *E);
  void member(const clang::MemberExpr *M, Node &N, std::vector<uint32_t> &Children);
  void finishCall(const clang::CallExpr *X, Node &N, std::vector<uint32_t> &Children);

  clang::ASTContext &Context;
  Places &At;
  Unit &U;
  clang::PrintingPolicy Policy;
  llvm::DenseMap<const clang::NamedDecl *, uint32_t> Known;
  struct Candidate {
    uint32_t Root;
    std::set<uint32_t> Functions;
  };
  std::vector<Candidate> Candidates;
  std::string Deduced; ///< what `auto` stands for in the declaration at hand
  bool Interesting = false;
  uint32_t First = 0;
};

} // namespace summary_upgrade::cpp

#endif
