// One run of one program in its own copy of its project, and what it wrote there.
#ifndef SUMMARY_UPGRADE_VERIFY_RUN_H
#define SUMMARY_UPGRADE_VERIFY_RUN_H

#include "events/Stream.h"
#include "verify/Interpreter.h"
#include "verify/Overlay.h"
#include "verify/Process.h"

namespace summary_upgrade::verify {

/// A program, before or after.
struct Side {
  Place Where;
  Contents New;             ///< files of the project with other contents
  bool OldSpelling = false; ///< on TensorFlow 2 its `import tensorflow` means tensorflow.compat.v1
  Interpreter Python;

  bool swapped() const { return OldSpelling && Python.generation() == 2; }
};

struct RunOptions {
  std::vector<std::string> Arguments;
  double Timeout = 600;
  uint64_t MaxSessionRuns = 0; ///< 0 = as many as the program makes
  bool OwnSeeds = false;       ///< graph seeds that the program sets are computed as TensorFlow does it
  bool ManyThreads = false;    ///< so that what depends on the order of ops comes out differently
  bool Documented = true;      ///< see events::loadStream
};

struct RunRecord {
  ProcessResult Process;
  std::string Folder; ///< what is left of the run, until the scratch directory goes
  std::vector<std::string> LastLines;
  events::Stream Events; ///< runs are named relative to the working directory, or by their absolute path
  size_t Values = 0;     ///< of Events
  std::vector<events::Problem> Problems;
  bool Reported = false; ///< the fields below are known: the program came to its end
  std::string TensorFlow;
  uint64_t RandomOps = 0, GraphSeeds = 0, SessionRuns = 0;
  bool Stopped = false;                ///< by MaxSessionRuns
  std::vector<std::string> Redirected; ///< absolute paths that it wanted to write
};

/// Runs programs in one scratch directory, one after the other.
class Runner {
public:
  /// Makes the scratch directory, below `Parent` or the system's.
  static llvm::Expected<Runner> make(llvm::StringRef Parent = {});
  Runner(Runner &&Other) : Scratch(std::move(Other.Scratch)), Keep(Other.Keep) { Other.Scratch.clear(); }
  ~Runner();

  /// Errors: the copy could not be made. A program that fails is a record. `Name` is that of its folder.
  llvm::Expected<RunRecord> run(const Side &S, const RunOptions &Options, llvm::StringRef Name, events::Names &Names);

  const std::string &scratch() const { return Scratch; }
  void keep() { Keep = true; }

private:
  explicit Runner(std::string Scratch) : Scratch(std::move(Scratch)) {}
  std::string Scratch;
  bool Keep = false;
};

} // namespace summary_upgrade::verify

#endif
