// `summary-upgrade verify`: runs a program before and after its migration and compares what both wrote.
#ifndef SUMMARY_UPGRADE_TOOLS_VERIFYCOMMAND_H
#define SUMMARY_UPGRADE_TOOLS_VERIFYCOMMAND_H

namespace summary_upgrade::tools {

int runVerify(int Argc, char **Argv);

} // namespace summary_upgrade::tools

#endif
