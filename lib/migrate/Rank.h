// What is known of a tensor without running it.
#ifndef SUMMARY_UPGRADE_MIGRATE_RANK_H
#define SUMMARY_UPGRADE_MIGRATE_RANK_H

#include "migrate/Plan.h"

namespace summary_upgrade::migrate {

/// The expression is proven to be a tensor (or number) of rank 0.
bool isScalar(const Plan &P, NodeRef E);
/// The expression is proven to be a tensor of dtype uint8.
bool isUint8(const Plan &P, NodeRef E);

/// The rank of a tensor, when its shape is written where it is made.
std::optional<unsigned> rankOf(const Plan &P, NodeRef E);
/// The expression is a Python int for certain.
bool isPythonInt(const Plan &P, NodeRef E);

} // namespace summary_upgrade::migrate

#endif
