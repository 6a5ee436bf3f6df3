// Writers of event files.
#ifndef SUMMARY_V2_WRITER_H
#define SUMMARY_V2_WRITER_H

#include "summary_v2/status.h"
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace summary_v2 {

struct WriterOptions {
  /// More events than this waiting wake the background thread, which writes them to the file.
  int max_queue = 10;
  /// Milliseconds after which waiting events are written even if they are few.
  int flush_millis = 120000;
  /// The end of the file's name.
  std::string filename_suffix = ".v2";
};

/// One event file, or nothing at all (create_noop_writer). Every member may be called from any thread.
///
/// Events are queued as finished records and written by a background thread; the queue is bounded in bytes,
/// and a caller that is faster than the disk waits. Only whole records are queued, in the order of the calls,
/// so a process that dies leaves a valid prefix of what it wrote. The destructor closes; what a normal exit
/// of the process finds unwritten is written then. After fork() a writer belongs to the parent: in the child
/// its calls fail.
class SUMMARY_V2_API Writer {
public:
  ~Writer();
  Writer(const Writer &) = delete;
  Writer &operator=(const Writer &) = delete;

  /// Why the file could not be made, or the last failure to write it; Ok else. While a failure stands, writes
  /// are refused with it; flush() tries again.
  Status status() const;
  /// Returns when all that was written before is in the file (write(2); it does not wait for the medium).
  Status flush();
  /// Flushes and closes. Later writes fail with NotFound, as in TensorFlow; closing again does nothing.
  Status close();
  bool closed() const;
  bool noop() const;
  /// The path of the event file; empty for a no-op writer.
  const std::string &path() const;
  /// Appends a serialized tensorflow.Event as it is. The bytes are not looked at.
  WriteStatus write_event(std::string_view Event);

  class Impl;
  /// For the library.
  explicit Writer(std::unique_ptr<Impl> I);
  Impl *impl() const { return P.get(); }

private:
  std::unique_ptr<Impl> P;
};

using WriterPtr = std::shared_ptr<Writer>;

/// Makes the directory (with its parents) and an event file with the version record in it. Never null: when
/// that fails, the writer's status() says why, and so does every write.
SUMMARY_V2_API WriterPtr create_file_writer(const std::string &Logdir, const WriterOptions &Options = {});
/// The same in tf.summary's argument order.
inline WriterPtr create_file_writer(const std::string &Logdir, int MaxQueue, int FlushMillis = 120000,
                                    std::string FilenameSuffix = ".v2") {
  return create_file_writer(Logdir, WriterOptions{MaxQueue, FlushMillis, std::move(FilenameSuffix)});
}

/// The checked form: a writer whose file is open, or the reason.
inline Result<WriterPtr> open_file_writer(const std::string &Logdir, const WriterOptions &Options = {}) {
  WriterPtr W = create_file_writer(Logdir, Options);
  if (Status S = W->status(); !S.ok())
    return S;
  return W;
}

/// A writer that does nothing. As the default it changes nothing, as in TensorFlow.
SUMMARY_V2_API WriterPtr create_noop_writer();

/// The log directory of a file prefix as tensorflow::EventsWriter takes it: its directory, "." when it has
/// none.
inline std::string logdir_of_prefix(const std::string &Prefix) {
  size_t Slash = Prefix.rfind('/');
  if (Slash == std::string::npos)
    return ".";
  return Slash == 0 ? "/" : Prefix.substr(0, Slash);
}

} // namespace summary_v2

#endif
