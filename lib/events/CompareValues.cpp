#include "events/Match.h"
#include "events/Pixels.h"
#include <cmath>

using namespace llvm;

namespace summary_upgrade::events {

namespace {

Sameness worse(Sameness A, Sameness B) { return std::min(A, B); }

Sameness comparePictures(const Blob &A, const Blob &B) {
  if (A.Parts.size() != B.Parts.size() || A.Parts[0] != B.Parts[0] || A.Parts[1] != B.Parts[1])
    return Sameness::Different;
  Sameness Result = Sameness::Exact;
  for (size_t I = 2; I < A.Parts.size(); ++I) {
    if (A.Parts[I] == B.Parts[I])
      continue;
    std::optional<unsigned> Levels = greyLevelsApart(A.Parts[I], B.Parts[I]);
    if (!Levels || *Levels > 1)
      return Sameness::Different;
    if (*Levels)
      Result = Sameness::Tolerated;
  }
  return Result;
}

} // namespace

Sameness compareNumbers(float A, float B, const CompareOptions &Options) {
  if (A == B || (std::isnan(A) && std::isnan(B)))
    return Sameness::Exact;
  if (!std::isfinite(A) || !std::isfinite(B))
    return Sameness::Different;
  float Allowed = 1e-7f + static_cast<float>(Options.RelativeTolerance) * std::fabs(B);
  return std::fabs(A - B) <= Allowed ? Sameness::Tolerated : Sameness::Different;
}

Sameness compareLists(const Blob &A, const Blob &B, const CompareOptions &Options) {
  Sameness Result = Sameness::Exact;
  size_t Given = std::max(A.Numbers.size(), B.Numbers.size());
  for (size_t I = 0; I < Given && Result != Sameness::Different; ++I)
    Result = worse(Result, compareNumbers(A.Numbers[std::min(I, A.Numbers.size() - 1)],
                                          B.Numbers[std::min(I, B.Numbers.size() - 1)], Options));
  return Result;
}

Sameness compareValues(const Item &A, const Stream &InA, const Item &B, const Stream &InB,
                       const CompareOptions &Options) {
  if (A.What != B.What)
    return Sameness::Different;
  if (A.What == Item::Holds::Scalar)
    return compareNumbers(A.Scalar, B.Scalar, Options);
  const Blob &X = InA.Blobs[A.Blob], &Y = InB.Blobs[B.Blob];
  switch (A.What) {
  case Item::Holds::Numbers:
    return X.Shape == Y.Shape ? compareLists(X, Y, Options) : Sameness::Different;
  case Item::Holds::Histogram:
    return compareHistograms(X, Y, Options);
  case Item::Holds::Image:
    return comparePictures(X, Y);
  case Item::Holds::Bytes:
  case Item::Holds::Raw:
  case Item::Holds::Scalar:
    break;
  }
  return X.Count == Y.Count && X.Parts == Y.Parts ? Sameness::Exact : Sameness::Different;
}

} // namespace summary_upgrade::events
