// What the command line says about running programs; `verify` and `--verify` share it.
#ifndef SUMMARY_UPGRADE_TOOLS_VERIFYSETTINGS_H
#define SUMMARY_UPGRADE_TOOLS_VERIFYSETTINGS_H

#include "verify/Verify.h"
#include <functional>

namespace summary_upgrade::tools {

struct VerifySettings {
  std::string Script, Root, BeforePython, AfterPython;
  verify::Options Run;
  bool Keep = false;
};

/// The options that `verify` and `--verify` have in common; each takes a value and says whether it is one.
struct RunOption {
  llvm::StringRef Name, Value, Help;
  std::function<bool(llvm::StringRef)> Set;
};
std::vector<RunOption> runOptions(VerifySettings &Settings);

} // namespace summary_upgrade::tools

#endif
