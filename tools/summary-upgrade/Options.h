// The command line, read once.
#ifndef SUMMARY_UPGRADE_TOOLS_OPTIONS_H
#define SUMMARY_UPGRADE_TOOLS_OPTIONS_H

#include "VerifySettings.h"
#include "config/Settings.h"
#include "migrate/Migrate.h"
#include "llvm/ADT/StringRef.h"
#include <string>
#include <vector>

namespace summary_upgrade::tools {

enum class Command : uint8_t { Upgrade, Rule, ShowSettings };
enum class OutputFormat : uint8_t { Full, Concise, Json, Sarif, GitHub, GitLab, JUnit };
/// A result for other programs, which nothing else may stand beside.
inline bool isMachineFormat(OutputFormat Format) {
  return Format != OutputFormat::Full && Format != OutputFormat::Concise;
}
enum class ColorMode : uint8_t { Auto, Always, Never };

struct CommandLine {
  Command What = Command::Upgrade;
  std::vector<std::string> Paths;
  bool Diff = false, Check = false, Interactive = false, Quiet = false, Statistics = false, UnsafeFixes = false,
       ExitZero = false;
  OutputFormat Format = OutputFormat::Full;
  std::string Baseline, WriteBaseline; ///< files of known findings
  std::string OutputFile;              ///< where findings go instead of a standard stream
  ColorMode Color = ColorMode::Auto;
  unsigned Jobs = 0; ///< 0 = as many as there are processors
  std::string StdinFilename = "<stdin>";
  std::string ExplainComponent;
  std::string BuildPath; ///< compile_commands.json or its folder; empty: none
  bool DropWallTime = false;
  std::vector<std::string> Select, Ignore;
  migrate::Target To = migrate::Target::Auto;
  migrate::TagMode Tags = migrate::TagMode::Auto;
  migrate::Strategy How = migrate::Strategy::Auto;
  program::Wrappers Wrappers; ///< that the settings describe
  config::Settings Settings;  ///< of the project; what has an option of its own is in the fields above
  bool Verify = false;
  VerifySettings Verifying; ///< for --verify
  // rule
  std::string RuleCode;
  bool AllRules = false;
};

/// One option, for help, completions and the manual page.
struct OptionInfo {
  llvm::StringRef Name;  ///< "--diff"
  char Short = 0;        ///< 'q' for -q
  llvm::StringRef Value; ///< placeholder of its value, empty for a switch
  llvm::StringRef Group, Help;
};
std::vector<OptionInfo> optionTable();

/// Exit codes.
inline constexpr int ExitClean = 0, ExitFindings = 1, ExitError = 2;

/// Reads the arguments. Returns nothing when the program should end now with `ExitCode` (after --help, or a usage error
/// that was printed to standard error, or put into `Problem`).
std::optional<CommandLine> readCommandLine(int Argc, char **Argv, int &ExitCode, std::string *Problem = nullptr);

} // namespace summary_upgrade::tools

#endif
