// The tensors of histogram, image and audio summaries.
#ifndef SUMMARY_V2_SRC_VALUES_H
#define SUMMARY_V2_SRC_VALUES_H

#include "summary_v2/status.h"
#include "summary_v2/tensor.h"
#include <cstdint>
#include <string>
#include <vector>

namespace summary_v2 {

float halfToFloat(uint16_t Bits);
uint16_t floatToHalf(float Value);
float bfloat16ToFloat(uint16_t Bits);
uint16_t floatToBFloat16(float Value);

/// The elements as TensorFlow casts them to double; of complex numbers the real part. Unimplemented for
/// strings.
Status toDoubles(const TensorView &Values, std::vector<double> &Out);

/// Rows of left edge, right edge and count.
std::vector<double> histogramBuckets(const std::vector<double> &Values, int Buckets);

/// The pixels as TensorFlow's convert_image_dtype(uint8, saturate) makes them, of the first `Count` elements.
Status toPixels(const TensorView &Images, size_t Count, std::vector<uint8_t> &Out);

/// One PNG file, byte for byte as libpng writes it at its defaults. `Pixels` holds Height * Width * Channels
/// bytes, all factors positive, Channels at most 4.
Status encodePng(const uint8_t *Pixels, uint32_t Height, uint32_t Width, unsigned Channels, std::string &Out);

/// One WAV file of 16 bit samples. InvalidArgument when the format cannot hold it.
Status encodeWav(const float *Samples, uint64_t Frames, uint64_t Channels, int64_t SampleRate, std::string &Out);

} // namespace summary_v2

#endif
