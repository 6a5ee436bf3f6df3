// Programs that log and do nothing else with TensorFlow: eager v2 writes on the host.
#ifndef SUMMARY_UPGRADE_MIGRATE_HOSTEAGER_H
#define SUMMARY_UPGRADE_MIGRATE_HOSTEAGER_H

#include "migrate/Plan.h"

namespace summary_upgrade::migrate {

/// False = declined. `Raw` tells whether some write keeps its proto.
bool emitHostEager(Plan &P, bool &Raw);

} // namespace summary_upgrade::migrate

#endif
