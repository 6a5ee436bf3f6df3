// One merged op, several writers (train and test): each op is built once for each writer, and a run fetches its
// writer's list.
#ifndef SUMMARY_UPGRADE_MIGRATE_SEVERALWRITERS_H
#define SUMMARY_UPGRADE_MIGRATE_SEVERALWRITERS_H

#include "migrate/OpForm.h"

namespace summary_upgrade::migrate {

bool emitSeveralWriters(Plan &P, const CallIndex &Index, llvm::ArrayRef<program::TagAnswer> Tags);

} // namespace summary_upgrade::migrate

#endif
