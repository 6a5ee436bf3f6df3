// The bridge: v1 summaries stay, only the writer becomes a v2 one. Their bytes are written as they are, so tags, steps,
// values and format stay exactly the same, whatever the host decides between the run and the write.
#ifndef SUMMARY_UPGRADE_MIGRATE_BRIDGE_H
#define SUMMARY_UPGRADE_MIGRATE_BRIDGE_H

#include "migrate/WriterPlace.h"

namespace summary_upgrade::migrate {

bool emitBridge(Plan &P);

} // namespace summary_upgrade::migrate

#endif
