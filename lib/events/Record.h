// TFRecord framing: length (8 bytes, little endian), masked CRC of the length (4), payload, masked CRC of the
// payload (4). Plain C++17 without LLVM: the runtime compiles this file too.
#ifndef SUMMARY_UPGRADE_EVENTS_RECORD_H
#define SUMMARY_UPGRADE_EVENTS_RECORD_H

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace summary_upgrade::events {

constexpr size_t RecordHeaderSize = 12;
constexpr size_t RecordFooterSize = 4;

/// Writes the RecordHeaderSize bytes that precede a payload of `Size` bytes.
void writeRecordHeader(char *To, uint64_t Size);

/// Writes the RecordFooterSize bytes that follow the payload.
void writeRecordFooter(char *To, const void *Payload, size_t Size);

/// Appends the payload as one framed record.
void appendRecord(std::string &Out, std::string_view Payload);

enum class RecordStatus {
  Ok,
  End,          ///< the file ends where a record would start
  Torn,         ///< the file ends inside a record: a writer still at work, or one that died
  BadLengthCrc, ///< the length cannot be trusted, so nothing after it can be found
  BadDataCrc,   ///< the payload is damaged; the next record can still be read
  TooLong,      ///< more bytes than a protobuf message can have (EventFile only)
  ReadError,    ///< the system could not read (EventFile only)
};

/// Reads the records of a file image. Owns nothing: the bytes must outlive the reader and what it returned.
/// Never allocates; a length field is only compared with the bytes that are there.
class RecordReader {
public:
  explicit RecordReader(std::string_view File, uint64_t Start = 0) : File(File), Next(Start) {}

  /// The next payload. Ok and BadDataCrc set `Payload` and move on; all else stays where it is, so that the
  /// caller may come again with a longer image of the same file.
  RecordStatus next(std::string_view &Payload);

  /// Byte offset of the record that the last next() returned or failed at.
  uint64_t offset() const { return Current; }
  /// Byte offset after the last record that was returned.
  uint64_t end() const { return Next; }
  /// For Torn: how many bytes the record wants, header included; 0 when not even its length is there.
  uint64_t wanted() const { return Wanted; }

private:
  std::string_view File;
  uint64_t Next;
  uint64_t Current = 0;
  uint64_t Wanted = 0;
};

} // namespace summary_upgrade::events

#endif
