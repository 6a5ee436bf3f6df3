// A TFRecord file on disk, record by record, in memory that follows the longest record and not the file.
#ifndef SUMMARY_UPGRADE_EVENTS_EVENTFILE_H
#define SUMMARY_UPGRADE_EVENTS_EVENTFILE_H

#include "events/Record.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <system_error>
#include <vector>

namespace summary_upgrade::events {

/// Owns the descriptor and one buffer. The buffer grows with the bytes that were really read, so a length
/// field alone costs nothing; records above 2 GiB, which no protobuf message can fill, are refused.
class EventFile {
public:
  /// Errors: the system's, without the path. `Start`: byte offset of the record to begin with.
  static llvm::ErrorOr<EventFile> open(llvm::StringRef Path, uint64_t Start = 0);

  EventFile(EventFile &&Other) noexcept;
  EventFile &operator=(EventFile &&Other) = delete;
  ~EventFile();

  /// The next payload, a view that lives until the next call. After End and Torn another call looks again, so
  /// that a file which is still being written can be followed.
  RecordStatus next(std::string_view &Payload);

  /// Byte offset, in the file, of the record that the last next() returned or failed at.
  uint64_t offset() const { return BufferStart + Reader.offset(); }
  /// Byte offset after the last record that was returned: where to open the file again.
  uint64_t end() const { return BufferStart + Reader.end(); }
  /// Byte offset of a place inside the last payload.
  uint64_t offsetOf(const char *Place) const { return BufferStart + static_cast<uint64_t>(Place - Buffer.data()); }
  /// Bytes read so far; after End or Torn, the size of the file.
  uint64_t size() const { return BufferStart + Filled; }
  /// For Torn: bytes the last record wants, 0 when not even its length is there.
  uint64_t wanted() const { return Reader.wanted(); }
  /// For ReadError.
  std::error_code error() const { return LastError; }

private:
  explicit EventFile(int Descriptor) : Descriptor(Descriptor), Reader({}) {}
  /// Reads more behind what is there; false at the end of the file or on an error.
  bool fill();

  int Descriptor;
  std::vector<char> Buffer;
  size_t Filled = 0;        ///< bytes of Buffer that hold data
  uint64_t BufferStart = 0; ///< offset in the file of Buffer's first byte
  RecordReader Reader;
  std::error_code LastError;
};

} // namespace summary_upgrade::events

#endif
