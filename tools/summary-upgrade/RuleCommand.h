// `summary-upgrade rule CODE`: a page of the rule book.
#ifndef SUMMARY_UPGRADE_TOOLS_RULECOMMAND_H
#define SUMMARY_UPGRADE_TOOLS_RULECOMMAND_H

#include "Options.h"

namespace summary_upgrade::tools {

int runRule(const CommandLine &Options);

} // namespace summary_upgrade::tools

#endif
