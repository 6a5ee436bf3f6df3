// Accumulators of events that take what TensorFlow 2 writes for what TensorFlow 1 wrote.
#ifndef SUMMARY_UPGRADE_MIGRATE_ACCUMULATORS_H
#define SUMMARY_UPGRADE_MIGRATE_ACCUMULATORS_H

#include "migrate/Plan.h"

namespace summary_upgrade::migrate {

bool emitAccumulators(Plan &P);

} // namespace summary_upgrade::migrate

#endif
