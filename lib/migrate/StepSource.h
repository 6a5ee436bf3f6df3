// Where the step of the v2 ops comes from: a placeholder that the runs feed, given to the ops directly or by
// `set_step`.
#ifndef SUMMARY_UPGRADE_MIGRATE_STEPSOURCE_H
#define SUMMARY_UPGRADE_MIGRATE_STEPSOURCE_H

#include "migrate/WriterPlace.h"

namespace summary_upgrade::migrate {

struct StepPlan {
  bool Zero = false;      ///< no write gives a step: every event has step 0
  bool Fetched = false;   ///< read in the graph behind the train op: nothing is fed
  bool BySetStep = false; ///< ops take the step set beside the writer
  Carrier Where;          ///< how runs reach the placeholder
  NodeRef OwnScope; ///< the placeholder stands beside the ops of this scope, not beside the writer (Node NoId = beside
                    ///< the writer)
  std::string OpText;         ///< argument of the ops: "summary_step", "self.summary_step", "0"
  std::vector<Line> Creation; ///< lines for the writer's place (empty if OwnScope)
};

/// Chooses; emits the placeholder when it stands beside the ops. False = declined.
bool planStep(Plan &P, const CallIndex &Index, const WriterPlan &W, StepPlan &Step);

} // namespace summary_upgrade::migrate

#endif
