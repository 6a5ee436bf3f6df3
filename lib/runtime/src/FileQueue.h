// One event file and the thread that writes it.
#ifndef SUMMARY_V2_SRC_FILE_QUEUE_H
#define SUMMARY_V2_SRC_FILE_QUEUE_H

#include "summary_v2/writer.h"
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

namespace summary_v2 {

/// Takes finished records, in any thread, and appends them to the file in that order from a thread of its
/// own, which starts with the first record. At most `Room` bytes wait; a caller that finds no room waits for
/// the disk.
///
/// When a write fails the file is cut back to a whole record, the rest stays queued, and new records are
/// refused until a flush gets the rest out: nothing is lost without a failed status.
class FileQueue {
public:
  FileQueue(const std::string &Logdir, const WriterOptions &Options);
  ~FileQueue();

  /// `Record` with its framing.
  Status append(std::string_view Record);
  Status flush();
  Status close();
  Status status();
  bool closed() const { return Closed.load(std::memory_order_acquire); }
  const std::string &path() const { return Path; }
  /// The file belongs to the process that opened it.
  bool ofAnotherProcess() const;

private:
  using Lock = std::unique_lock<std::mutex>;
  static constexpr size_t Room = size_t(8) << 20;
  /// So many bytes waiting are worth a write at once; fewer may wait a moment for company.
  static constexpr size_t Chunk = size_t(256) << 10;

  Status open(const std::string &Logdir, const std::string &Suffix);
  void start();
  void run();
  /// Writes what waits; returns with the lock held.
  void drain(Lock &L);
  /// Writes `Bytes`; returns how many of them, whole records only, are in the file.
  size_t put(std::string_view Bytes, Status &Failure);
  Status closedStatus() const;

  const int MaxQueue;
  const int FlushMillis;
  const unsigned Generation; ///< of forks, when made
  std::string Path;
  int File = -1;
  uint64_t Length = 0; ///< of the file

  std::mutex Mutex;
  std::condition_variable Work;    ///< for the thread
  std::condition_variable Drained; ///< for callers
  std::string Waiting;             ///< records
  std::string Spare;               ///< the other buffer; its capacity is what matters
  size_t Events = 0;               ///< in Waiting
  bool Draining = false;
  bool Stop = false;
  bool Idle = false;       ///< the thread sleeps with nothing waiting
  bool Awake = true;       ///< the thread knows that there are more than MaxQueue
  bool Threadless = false; ///< no thread could be had
  Status Failure;
  std::atomic<bool> Closed{false};
  std::thread Thread;
};

} // namespace summary_v2

#endif
