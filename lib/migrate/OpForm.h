// The v2 form of each summary op and merge.
#ifndef SUMMARY_UPGRADE_MIGRATE_OPFORM_H
#define SUMMARY_UPGRADE_MIGRATE_OPFORM_H

#include "migrate/StepSource.h"

namespace summary_upgrade::migrate {

bool emitOps(Plan &P, const StepPlan &Step, llvm::ArrayRef<program::TagAnswer> Tags);
bool emitMerges(Plan &P);

} // namespace summary_upgrade::migrate

#endif
