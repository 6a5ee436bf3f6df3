// The values of one merge, written in the program's own session: the merged summary becomes a dictionary of tensors by
// tag, which runs fetch as they fetched bytes, and where they were written v2 ops over placeholders are run. For
// programs in which ops, merge and writer stand side by side; FetchedValues.h has the form for all others.
#ifndef SUMMARY_UPGRADE_MIGRATE_PLAINVALUES_H
#define SUMMARY_UPGRADE_MIGRATE_PLAINVALUES_H

#include "migrate/Plan.h"
#include "program/TagNames.h"

namespace summary_upgrade::migrate {

/// `Tags` of the component's ops. False = declined.
bool emitPlainValues(Plan &P, llvm::ArrayRef<program::TagAnswer> Tags);

} // namespace summary_upgrade::migrate

#endif
