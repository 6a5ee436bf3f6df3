#include "events/Crc32c.h"
#include <array>
#include <cstring>

#if defined(__x86_64__) && (defined(__GNUC__) || defined(__clang__))
#define SUMMARY_UPGRADE_CRC_SSE42 1
#include <nmmintrin.h>
#endif

namespace summary_upgrade::events {

namespace {

constexpr uint32_t Polynomial = 0x82f63b78u; // reflected

using Tables = std::array<std::array<uint32_t, 256>, 8>;

/// Tables[K][B]: the CRC of byte B followed by K zero bytes.
constexpr Tables makeTables() {
  Tables T{};
  for (uint32_t Byte = 0; Byte < 256; ++Byte) {
    uint32_t Crc = Byte;
    for (int Bit = 0; Bit < 8; ++Bit)
      Crc = (Crc >> 1) ^ ((Crc & 1) ? Polynomial : 0);
    T[0][Byte] = Crc;
  }
  for (size_t Byte = 0; Byte < 256; ++Byte)
    for (size_t K = 1; K < 8; ++K)
      T[K][Byte] = (T[K - 1][Byte] >> 8) ^ T[0][T[K - 1][Byte] & 0xff];
  return T;
}

constexpr Tables Table = makeTables();

#ifdef SUMMARY_UPGRADE_CRC_SSE42
__attribute__((target("sse4.2"))) uint32_t extendSse42(uint32_t Crc, const unsigned char *P, size_t Size) {
  uint64_t State = static_cast<uint32_t>(~Crc);
  for (; Size >= 8; P += 8, Size -= 8) {
    uint64_t Word;
    std::memcpy(&Word, P, 8);
    State = _mm_crc32_u64(State, Word);
  }
  auto Narrow = static_cast<uint32_t>(State);
  if (Size >= 4) {
    uint32_t Word;
    std::memcpy(&Word, P, 4);
    Narrow = _mm_crc32_u32(Narrow, Word);
    P += 4;
    Size -= 4;
  }
  for (; Size; ++P, --Size)
    Narrow = _mm_crc32_u8(Narrow, *P);
  return ~Narrow;
}
#endif

} // namespace

uint32_t extendCrc32cPortable(uint32_t Crc, const void *Data, size_t Size) {
  const auto *P = static_cast<const unsigned char *>(Data);
  uint32_t State = ~Crc;
  for (; Size >= 8; P += 8, Size -= 8) {
    // Bytes are joined by hand: right on machines of either byte order.
    uint32_t Low = State ^ (uint32_t(P[0]) | uint32_t(P[1]) << 8 | uint32_t(P[2]) << 16 | uint32_t(P[3]) << 24);
    State = Table[7][Low & 0xff] ^ Table[6][(Low >> 8) & 0xff] ^ Table[5][(Low >> 16) & 0xff] ^ Table[4][Low >> 24] ^
            Table[3][P[4]] ^ Table[2][P[5]] ^ Table[1][P[6]] ^ Table[0][P[7]];
  }
  for (; Size; ++P, --Size)
    State = (State >> 8) ^ Table[0][(State ^ *P) & 0xff];
  return ~State;
}

uint32_t extendCrc32c(uint32_t Crc, const void *Data, size_t Size) {
#ifdef SUMMARY_UPGRADE_CRC_SSE42
  static const bool HasSse42 = __builtin_cpu_supports("sse4.2");
  if (HasSse42)
    return extendSse42(Crc, static_cast<const unsigned char *>(Data), Size);
#endif
  return extendCrc32cPortable(Crc, Data, Size);
}

} // namespace summary_upgrade::events
