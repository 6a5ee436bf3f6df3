// v1 names that a bridged component keeps: what means something else in TensorFlow 2, or nothing, gets its
// compat.v1 spelling.
#ifndef SUMMARY_UPGRADE_MIGRATE_RESPELL_H
#define SUMMARY_UPGRADE_MIGRATE_RESPELL_H

#include "migrate/Plan.h"

namespace summary_upgrade::migrate {

/// Summary ops, merges, and the constructors of protos in the files that write them, but for protos of writes that are
/// taken apart (HostScalars.h): `Apart` of this component, and what another component may take apart. `Values`: neither
/// scalars nor merges. False = declined.
bool respell(Plan &P, const std::set<NodeRef> &Apart = {}, bool Values = false);
/// Only the constructors of protos.
bool respellProtos(Plan &P, const std::set<NodeRef> &Apart);

/// How the bytes of a write's summary are had: "" for bytes, ".SerializeToString()" for a proto, "?" if it
/// may be either or anything.
std::string bytesForm(const Plan &P, NodeRef Summary);

} // namespace summary_upgrade::migrate

#endif
