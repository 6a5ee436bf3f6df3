#include "events/Pixels.h"
#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <png.h>

namespace summary_upgrade::events {

std::optional<Pixels> decodePng(std::string_view Encoded) {
  if (Encoded.substr(0, 8) != std::string_view("\x89PNG\r\n\x1a\n", 8))
    return std::nullopt;
  png_image Image;
  std::memset(&Image, 0, sizeof Image);
  Image.version = PNG_IMAGE_VERSION;
  std::optional<Pixels> Out;
  if (png_image_begin_read_from_memory(&Image, Encoded.data(), Encoded.size())) {
    // The channels of the file, in 8 bits, without a palette.
    Image.format &= PNG_FORMAT_FLAG_COLOR | PNG_FORMAT_FLAG_ALPHA;
    unsigned Channels = PNG_IMAGE_PIXEL_CHANNELS(Image.format);
    uint64_t Size = uint64_t(Image.width) * Image.height * Channels;
    // Deflate makes at most 1032 bytes of one (and a pixel takes at least one bit): a header that promises
    // more lies, and must not cost memory.
    if (Size / 8 <= uint64_t(Encoded.size()) * 1032 * Channels && Size <= uint64_t(1) << 31) {
      Out.emplace();
      Out->Width = Image.width;
      Out->Height = Image.height;
      Out->Channels = Channels;
      Out->Bytes.resize(Size);
      if (!png_image_finish_read(&Image, nullptr, Out->Bytes.data(), 0, nullptr))
        Out.reset();
    }
  }
  png_image_free(&Image);
  return Out;
}

std::optional<unsigned> greyLevelsApart(std::string_view EncodedA, std::string_view EncodedB) {
  auto A = decodePng(EncodedA), B = decodePng(EncodedB);
  if (!A || !B || A->Width != B->Width || A->Height != B->Height || A->Channels != B->Channels)
    return std::nullopt;
  int Largest = 0;
  for (size_t I = 0; I < A->Bytes.size(); ++I)
    Largest = std::max(Largest, std::abs(int(A->Bytes[I]) - int(B->Bytes[I])));
  return static_cast<unsigned>(Largest);
}

} // namespace summary_upgrade::events
