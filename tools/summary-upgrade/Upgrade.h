// The main job: read, plan, then write, show or check.
#ifndef SUMMARY_UPGRADE_TOOLS_UPGRADE_H
#define SUMMARY_UPGRADE_TOOLS_UPGRADE_H

#include "Options.h"

namespace summary_upgrade::tools {

int runUpgrade(const CommandLine &Options);

/// What the command line and the settings say of migrations; which rules are enabled is `isEnabled`.
migrate::Options migrateOptions(const CommandLine &Options);
bool isEnabled(const CommandLine &Options, llvm::StringRef Code, llvm::StringRef Path);
/// Not asked for: a notice, or a reason to decline, of a rule that is switched off. Other rules that are switched off
/// decline a component, which is said.
bool isHidden(const CommandLine &Options, const report::Finding &F);

} // namespace summary_upgrade::tools

#endif
