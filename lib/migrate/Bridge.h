// The bridge: v1 summaries stay, only the writer becomes a v2 one. Their bytes are written as they are, so tags, steps,
// values and format stay exactly the same, whatever the host decides between the run and the write.
#ifndef SUMMARY_UPGRADE_MIGRATE_BRIDGE_H
#define SUMMARY_UPGRADE_MIGRATE_BRIDGE_H

#include "migrate/WriterPlace.h"

namespace summary_upgrade::migrate {

bool emitBridge(Plan &P);

/// The graph at the FileWriter's place is the session's when the project knows one graph only; else declined.
bool oneGraph(Plan &P, NodeRef Place);
/// Appends the step that a write is run with, as v1 took it: None is 0, and whatever a call gives becomes an int.
void writtenStep(const Plan &P, const program::Write &W, Text &T);

} // namespace summary_upgrade::migrate

#endif
