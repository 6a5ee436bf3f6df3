// CRC-32C (Castagnoli) as TFRecord files use it. Plain C++17 without LLVM: the runtime compiles this file
// too.
#ifndef SUMMARY_UPGRADE_EVENTS_CRC32C_H
#define SUMMARY_UPGRADE_EVENTS_CRC32C_H

#include <cstddef>
#include <cstdint>

namespace summary_upgrade::events {

/// The CRC of the bytes that gave `Crc` followed by `Size` bytes at `Data`; start with 0. Uses SSE4.2 where
/// the processor has it.
uint32_t extendCrc32c(uint32_t Crc, const void *Data, size_t Size);

inline uint32_t crc32c(const void *Data, size_t Size) { return extendCrc32c(0, Data, Size); }

/// The same in software, on every machine; the tests hold both against each other.
uint32_t extendCrc32cPortable(uint32_t Crc, const void *Data, size_t Size);

/// TFRecord stores CRCs "masked": a CRC over bytes that hold their own CRC would be degenerate.
inline uint32_t maskCrc(uint32_t Crc) { return ((Crc >> 15) | (Crc << 17)) + 0xa282ead8u; }

inline uint32_t maskedCrc32c(const void *Data, size_t Size) { return maskCrc(crc32c(Data, Size)); }

} // namespace summary_upgrade::events

#endif
