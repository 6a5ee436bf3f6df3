// `--explain-component`: a component as the tool sees it, as text or JSON.
#ifndef SUMMARY_UPGRADE_TOOLS_EXPLAIN_H
#define SUMMARY_UPGRADE_TOOLS_EXPLAIN_H

#include "Options.h"
#include "migrate/Migrate.h"

namespace summary_upgrade::tools {

/// Prints the components that have a place on that line; exit code 1 when there is none.
int explainComponent(const program::Program &P, const migrate::Migration &M, const CommandLine &Options);

/// One component as text: its parts and the decisions about it.
std::string describeComponent(const program::Program &P, const migrate::Migration &M, uint32_t Component);

} // namespace summary_upgrade::tools

#endif
