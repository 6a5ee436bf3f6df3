// Initialising, flushing and closing the v2 writer, and writing the graph: all run by a session.
#ifndef SUMMARY_UPGRADE_MIGRATE_LIFECYCLE_H
#define SUMMARY_UPGRADE_MIGRATE_LIFECYCLE_H

#include "migrate/WriterPlace.h"

namespace summary_upgrade::migrate {

bool emitLifecycle(Plan &P, const WriterPlan &W, std::map<NodeRef, std::string> &PassedWriter,
                   std::map<NodeRef, std::string> &PassedDir);

} // namespace summary_upgrade::migrate

#endif
