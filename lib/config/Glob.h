// Patterns of files, as settings write them.
#ifndef SUMMARY_UPGRADE_CONFIG_GLOB_H
#define SUMMARY_UPGRADE_CONFIG_GLOB_H

#include "llvm/ADT/StringRef.h"

namespace summary_upgrade::config {

/// `Path` is relative to the folder of the settings, with `/`. A pattern without `/` matches any file or folder of that
/// name; another one matches from the settings' folder on. What is below a folder that matches, matches. `*` and `?`
/// stay within a name, `**` does not.
bool matchesFile(llvm::StringRef Pattern, llvm::StringRef Path);

} // namespace summary_upgrade::config

#endif
