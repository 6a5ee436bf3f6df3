// v1 drops what is written to a closed writer; a v2 writer fails.
#ifndef SUMMARY_UPGRADE_MIGRATE_AFTERCLOSE_H
#define SUMMARY_UPGRADE_MIGRATE_AFTERCLOSE_H

#include "migrate/Plan.h"

namespace summary_upgrade::migrate {

/// A write that may come after a close of the same writer, also where either stands in a function that is called there.
struct LateWrite {
  NodeRef Write, Close; ///< calls
};
std::optional<LateWrite> writeAfterClose(const Plan &P, uint32_t Writer);

} // namespace summary_upgrade::migrate

#endif
