// What two streams, and the noise between two runs of the original, say about each tag.
#ifndef SUMMARY_UPGRADE_VERIFY_VERDICT_H
#define SUMMARY_UPGRADE_VERIFY_VERDICT_H

#include "events/Compare.h"

namespace summary_upgrade::verify {

enum class TagState : uint8_t {
  Equal,
  Tolerated,     ///< equal within the tolerance
  StepsEqual,    ///< the steps are equal; the values differ between two runs of the original as well
  NotRepeatable, ///< the steps differ between two runs of the original
  Different,
  OnlyBefore,
  OnlyAfter,
};
/// "equal", "within tolerance", ...
llvm::StringRef stateName(TagState State);

struct TagVerdict {
  std::string Run, Tag, Plugin;
  size_t Before = 0, After = 0;
  TagState State = TagState::Equal;
  std::string Place; ///< "model.py:41" where the tag is made, when that is known
};

struct StreamVerdict {
  std::vector<TagVerdict> Tags;
  events::Comparison Compared; ///< without regard to noise
  bool Different = false;
  /// Every difference is one of values: runs, steps, tags and plugins are the same.
  bool ValuesOnly = false;
  size_t Proven = 0; ///< values of tags that are the same
  std::vector<std::string> Notes;
};

/// `Before` are runs of the original, the first of which is compared; the others tell which tags it cannot
/// repeat itself.
StreamVerdict judge(llvm::ArrayRef<const events::Stream *> Before, const events::Stream &After,
                    const events::Names &Names, const events::CompareOptions &Options);

/// Directories that are named after the time of the run get the same names: those of `Other` that `Reference`
/// does not have, and that differ from one that `Other` does not have in the digits of a date or time only,
/// are renamed. Returns what was taken as the same.
std::vector<std::string> alignTimedRuns(const events::Stream &Reference, events::Stream &Other);

} // namespace summary_upgrade::verify

#endif
