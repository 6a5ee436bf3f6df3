// The command line of `verify`.
#ifndef SUMMARY_UPGRADE_TOOLS_VERIFYOPTIONS_H
#define SUMMARY_UPGRADE_TOOLS_VERIFYOPTIONS_H

#include "Options.h"
#include "VerifySides.h"

namespace summary_upgrade::tools {

struct VerifyLine {
  VerifySettings Settings;
  bool Pair = false;
  std::vector<std::string> Paths; ///< the two of a pair
  OutputFormat Format = OutputFormat::Full;
  migrate::Target To = migrate::Target::Auto;
  migrate::Strategy How = migrate::Strategy::Auto;
  migrate::TagMode Tags = migrate::TagMode::Auto;
  bool UnsafeFixes = false;
  size_t Max = 20;
};

/// As readCommandLine.
std::optional<VerifyLine> readVerifyLine(int Argc, char **Argv, int &ExitCode);

} // namespace summary_upgrade::tools

#endif
