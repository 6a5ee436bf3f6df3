// TOML text as values of llvm::json. Hides the TOML library, which is slow to compile.
#ifndef SUMMARY_UPGRADE_CONFIG_TOML_H
#define SUMMARY_UPGRADE_CONFIG_TOML_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"
#include <map>

namespace summary_upgrade::config {

struct TomlDocument {
  llvm::json::Object Root;
  /// Dotted path of a value → line it stands on, 1-based.
  std::map<std::string, unsigned> Lines;
};

/// Errors say where: "NAME:3:7: …".
llvm::Expected<TomlDocument> parseToml(llvm::StringRef Text, llvm::StringRef Name);

} // namespace summary_upgrade::config

#endif
