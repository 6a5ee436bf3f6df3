// A finding: what the tool says about one place, and how the fix that belongs to it may be applied.
#ifndef SUMMARY_UPGRADE_REPORT_FINDING_H
#define SUMMARY_UPGRADE_REPORT_FINDING_H

#include "text/Range.h"
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace summary_upgrade::report {

/// What ruff means by it. Safe: the same event stream up to the documented change of format. Unsafe: valid code that
/// may change the stream, applied only with --unsafe-fixes. DisplayOnly: shown, never applied. None: there is no fix (a
/// decline).
enum class Applicability : uint8_t { Safe, Unsafe, DisplayOnly, None };

/// A notice informs (what the format changes, what was dropped) and never changes the exit code.
enum class Severity : uint8_t { Notice, Warning };

struct Location {
  std::string Path;
  text::Range Where;
  /// What this place has to do with the finding; empty for the primary place.
  std::string Label;
};

struct Finding {
  std::string Code;    ///< e.g. "SU214"
  std::string Message; ///< says what the code says; no full stop
  Severity Level = Severity::Warning;
  Applicability Fix = Applicability::None;
  Location Place;
  std::vector<Location> Related;
  std::string Help; ///< what would make it safe; may be empty
  /// What the fix does, as an editor's menu shows it; empty for a migration.
  std::string FixTitle;
  /// Number of the component this finding belongs to (index into Migration::Components), if any.
  std::optional<uint32_t> Component;
};

} // namespace summary_upgrade::report

#endif
