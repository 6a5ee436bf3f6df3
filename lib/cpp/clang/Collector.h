// Writes the interesting part of a translation unit's syntax tree down as facts.
#ifndef SUMMARY_UPGRADE_CPP_CLANG_COLLECTOR_H
#define SUMMARY_UPGRADE_CPP_CLANG_COLLECTOR_H

#include "cpp/Facts.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "clang/AST/Stmt.h"
#include "clang/AST/TypeLoc.h"
#include "clang/Basic/FileManager.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/DenseMap.h"

namespace summary_upgrade::cpp {

/// The files of the unit that belong to the project, and places in them.
class Places {
public:
  Places(const clang::SourceManager &SM, const clang::LangOptions &Lang, const std::vector<std::string> &Roots, Unit &U)
      : SM(SM), Lang(Lang), Roots(Roots), U(U) {}

  /// Index of a file of the project, or None.
  uint32_t file(clang::FileID Id);
  bool inProject(clang::SourceLocation L) { return file(SM.getFileID(SM.getExpansionLoc(L))) != None; }
  /// The text of tokens, or invalid when a macro's body is involved.
  Span written(clang::SourceRange R);
  /// The same, or the place of the expansion.
  Span around(clang::SourceRange R, bool &Macro);
  Span token(clang::SourceLocation L) { return written(clang::SourceRange(L, L)); }
  Span chars(clang::SourceLocation Begin, clang::SourceLocation End);

private:
  const clang::SourceManager &SM;
  const clang::LangOptions &Lang;
  const std::vector<std::string> &Roots;
  Unit &U;
  llvm::DenseMap<clang::FileID, uint32_t> Known;
};

/// Adds declarations and trees to the unit.
void collect(clang::ASTContext &Context, Places &At, Unit &U);

} // namespace summary_upgrade::cpp

#endif
