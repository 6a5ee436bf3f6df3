// Pictures of image summaries, decoded so that two encoders can be compared.
#ifndef SUMMARY_UPGRADE_EVENTS_PIXELS_H
#define SUMMARY_UPGRADE_EVENTS_PIXELS_H

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace summary_upgrade::events {

struct Pixels {
  uint32_t Width = 0, Height = 0, Channels = 0; ///< 1 to 4 channels of 8 bits, interleaved
  std::vector<uint8_t> Bytes;
};

/// Decodes a PNG. Nothing for other formats, damaged data, and sizes that the compressed bytes cannot fill.
std::optional<Pixels> decodePng(std::string_view Encoded);

/// The largest difference of two pictures in grey levels; nothing when one cannot be decoded or their sizes
/// differ.
std::optional<unsigned> greyLevelsApart(std::string_view EncodedA, std::string_view EncodedB);

} // namespace summary_upgrade::events

#endif
