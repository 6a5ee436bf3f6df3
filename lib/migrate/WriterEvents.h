// What a v1 writer writes besides summaries and graphs: run metadata, session logs, meta graphs and whole
// events.
#ifndef SUMMARY_UPGRADE_MIGRATE_WRITEREVENTS_H
#define SUMMARY_UPGRADE_MIGRATE_WRITEREVENTS_H

#include "migrate/Sessions.h"

namespace summary_upgrade::migrate {

bool emitWriterEvents(Plan &P, const WriterPlan &W, const Sessions &Where);

} // namespace summary_upgrade::migrate

#endif
