// The runs that fetch summaries get the step fed; `add_summary` goes, because the run writes.
#ifndef SUMMARY_UPGRADE_MIGRATE_RUNFORM_H
#define SUMMARY_UPGRADE_MIGRATE_RUNFORM_H

#include "migrate/StepSource.h"

namespace summary_upgrade::migrate {

bool emitRuns(Plan &P, const StepPlan &Step, std::map<NodeRef, std::string> &Passed);

} // namespace summary_upgrade::migrate

#endif
