// Who reads what a migrated program writes.
#ifndef SUMMARY_UPGRADE_MIGRATE_READERNOTES_H
#define SUMMARY_UPGRADE_MIGRATE_READERNOTES_H

#include "migrate/Migrate.h"
#include "migrate/Suppressions.h"

namespace summary_upgrade::migrate {

/// Fills `Migration::Readers` and `ReaderNotes`. Called when the outcome of every component is known.
void collectReaders(const program::Program &P, Suppressions &Comments, Migration &Result);
/// A notice (SU603) at the writer of each migrated component that shows the places of the project that read event
/// files, with what becomes of each.
void addReaderNotes(Migration &Result);

} // namespace summary_upgrade::migrate

#endif
