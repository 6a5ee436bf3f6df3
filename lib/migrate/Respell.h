// v1 names that a bridged component keeps: what means something else in TensorFlow 2, or nothing, gets its
// compat.v1 spelling.
#ifndef SUMMARY_UPGRADE_MIGRATE_RESPELL_H
#define SUMMARY_UPGRADE_MIGRATE_RESPELL_H

#include "migrate/Plan.h"

namespace summary_upgrade::migrate {

/// Summary ops, merges, and the constructors of protos in the files that write them. False = declined.
bool respell(Plan &P);

/// How the bytes of a write's summary are had: "" for bytes, ".SerializeToString()" for a proto, "?" if it
/// may be either or anything.
std::string bytesForm(const Plan &P, NodeRef Summary);

} // namespace summary_upgrade::migrate

#endif
