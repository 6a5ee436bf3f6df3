// What is wrong with the event files of a log directory, without a second one to compare with.
#ifndef SUMMARY_UPGRADE_EVENTS_CHECK_H
#define SUMMARY_UPGRADE_EVENTS_CHECK_H

#include "events/LogDir.h"

namespace summary_upgrade::events {

struct CheckResult {
  size_t Files = 0, Events = 0, Values = 0;
  std::vector<Problem> Problems; ///< by file, in the order of their offsets
};

/// Errors: Dir cannot be read.
llvm::Expected<CheckResult> checkLogDir(llvm::StringRef Dir);

} // namespace summary_upgrade::events

#endif
