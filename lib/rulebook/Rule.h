// One rule: a page of rules/, read.
#ifndef SUMMARY_UPGRADE_RULEBOOK_RULE_H
#define SUMMARY_UPGRADE_RULEBOOK_RULE_H

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include <string>
#include <vector>

namespace summary_upgrade::rulebook {

/// What the page promises about the rule's edits; the words of the front matter are safe, unsafe,
/// display-only and none.
enum class FixKind : uint8_t { Safe, Unsafe, DisplayOnly, None };
llvm::StringRef fixName(FixKind Fix);

/// All text is borrowed from the page, which must outlive the rule (the embedded pages always do).
struct Rule {
  llvm::StringRef File;  ///< name of the page, e.g. "SU101-scalar-op.md"
  llvm::StringRef Code;  ///< "SU101"
  llvm::StringRef Name;  ///< "v1-scalar-op"
  llvm::StringRef Since; ///< version of the program that had it first
  llvm::SmallVector<llvm::StringRef, 2> Languages;
  FixKind Fix = FixKind::None;
  llvm::StringRef Frame; ///< frame of the page's examples; empty for whole programs
  /// Signatures, one a line (see Signature.h); empty for rules that are about no API.
  llvm::SmallVector<llvm::StringRef, 2> From, To;
  llvm::StringRef Body;  ///< Markdown after the front matter
  unsigned BodyLine = 1; ///< line of the page where Body starts, 1-based
};

/// A fault of a page, for people: "SU101-scalar-op.md:4: …".
struct PageProblem {
  std::string File;
  unsigned Line = 0; ///< 1-based
  std::string Message;
  std::string text() const;
};

/// Reads a page's front matter. Reading goes on after a problem, so that one run shows all of them; without
/// problems the rule is complete: keys, signatures and holes, file name.
Rule parsePage(llvm::StringRef File, llvm::StringRef Page, std::vector<PageProblem> &Problems);

/// Checks that the body follows the book's form: title, headings, fences. Examples are checked by
/// `parseExamples`.
void checkBody(const Rule &R, std::vector<PageProblem> &Problems);

/// The text under `## Heading`, without surrounding blank lines; empty when there is no such heading.
llvm::StringRef section(const Rule &R, llvm::StringRef Heading);

/// The headings every page has, in order; after them comes `## Examples`.
llvm::ArrayRef<llvm::StringLiteral> requiredSections();

} // namespace summary_upgrade::rulebook

#endif
