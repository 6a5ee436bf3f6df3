// Scalars that a run fetches as values: the summaries that go from the run to the write are dictionaries of tags and
// values instead of bytes, and a v2 op in a session of the writer's own writes each value. Works wherever the step and
// the writer are known at the write only.
#ifndef SUMMARY_UPGRADE_MIGRATE_FETCHEDVALUES_H
#define SUMMARY_UPGRADE_MIGRATE_FETCHEDVALUES_H

#include "migrate/Plan.h"

namespace summary_upgrade::migrate {

/// What stands in the way of that form for a component (not only the plan's own); nothing when it fits.
std::optional<program::Blocker> valuesBlocker(const Plan &P, uint32_t Component);

/// Beside scalars, something keeps its v1 op and travels as bytes.
bool fetchesBytes(const Plan &P, uint32_t Component);

/// Rewrites the ops and merges of the plan's component; the writes are OwnSession's. False = declined.
bool emitFetchedValues(Plan &P);

} // namespace summary_upgrade::migrate

#endif
