// ANSI styles that cost nothing when they are off.
#ifndef SUMMARY_UPGRADE_REPORT_COLOR_H
#define SUMMARY_UPGRADE_REPORT_COLOR_H

#include "llvm/ADT/StringRef.h"
#include <string>

namespace summary_upgrade::report {

/// Text between on() and off() is shown in the style, e.g. "1;31": bold red. Escapes are written by us and
/// not by raw_ostream, which decides for itself whether its stream is a terminal.
class Style {
public:
  Style(bool Enabled, llvm::StringRef Parameters)
      : Begin(Enabled ? "\x1b[" + Parameters.str() + "m" : ""), End(Enabled ? "\x1b[0m" : "") {}
  llvm::StringRef on() const { return Begin; }
  llvm::StringRef off() const { return End; }

private:
  std::string Begin, End;
};

} // namespace summary_upgrade::report

#endif
