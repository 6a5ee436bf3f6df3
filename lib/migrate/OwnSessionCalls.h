// What a program asks of a writer, where a class with a session of its own stands in its place.
#ifndef SUMMARY_UPGRADE_MIGRATE_OWNSESSIONCALLS_H
#define SUMMARY_UPGRADE_MIGRATE_OWNSESSIONCALLS_H

#include "migrate/Plan.h"

namespace summary_upgrade::migrate {

/// What the writer's file calls the class, which it may have to import from the one that stands for a cache.
bool nameClass(Plan &P, const program::Writer &W, std::string &Class);
/// The class has one parameter for a graph and for its definition.
void spellGraph(Plan &P, NodeRef Call, Id Graph);
/// The class can do what the program asks of its writers; else declines.
bool classTakes(Plan &P);

} // namespace summary_upgrade::migrate

#endif
