// The other methods of a v1 writer: flush, close, add_graph and what else it can be asked for.
#ifndef SUMMARY_UPGRADE_MIGRATE_WRITERCALLS_H
#define SUMMARY_UPGRADE_MIGRATE_WRITERCALLS_H

#include "migrate/Sessions.h"

namespace summary_upgrade::migrate {

/// `add_graph` is given one graph or definition and nothing that TensorFlow 2 has no place for; else declines.
bool graphIsPlain(Plan &P, const program::WriterCall &X);
bool emitWriterCalls(Plan &P, const WriterPlan &W, const Sessions &Where);

} // namespace summary_upgrade::migrate

#endif
