// The rules the program knows: the pages of rules/, compiled in and read on first use.
#ifndef SUMMARY_UPGRADE_RULEBOOK_RULEBOOK_H
#define SUMMARY_UPGRADE_RULEBOOK_RULEBOOK_H

#include "rulebook/Rule.h"
#include "rulebook/Signature.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringMap.h"

namespace summary_upgrade::rulebook {

/// An API of which a rule says how it is called.
struct ApiCall {
  const Rule *Owner = nullptr;
  Signature From;
};

class RuleBook {
public:
  /// The book; reading it the first time is safe from any thread.
  static const RuleBook &get();

  /// Sorted by code.
  llvm::ArrayRef<Rule> all() const { return Rules; }
  /// By code; null if there is no such rule.
  const Rule *find(llvm::StringRef Code) const;
  /// By name; null if there is no such rule.
  const Rule *findByName(llvm::StringRef Name) const;
  /// The code that was probably meant by an unknown code or name; empty if none is near.
  llvm::StringRef suggest(llvm::StringRef CodeOrName) const;
  /// By callee as the linker names it: `tensorflow.summary.scalar`,
  /// `tensorflow.summary.FileWriter().add_summary`. Pages write `tf.` for `tensorflow.`. Null if no rule
  /// speaks of it.
  const ApiCall *findCall(llvm::StringRef Callee) const;

  /// All calls of one rule, by callee as the linker names it, in the order of the page.
  std::vector<std::pair<std::string, const ApiCall *>> callsOf(llvm::StringRef Code) const;

  /// The program around a framed example, by name; it contains one line `# body`. Empty optional for an
  /// unknown name.
  std::optional<llvm::StringRef> frame(llvm::StringRef Name, bool After) const;

  /// Faults of the front matters, and what contradicts between pages. `checkBook` finds more.
  llvm::ArrayRef<PageProblem> problems() const { return Problems; }

private:
  RuleBook();
  std::vector<Rule> Rules;
  llvm::StringMap<ApiCall> Calls;
  std::vector<PageProblem> Problems;
};

/// Everything that is wrong with the pages: front matter, body and examples. Empty in a tested program.
std::vector<PageProblem> checkBook(const RuleBook &Book);

} // namespace summary_upgrade::rulebook

#endif
