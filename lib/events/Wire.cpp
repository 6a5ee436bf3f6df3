#include "events/Wire.h"

namespace summary_upgrade::events {

bool WireReader::readVarint(uint64_t &Value) {
  Value = 0;
  const char *Start = At;
  for (unsigned Shift = 0; Shift < 70; Shift += 7) {
    if (At == End)
      return fail(Start, "a number is cut off");
    auto Byte = static_cast<unsigned char>(*At++);
    if (Shift == 63 && Byte > 1)
      return fail(Start, "a number has more than 64 bits");
    Value |= static_cast<uint64_t>(Byte & 0x7f) << Shift;
    if (Byte < 0x80)
      return true;
  }
  return fail(Start, "a number has more than 64 bits");
}

bool WireReader::nextSlow(WireField &Field) {
  if (At == End)
    return false;
  const char *Start = At;
  uint64_t Tag;
  if (!readVarint(Tag))
    return false;
  if (Tag >> 32 || Tag >> 3 == 0)
    return fail(Start, "a field number is out of range");
  Field.Number = static_cast<uint32_t>(Tag >> 3);
  auto Left = [&] { return static_cast<size_t>(End - At); };
  switch (Tag & 7) {
  case 0:
    Field.Type = WireType::Varint;
    if (!readVarint(Field.Scalar))
      return false;
    break;
  case 1:
    Field.Type = WireType::Fixed64;
    if (Left() < 8)
      return fail(Start, "a 64-bit field is cut off");
    Field.Scalar = readFixed64(At);
    At += 8;
    break;
  case 2: {
    Field.Type = WireType::Bytes;
    uint64_t Size;
    if (!readVarint(Size))
      return false;
    if (Size > Left())
      return fail(Start, "a field is longer than its message");
    Field.Bytes = std::string_view(At, static_cast<size_t>(Size));
    At += Size;
    break;
  }
  case 5:
    Field.Type = WireType::Fixed32;
    if (Left() < 4)
      return fail(Start, "a 32-bit field is cut off");
    Field.Scalar = readFixed32(At);
    At += 4;
    break;
  default:
    // Groups have not been written for twenty years; 6 and 7 mean nothing.
    return fail(Start, "a field has an unknown wire type");
  }
  Field.Raw = std::string_view(Start, static_cast<size_t>(At - Start));
  return true;
}

void appendVarint(std::string &Out, uint64_t Value) {
  while (Value >= 0x80) {
    Out.push_back(static_cast<char>(Value | 0x80));
    Value >>= 7;
  }
  Out.push_back(static_cast<char>(Value));
}

static void appendTag(std::string &Out, uint32_t Number, WireType Type) {
  appendVarint(Out, uint64_t(Number) << 3 | static_cast<uint64_t>(Type));
}

void appendIntField(std::string &Out, uint32_t Number, int64_t Value) {
  appendTag(Out, Number, WireType::Varint);
  appendVarint(Out, static_cast<uint64_t>(Value));
}

void appendBytesField(std::string &Out, uint32_t Number, std::string_view Value) {
  appendTag(Out, Number, WireType::Bytes);
  appendVarint(Out, Value.size());
  Out.append(Value);
}

void appendFixed32(std::string &Out, uint32_t Value) {
  for (int I = 0; I < 4; ++I)
    Out.push_back(static_cast<char>(static_cast<unsigned char>(Value >> (8 * I))));
}

void appendFixed64(std::string &Out, uint64_t Value) {
  appendFixed32(Out, static_cast<uint32_t>(Value));
  appendFixed32(Out, static_cast<uint32_t>(Value >> 32));
}

void appendFloatField(std::string &Out, uint32_t Number, float Value) {
  appendTag(Out, Number, WireType::Fixed32);
  uint32_t Bits;
  std::memcpy(&Bits, &Value, sizeof Bits);
  appendFixed32(Out, Bits);
}

void appendDoubleField(std::string &Out, uint32_t Number, double Value) {
  appendTag(Out, Number, WireType::Fixed64);
  uint64_t Bits;
  std::memcpy(&Bits, &Value, sizeof Bits);
  appendFixed64(Out, Bits);
}

} // namespace summary_upgrade::events
