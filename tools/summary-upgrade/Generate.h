// `summary-upgrade completion SHELL`, `man`, `schema`: what is made from the tables of options and settings.
#ifndef SUMMARY_UPGRADE_TOOLS_GENERATE_H
#define SUMMARY_UPGRADE_TOOLS_GENERATE_H

namespace summary_upgrade::tools {

/// Argv[1] is one of the three. Returns the exit code.
int runGenerate(int Argc, char **Argv);

} // namespace summary_upgrade::tools

#endif
