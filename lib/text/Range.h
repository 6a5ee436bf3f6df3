// A half-open range of bytes in one file.
#ifndef SUMMARY_UPGRADE_TEXT_RANGE_H
#define SUMMARY_UPGRADE_TEXT_RANGE_H

#include <cstdint>

namespace summary_upgrade::text {

/// Byte offsets [Begin, End) into a file as it is on disk (BOM included).
struct Range {
  uint32_t Begin = 0;
  uint32_t End = 0;

  uint32_t size() const { return End - Begin; }
  bool empty() const { return Begin == End; }
  bool contains(Range Inner) const { return Begin <= Inner.Begin && Inner.End <= End; }
  bool overlaps(Range Other) const { return Begin < Other.End && Other.Begin < End; }
  friend bool operator==(Range, Range) = default;
};

} // namespace summary_upgrade::text

#endif
