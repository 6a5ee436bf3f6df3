// The protobuf wire format, as far as event files need it: a cursor over a message and functions that append
// fields. Plain C++17 without LLVM.
#ifndef SUMMARY_UPGRADE_EVENTS_WIRE_H
#define SUMMARY_UPGRADE_EVENTS_WIRE_H

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace summary_upgrade::events {

enum class WireType : uint8_t { Varint = 0, Fixed64 = 1, Bytes = 2, Fixed32 = 5 };

inline uint32_t readFixed32(const char *P) {
  const auto *U = reinterpret_cast<const unsigned char *>(P);
  return uint32_t(U[0]) | uint32_t(U[1]) << 8 | uint32_t(U[2]) << 16 | uint32_t(U[3]) << 24;
}
inline uint64_t readFixed64(const char *P) { return readFixed32(P) | uint64_t(readFixed32(P + 4)) << 32; }

struct WireField {
  uint32_t Number = 0;
  WireType Type = WireType::Varint;
  uint64_t Scalar = 0;    ///< for all but Bytes; else unspecified
  std::string_view Bytes; ///< for Bytes; else unspecified
  std::string_view Raw;   ///< the whole field, its tag included

  float asFloat() const {
    auto Bits = static_cast<uint32_t>(Scalar);
    float Value;
    std::memcpy(&Value, &Bits, sizeof Value);
    return Value;
  }
  double asDouble() const {
    double Value;
    std::memcpy(&Value, &Scalar, sizeof Value);
    return Value;
  }
};

/// What is wrong with a message, and at which byte of it.
struct WireError {
  const char *Where = nullptr; ///< a place in the bytes that were parsed
  const char *What = nullptr;  ///< static text; null: nothing is wrong
};

/// Walks over the fields of a message. Never reads outside of it, never allocates.
class WireReader {
public:
  explicit WireReader(std::string_view Message) : At(Message.data()), End(Message.data() + Message.size()) {}

  /// False at the end and on malformed bytes; error() tells which.
  [[gnu::always_inline]] bool next(WireField &Field) {
    // Nearly every field of an event has a tag of one byte, and a length or number of one byte: read here, in
    // line. All that is not so, and all that is wrong, is left to nextSlow().
    auto Left = static_cast<size_t>(End - At);
    if (Left < 2)
      return nextSlow(Field);
    auto Tag = static_cast<unsigned char>(At[0]), Second = static_cast<unsigned char>(At[1]);
    if (Tag < 8 || Tag >= 0x80)
      return nextSlow(Field);
    size_t Size;
    switch (Tag & 7) {
    case 0:
      if (Second >= 0x80)
        return nextSlow(Field);
      Field.Type = WireType::Varint;
      Field.Scalar = Second;
      Size = 2;
      break;
    case 1:
      if (Left < 9)
        return nextSlow(Field);
      Field.Type = WireType::Fixed64;
      Field.Scalar = readFixed64(At + 1);
      Size = 9;
      break;
    case 2:
      if (Second >= 0x80 || Second > Left - 2)
        return nextSlow(Field);
      Field.Type = WireType::Bytes;
      Field.Bytes = std::string_view(At + 2, Second);
      Size = size_t(2) + Second;
      break;
    case 5:
      if (Left < 5)
        return nextSlow(Field);
      Field.Type = WireType::Fixed32;
      Field.Scalar = readFixed32(At + 1);
      Size = 5;
      break;
    default:
      return nextSlow(Field);
    }
    Field.Number = Tag >> 3;
    Field.Raw = std::string_view(At, Size);
    At += Size;
    return true;
  }

  const WireError &error() const { return Error; }

private:
  bool nextSlow(WireField &Field);
  bool readVarint(uint64_t &Value);
  bool fail(const char *Where, const char *What) {
    Error = {Where, What};
    At = End; // an error is the end
    return false;
  }

  const char *At, *End;
  WireError Error;
};

void appendVarint(std::string &Out, uint64_t Value);
/// Negative numbers take ten bytes, as protobuf writes them.
void appendIntField(std::string &Out, uint32_t Number, int64_t Value);
void appendBytesField(std::string &Out, uint32_t Number, std::string_view Value);
void appendFloatField(std::string &Out, uint32_t Number, float Value);
void appendDoubleField(std::string &Out, uint32_t Number, double Value);
/// proto3 leaves empty strings out.
inline void appendStringField(std::string &Out, uint32_t Number, std::string_view Value) {
  if (!Value.empty())
    appendBytesField(Out, Number, Value);
}

void appendFixed32(std::string &Out, uint32_t Value);
void appendFixed64(std::string &Out, uint64_t Value);

} // namespace summary_upgrade::events

#endif
