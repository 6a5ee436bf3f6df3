// Two streams compared: per run the multisets of (step, tag, plugin, value), and what the differences mean.
#ifndef SUMMARY_UPGRADE_EVENTS_COMPARE_H
#define SUMMARY_UPGRADE_EVENTS_COMPARE_H

#include "events/Stream.h"

namespace summary_upgrade::events {

struct CompareOptions {
  double RelativeTolerance = 1e-5; ///< of numbers, as float32, beside an absolute one of 1e-7
  bool TagsOnly = false;           ///< run, step, tag and plugin, not the value
};

enum class Sameness : uint8_t { Different, Tolerated, Exact };

/// Whether two values count as the same. Pictures may differ by one grey level, numbers by the tolerance.
Sameness compareValues(const Item &A, const Stream &InA, const Item &B, const Stream &InB,
                       const CompareOptions &Options);

/// Differences of one kind in one tag of one run.
struct Difference {
  enum class Kind {
    Missing, ///< only before
    Extra,   ///< only after
    Value,   ///< same step, another value
    Step,    ///< same value, another step
    Plugin,  ///< same step and value, another plugin
    Renamed, ///< the same steps and values under another tag
    Moved,   ///< the whole run is in another directory
  };
  /// One pair, or one side of it.
  struct Example {
    int64_t StepBefore = 0, StepAfter = 0;
    std::string Before, After; ///< values in words; empty on the side that has none
  };

  Kind What;
  std::string Run, Tag, Plugin;
  std::string NewName;           ///< for Renamed the tag, for Moved the run, for Plugin the plugin
  size_t Count = 0;              ///< values, pairs counted once
  std::optional<int64_t> Delta;  ///< for Step: by how much, when all moved alike
  std::vector<Example> Examples; ///< the first few
};
/// "missing", "extra", "off in value", ...
llvm::StringRef differenceName(Difference::Kind Kind);

/// How one tag of one run fared.
struct TagResult {
  std::string Run, Tag, Plugin;
  size_t Before = 0, After = 0;    ///< values on each side
  size_t Exact = 0, Tolerated = 0; ///< pairs that are the same
};

struct Comparison {
  size_t CountBefore = 0, CountAfter = 0;
  /// Values without a partner on either side, as the definition of equality counts them; 0 is "equal".
  size_t Unmatched = 0;
  std::vector<Difference> Differences;
  std::vector<TagResult> Tags;    ///< of all runs, sorted by run and tag
  std::vector<std::string> Notes; ///< differences that do not count: events that are no summaries

  bool equal() const { return Unmatched == 0; }
};

/// `Examples` bounds the examples kept for each difference.
Comparison compareStreams(const Stream &Before, const Stream &After, const Names &Names, const CompareOptions &Options,
                          size_t Examples = 3);

} // namespace summary_upgrade::events

#endif
