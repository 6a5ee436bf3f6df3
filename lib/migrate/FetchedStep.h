// A step that the run of the summaries fetches itself: `_, summary, step = sess.run([train_op, merged, global_step])`.
#ifndef SUMMARY_UPGRADE_MIGRATE_FETCHEDSTEP_H
#define SUMMARY_UPGRADE_MIGRATE_FETCHEDSTEP_H

#include "migrate/WriterPlace.h"

namespace summary_upgrade::migrate {

/// The lines that read the step behind the train op, into `Name`; nothing when some run or write has another form.
std::optional<std::vector<Line>> fetchedStep(Plan &P, const CallIndex &Index, const WriterPlan &W,
                                             const std::string &Name);

} // namespace summary_upgrade::migrate

#endif
