// A log directory at a glance: per run and tag how many values there are, over which steps, from what to
// what.
#ifndef SUMMARY_UPGRADE_EVENTS_OVERVIEW_H
#define SUMMARY_UPGRADE_EVENTS_OVERVIEW_H

#include "events/Stream.h"
#include "llvm/Support/GlobPattern.h"
#include <memory>

namespace summary_upgrade::events {

struct TagRow {
  std::string Run, Tag, Plugin;
  size_t Count = 0;
  int64_t FirstStep = 0, LastStep = 0;          ///< in the order of the files
  double FirstTime = 0, LastTime = 0;           ///< seconds since 1970
  std::string FirstValue, LastValue;            ///< in words
  std::optional<float> FirstNumber, LastNumber; ///< when they are single numbers
};

struct Overview {
  size_t Files = 0, Events = 0;
  std::vector<TagRow> Rows; ///< sorted by run and tag
};

/// A value as it was written, for those that follow a directory.
struct Arrival {
  llvm::StringRef Run;
  std::string Tag, Value; ///< Value in words
  int64_t Step;
  double Time; ///< seconds since 1970
  std::optional<float> Number;
};

/// Reads a directory, and again what was added since.
class LogDirReader {
public:
  /// `Tags`: only tags it matches; null for all.
  LogDirReader(std::string Dir, const llvm::GlobPattern *Tags);
  ~LogDirReader();

  /// Reads everything that is there. Errors: Dir cannot be read.
  llvm::Expected<Overview> read(llvm::function_ref<void(Problem)> Complain);

  /// Hands what was written since the last call, new files included, to `Take`. A record that is still being
  /// written is left for the next call.
  llvm::Error follow(llvm::function_ref<void(const Arrival &)> Take, llvm::function_ref<void(Problem)> Complain);

private:
  struct Progress;
  std::string Dir;
  const llvm::GlobPattern *Tags;
  std::map<std::string, std::unique_ptr<Progress>> Files; ///< by path
};

} // namespace summary_upgrade::events

#endif
