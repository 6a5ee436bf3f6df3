// Runs a program before and after, compares what both wrote, and says what that proves.
#ifndef SUMMARY_UPGRADE_VERIFY_VERIFY_H
#define SUMMARY_UPGRADE_VERIFY_VERIFY_H

#include "verify/Run.h"
#include "verify/Verdict.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace summary_upgrade::verify {

enum class Outcome : uint8_t { Equal, Different, NothingProven };
/// "equal", "different", "nothing-proven"
llvm::StringRef outcomeName(Outcome O);

struct Options : RunOptions {
  /// Runs of the original. 0: one, and a second when the result differs in values only, to tell noise from a
  /// difference.
  unsigned Runs = 0;
  double RelativeTolerance = 1e-5;
};

struct Report {
  Outcome Verdict = Outcome::NothingProven;
  std::string Reason; ///< why nothing is proven, or what is different when it is not the events
  StreamVerdict Streams;
  std::vector<RunRecord> Before;
  std::optional<RunRecord> After;
  std::vector<std::string> Notes;
  bool Interrupted = false;
};

/// The original runs at most once more than asked for. Errors: the scratch copies cannot be made.
class Verification {
public:
  Verification(Runner &R, Side Original, const Options &O) : R(R), Original(std::move(Original)), O(O) {}

  /// May be called for several results of the same original, which is not run again.
  llvm::Expected<Report> compare(const Side &Result);

private:
  llvm::Error runOriginal(size_t Times, bool ManyThreads = false);
  llvm::Expected<bool> failsWithoutUs(const Side &Result);
  void decide(Report &Out);

  Runner &R;
  Side Original;
  Options O;
  events::Names Names;
  std::vector<RunRecord> Before;
};

} // namespace summary_upgrade::verify

#endif
