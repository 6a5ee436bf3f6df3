// The plan for all PATHS, and what of their files is still needed to show and write it.
#ifndef SUMMARY_UPGRADE_TOOLS_PLANNED_H
#define SUMMARY_UPGRADE_TOOLS_PLANNED_H

#include "Progress.h"
#include "WriteFiles.h"
#include "migrate/Migrate.h"
#include "program/ProjectParts.h"

namespace summary_upgrade::tools {

struct Planned {
  migrate::Migration M;
  std::vector<NewFile> Changed; ///< sorted by path
  /// By path: files that are changed or that findings speak of.
  std::map<std::string, std::shared_ptr<const text::SourceFile>> Files;
  std::vector<program::FileProblem> Problems; ///< sorted by path
  /// Our own output would not parse: which file, and why. That is our bug; nothing is changed then.
  std::string Broken;

  const text::SourceFile *file(llvm::StringRef Path) const;
};

/// What is planned of a project that stays in memory.
Planned keep(const program::Project &P, migrate::Migration M);
/// Part by part, side by side; each is let go when it is planned.
Planned planParts(program::ProjectParts &Parts, const migrate::Options &Opts, Progress &Bar);

} // namespace summary_upgrade::tools

#endif
