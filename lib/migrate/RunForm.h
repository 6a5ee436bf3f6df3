// The runs that fetch summaries get the step fed; `add_summary` goes, because the run writes.
#ifndef SUMMARY_UPGRADE_MIGRATE_RUNFORM_H
#define SUMMARY_UPGRADE_MIGRATE_RUNFORM_H

#include "migrate/StepSource.h"

namespace summary_upgrade::migrate {

/// `FetchOf` gives, for several writers, the name of the list that a writer's runs fetch in place of the merged
/// summary; empty otherwise.
bool emitRuns(Plan &P, const StepPlan &Step, std::map<NodeRef, std::string> &Passed,
              const std::map<uint32_t, std::string> &FetchOf = {});

} // namespace summary_upgrade::migrate

#endif
