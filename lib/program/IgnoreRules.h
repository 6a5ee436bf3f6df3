// What `.gitignore` files leave out.
#ifndef SUMMARY_UPGRADE_PROGRAM_IGNORERULES_H
#define SUMMARY_UPGRADE_PROGRAM_IGNORERULES_H

#include "llvm/ADT/StringRef.h"
#include <string>
#include <vector>

namespace summary_upgrade::program {

/// The rules of one `.gitignore`, or of none.
class IgnoreRules {
public:
  IgnoreRules() = default;
  explicit IgnoreRules(llvm::StringRef Text);
  /// Reads `Folder`/.gitignore; a file that is not there, is huge or cannot be read has no rules.
  static IgnoreRules of(llvm::StringRef Folder);

  enum class Answer { Nothing, Ignored, Included };
  /// What the last rule that matches says of a path below the folder of the rules ("a/b.py").
  Answer check(llvm::StringRef Path, bool IsFolder) const;
  bool empty() const { return Rules.empty(); }

private:
  struct Rule {
    std::string Pattern;
    bool Include = false, FoldersOnly = false, Anchored = false;
  };
  std::vector<Rule> Rules;
};

/// Whether a pattern matches a whole path: `*` and `?` stop at slashes, `**` does not; `[a-z]`, `[!a]` and
/// `\` as in a shell.
bool matchesIgnorePattern(llvm::StringRef Pattern, llvm::StringRef Path);

} // namespace summary_upgrade::program

#endif
