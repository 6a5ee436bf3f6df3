// Initialises the v2 writer in its session, where the v1 writer was made or where the session is opened, and
// writes the graph there.
#ifndef SUMMARY_UPGRADE_MIGRATE_WRITERINIT_H
#define SUMMARY_UPGRADE_MIGRATE_WRITERINIT_H

#include "migrate/Sessions.h"

namespace summary_upgrade::migrate {

/// Ops can still be built just before the statement. Else declined at `Place`.
bool beforeFinalize(Plan &P, const WriterPlan &W, NodeRef Stmt, NodeRef Place);

/// Lines that write the graph through the writer; they initialise it as well.
std::vector<Line> graphLines(const std::string &Sess, const std::string &Writer, Id Graph, const Spelling &S);

bool emitInit(Plan &P, const WriterPlan &W, const Sessions &Where, std::map<NodeRef, std::string> &PassedWriter,
              std::map<NodeRef, std::string> &PassedDir);

} // namespace summary_upgrade::migrate

#endif
