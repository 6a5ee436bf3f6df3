// `summary-upgrade lsp`: the language server on standard input and output.
#ifndef SUMMARY_UPGRADE_TOOLS_LSPCOMMAND_H
#define SUMMARY_UPGRADE_TOOLS_LSPCOMMAND_H

namespace summary_upgrade::tools {

/// Argv[1] is "lsp". Options of migrations and settings count for every folder.
int runLsp(int Argc, char **Argv);

} // namespace summary_upgrade::tools

#endif
