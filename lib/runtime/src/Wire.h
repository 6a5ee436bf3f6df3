// The little of protobuf's wire format that event files need.
#ifndef SUMMARY_V2_SRC_WIRE_H
#define SUMMARY_V2_SRC_WIRE_H

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace summary_v2::wire {

enum Type : uint32_t { Varint = 0, Fixed64 = 1, Bytes = 2, Fixed32 = 5 };

inline size_t varintSize(uint64_t V) {
  size_t N = 1;
  while (V >= 0x80) {
    V >>= 7;
    ++N;
  }
  return N;
}

inline char *putVarint(char *P, uint64_t V) {
  while (V >= 0x80) {
    *P++ = static_cast<char>(V | 0x80);
    V >>= 7;
  }
  *P++ = static_cast<char>(V);
  return P;
}

template <typename T> inline char *putLittle(char *P, T Bits) {
  for (size_t I = 0; I < sizeof(T); ++I)
    *P++ = static_cast<char>(Bits >> (8 * I));
  return P;
}

inline uint32_t bitsOf(float V) {
  uint32_t Bits;
  std::memcpy(&Bits, &V, sizeof Bits);
  return Bits;
}
inline uint64_t bitsOf(double V) {
  uint64_t Bits;
  std::memcpy(&Bits, &V, sizeof Bits);
  return Bits;
}

inline void addVarint(std::string &Out, uint64_t V) {
  char Buffer[10];
  Out.append(Buffer, static_cast<size_t>(putVarint(Buffer, V) - Buffer));
}
inline void addKey(std::string &Out, uint32_t Field, Type T) { addVarint(Out, uint64_t(Field) << 3 | T); }
inline void addNumber(std::string &Out, uint32_t Field, uint64_t V) {
  addKey(Out, Field, Varint);
  addVarint(Out, V);
}
inline void addBytes(std::string &Out, uint32_t Field, std::string_view V) {
  addKey(Out, Field, Bytes);
  addVarint(Out, V.size());
  Out.append(V.data(), V.size());
}
inline void addDouble(std::string &Out, uint32_t Field, double V) {
  char Buffer[8];
  putLittle(Buffer, bitsOf(V));
  addKey(Out, Field, Fixed64);
  Out.append(Buffer, sizeof Buffer);
}

/// One field of a message as it stands in the bytes.
struct Field {
  uint32_t Number = 0;
  Type Kind = Varint;
  uint64_t Value = 0;     ///< for Varint, Fixed64 and Fixed32
  std::string_view Body;  ///< for Bytes
  std::string_view Whole; ///< key and all
};

/// Walks the fields of one message. Never reads outside the bytes it was given.
class Reader {
public:
  explicit Reader(std::string_view Message) : Rest(Message) {}

  /// The next field; false at the end and at malformed bytes (see bad()). Groups count as malformed: no
  /// message of an event file has them.
  bool next(Field &F) {
    if (Rest.empty())
      return false;
    const char *Start = Rest.data();
    uint64_t Key;
    if (!varint(Key) || Key >> 32 || Key >> 3 == 0)
      return fail();
    F.Number = static_cast<uint32_t>(Key >> 3);
    F.Kind = static_cast<Type>(Key & 7);
    F.Body = {};
    switch (F.Kind) {
    case Varint:
      if (!varint(F.Value))
        return fail();
      break;
    case Fixed64:
      if (!fixed(8, F.Value))
        return fail();
      break;
    case Fixed32:
      if (!fixed(4, F.Value))
        return fail();
      break;
    case Bytes: {
      uint64_t Size;
      if (!varint(Size) || Size > Rest.size())
        return fail();
      F.Body = Rest.substr(0, static_cast<size_t>(Size));
      Rest.remove_prefix(static_cast<size_t>(Size));
      break;
    }
    default:
      return fail();
    }
    F.Whole = std::string_view(Start, static_cast<size_t>(Rest.data() - Start));
    return true;
  }
  bool bad() const { return Bad; }

private:
  bool fail() {
    Bad = true;
    Rest = {};
    return false;
  }
  bool varint(uint64_t &V) {
    V = 0;
    for (unsigned Shift = 0; Shift < 70; Shift += 7) {
      if (Rest.empty())
        return false;
      auto Byte = static_cast<unsigned char>(Rest.front());
      Rest.remove_prefix(1);
      if (Shift < 64)
        V |= uint64_t(Byte & 0x7f) << Shift;
      if (!(Byte & 0x80))
        return true;
    }
    return false;
  }
  bool fixed(size_t Size, uint64_t &V) {
    if (Rest.size() < Size)
      return false;
    V = 0;
    for (size_t I = 0; I < Size; ++I)
      V |= uint64_t(static_cast<unsigned char>(Rest[I])) << (8 * I);
    Rest.remove_prefix(Size);
    return true;
  }

  std::string_view Rest;
  bool Bad = false;
};

inline float floatOf(uint64_t Bits) {
  auto Narrow = static_cast<uint32_t>(Bits);
  float V;
  std::memcpy(&V, &Narrow, sizeof V);
  return V;
}
inline double doubleOf(uint64_t Bits) {
  double V;
  std::memcpy(&V, &Bits, sizeof V);
  return V;
}

} // namespace summary_v2::wire

#endif
