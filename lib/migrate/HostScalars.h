// A write of a proto that the host builds out of scalars, as one statement a scalar.
#ifndef SUMMARY_UPGRADE_MIGRATE_HOSTSCALARS_H
#define SUMMARY_UPGRADE_MIGRATE_HOSTSCALARS_H

#include "migrate/Plan.h"
#include "program/HostProtos.h"
#include <functional>

namespace summary_upgrade::migrate {

/// What `add_summary` writes, when it is a proto of scalars only that can be taken apart where it stands.
std::optional<program::HostProto> hostScalars(const Plan &P, const program::Write &W);

/// Replaces the proto and its write by one statement a scalar, in a `with` when there is a header.
void emitHostScalars(Plan &P, const program::Write &W, const program::HostProto &Proto,
                     llvm::function_ref<Text(const program::HostValue &)> Scalar, const std::optional<Text> &Header);

/// The step as v1 took it: `int(step)`, which takes no Python float and no None in v2.
Text hostStep(const Plan &P, const program::Write &W);
/// The value, as `float(value)` where an object of another library may have its own way to become a tensor.
Text hostValue(const Plan &P, NodeRef Value);

/// Statements that go when the write is taken apart.
std::set<NodeRef> statementsOf(const program::Write &W, const program::HostProto &Proto);

} // namespace summary_upgrade::migrate

#endif
