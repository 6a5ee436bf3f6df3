// `--verify`: changes are written only when a run of the program gives the same events with them.
#ifndef SUMMARY_UPGRADE_TOOLS_VERIFYCHANGES_H
#define SUMMARY_UPGRADE_TOOLS_VERIFYCHANGES_H

#include "VerifySettings.h"
#include "migrate/Migrate.h"
#include <set>

namespace summary_upgrade::tools {

/// The files that a plan changes, by real path.
llvm::Expected<verify::Contents> newContents(const program::Project &P, const migrate::Migration &M);

/// What the run of the program says about the components of a plan.
struct VerifiedPlan {
  std::set<uint32_t> Refused; ///< components whose run differs
  bool NothingProven = false; ///< then all are refused
};

/// Runs the script with all components; when it differs, with each by itself, to keep those that do not.
/// Reports to `Out`.
VerifiedPlan verifyPlan(const VerifySettings &Settings, const program::Program &P, const migrate::Options &Opts,
                        const migrate::Migration &M, llvm::raw_ostream &Out);

} // namespace summary_upgrade::tools

#endif
