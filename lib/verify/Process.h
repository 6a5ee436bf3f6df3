// One child process with everything it starts: watched, limited in time and in where it may write, and gone
// when it is over.
#ifndef SUMMARY_UPGRADE_VERIFY_PROCESS_H
#define SUMMARY_UPGRADE_VERIFY_PROCESS_H

#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <string>
#include <vector>

namespace summary_upgrade::verify {

struct Command {
  std::vector<std::string> Arguments;   ///< the first one is the program, an absolute path
  std::vector<std::string> Environment; ///< "NAME=value", all of it
  std::string Directory;
  std::string Output; ///< file for standard output and error; standard input is empty
  double Timeout = 0; ///< seconds; 0 = none
  /// When not empty: the directories below which it may create, change and remove files, if the kernel can
  /// say so.
  std::vector<std::string> Writable;
};

struct ProcessResult {
  enum class End : uint8_t { Exited, Signaled, TimedOut, Interrupted, NotStarted };
  End How = End::NotStarted;
  int Code = 0; ///< exit code, or the signal's number, or errno
  int64_t Pid = 0;
  double Seconds = 0;
  bool Guarded = false; ///< the kernel kept it to `Writable`

  bool ok() const { return How == End::Exited && Code == 0; }
  /// "ended with exit code 1", "was killed by signal 9", ...
  std::string text() const;
};

/// Runs it to its end. When it is over, or the time is, or text::interrupted(), all its descendants are
/// killed and waited for.
ProcessResult runProcess(const Command &C);

} // namespace summary_upgrade::verify

#endif
