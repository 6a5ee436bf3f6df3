// The lints for code that is TensorFlow 2 already, among the findings and edits of a migration.
#ifndef SUMMARY_UPGRADE_MIGRATE_LINTS_H
#define SUMMARY_UPGRADE_MIGRATE_LINTS_H

#include "migrate/Migrate.h"
#include "migrate/Suppressions.h"

namespace summary_upgrade::migrate {

/// Each lint with a fix becomes a component behind those of the program: it is fixed or left by itself.
void addLints(const program::Program &P, const Options &Opts, Suppressions &Comments, Migration &Result,
              std::map<uint32_t, std::vector<text::Edit>> &Edits);

} // namespace summary_upgrade::migrate

#endif
