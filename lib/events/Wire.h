// The protobuf wire format, as far as event files need it: a cursor over a message and functions that append fields.
// Plain C++17 without LLVM.
#ifndef SUMMARY_UPGRADE_EVENTS_WIRE_H
#define SUMMARY_UPGRADE_EVENTS_WIRE_H

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace summary_upgrade::events {

enum class WireType : uint8_t { Varint = 0, Fixed64 = 1, Bytes = 2, Fixed32 = 5 };

struct WireField {
  uint32_t Number = 0;
  WireType Type = WireType::Varint;
  uint64_t Scalar = 0;    ///< for all but Bytes
  std::string_view Bytes; ///< for Bytes
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
  bool next(WireField &Field);

  const WireError &error() const { return Error; }

private:
  bool readVarint(uint64_t &Value);
  bool fail(const char *Where, const char *What) {
    Error = {Where, What};
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

inline uint32_t readFixed32(const char *P) {
  const auto *U = reinterpret_cast<const unsigned char *>(P);
  return uint32_t(U[0]) | uint32_t(U[1]) << 8 | uint32_t(U[2]) << 16 | uint32_t(U[3]) << 24;
}
inline uint64_t readFixed64(const char *P) { return readFixed32(P) | uint64_t(readFixed32(P + 4)) << 32; }
void appendFixed32(std::string &Out, uint32_t Value);
void appendFixed64(std::string &Out, uint64_t Value);

} // namespace summary_upgrade::events

#endif
