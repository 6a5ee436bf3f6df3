// Inside of Compare: which values are the same, and which of two runs are partners.
#ifndef SUMMARY_UPGRADE_EVENTS_MATCH_H
#define SUMMARY_UPGRADE_EVENTS_MATCH_H

#include "events/Compare.h"

namespace summary_upgrade::events {

/// One run of both sides; indices are into Before.Items and After.Items.
struct RunPair {
  const Stream &InBefore, &InAfter;
  llvm::ArrayRef<Item> Before, After;
  const CompareOptions &Options;

  Sameness same(uint32_t A, uint32_t B) const {
    return Options.TagsOnly ? Sameness::Exact : compareValues(Before[A], InBefore, After[B], InAfter, Options);
  }
};

struct Matching {
  struct Count {
    size_t Exact = 0, Tolerated = 0;
  };
  std::vector<uint32_t> OnlyBefore, OnlyAfter;         ///< in order of tag, plugin, step and place in the file
  std::map<std::pair<uint32_t, uint32_t>, Count> Same; ///< by tag and plugin
};

Matching matchRuns(const RunPair &Runs);

/// numpy's isclose on float32, NaN equal to NaN.
Sameness compareNumbers(float A, float B, const CompareOptions &Options);
/// The numbers of two blobs, one by one; of a list, the last element stands for all that follow.
Sameness compareLists(const Blob &A, const Blob &B, const CompareOptions &Options);
/// Whether one set of data can have both histograms, over whatever edges: as many values, the same smallest
/// and largest one, and no edge below which one has more than the other has room for.
Sameness compareHistograms(const Blob &A, const Blob &B, const CompareOptions &Options);

/// A number that is the same for equal values in the same form, and hardly ever for others.
uint64_t hashValue(const Item &I, const Stream &S);

} // namespace summary_upgrade::events

#endif
