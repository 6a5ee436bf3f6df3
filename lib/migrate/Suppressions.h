// Comments that switch rules off for a line, a statement or a file: `# summary-upgrade: ignore[SU218]`.
#ifndef SUMMARY_UPGRADE_MIGRATE_SUPPRESSIONS_H
#define SUMMARY_UPGRADE_MIGRATE_SUPPRESSIONS_H

#include "migrate/Migrate.h"
#include <map>

namespace summary_upgrade::migrate {

/// A comment behind code is for its logical line, one on a line of its own for the next logical line (the header of a
/// compound statement, not its body), and `ignore-file[…]` for the whole file. Codes must be named.
class Suppressions {
public:
  explicit Suppressions(const program::Project &P);

  /// A rule is switched off at a place; the comment counts as used.
  bool covers(llvm::StringRef Code, const report::Location &Place);

  /// Faulty and unused comments (SU290) of files that may be edited. What can be removed without meeting another edit
  /// is added to `Edits`.
  void reportUnused(const Options &Opts, std::vector<report::Finding> &Findings,
                    std::map<uint32_t, std::vector<text::Edit>> &Edits) const;

private:
  struct Code {
    std::string Name;
    bool Used = false;
  };
  struct Comment {
    uint32_t File = 0;
    text::Range Where;  ///< the whole comment
    text::Range Covers; ///< what it is for
    std::vector<Code> Codes;
    std::string Problem;
  };
  void read(uint32_t File, const text::SourceFile &Source);
  bool parse(llvm::StringRef Text, Comment &Out, bool &WholeFile) const;
  text::Edit removal(const Comment &C) const;

  const program::Project &P;
  std::vector<Comment> Comments;
};

} // namespace summary_upgrade::migrate

#endif
