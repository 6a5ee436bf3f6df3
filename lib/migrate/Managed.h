// What writes summaries by itself, and what can be done about it.
#ifndef SUMMARY_UPGRADE_MIGRATE_MANAGED_H
#define SUMMARY_UPGRADE_MIGRATE_MANAGED_H

#include "migrate/Plan.h"

namespace summary_upgrade::migrate {

/// Why summaries that reach no writer stay as they are: a session, hook, estimator… of the same program
/// writes them.
std::optional<program::Blocker> writtenBy(const program::Program &P, const program::Component &C);
/// What is to say about one of them that no component speaks of; nothing when it needs no word.
std::optional<program::Blocker> standingAlone(const program::Program &P, const program::Manager &M);

/// Gives a supervisor the writer `Class` instead of the one it would make.
bool giveWriter(Plan &P, const program::Manager &M, const std::string &Class);

} // namespace summary_upgrade::migrate

#endif
