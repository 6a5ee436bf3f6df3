// The main job: read, plan, then write, show or check.
#ifndef SUMMARY_UPGRADE_TOOLS_UPGRADE_H
#define SUMMARY_UPGRADE_TOOLS_UPGRADE_H

#include "Options.h"

namespace summary_upgrade::tools {

int runUpgrade(const CommandLine &Options);

} // namespace summary_upgrade::tools

#endif
