// `summary-upgrade events show|diff|check|convert`: event files as first-class objects.
#ifndef SUMMARY_UPGRADE_TOOLS_EVENTSCOMMAND_H
#define SUMMARY_UPGRADE_TOOLS_EVENTSCOMMAND_H

namespace summary_upgrade::tools {

/// Reads its own command line, of which Argv[1] is "events". Returns the exit code.
int runEvents(int Argc, char **Argv);

} // namespace summary_upgrade::tools

#endif
