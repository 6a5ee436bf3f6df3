// Scalars that are read out of event files: from the field that TensorFlow 1 wrote, or the one that
// TensorFlow 2 writes.
#ifndef SUMMARY_UPGRADE_MIGRATE_READERS_H
#define SUMMARY_UPGRADE_MIGRATE_READERS_H

#include "migrate/Plan.h"

namespace summary_upgrade::migrate {

bool emitReaders(Plan &P);

} // namespace summary_upgrade::migrate

#endif
