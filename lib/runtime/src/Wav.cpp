#include "Values.h"
#include "Wire.h"
#include <algorithm>
#include <cmath>

namespace summary_v2 {

Status encodeWav(const float *Samples, uint64_t Frames, uint64_t Channels, int64_t SampleRate, std::string &Out) {
  if (SampleRate <= 0 || SampleRate > INT64_C(0xffffffff))
    return Status(Code::InvalidArgument, "sample_rate must be in (0, 2^32), got: " + std::to_string(SampleRate));
  if (Channels == 0 || Channels > 0xffff)
    return Status(Code::InvalidArgument, "num_channels must be in (0, 2^16), got: " + std::to_string(Channels));
  uint64_t BytesPerSecond = static_cast<uint64_t>(SampleRate) * Channels * 2;
  constexpr uint64_t HeaderSize = 44;
  if (Frames > (UINT32_MAX - HeaderSize) / (Channels * 2))
    return Status(Code::InvalidArgument, "num_frames is too large for a WAV file");
  uint64_t DataSize = Frames * Channels * 2;

  Out.clear();
  Out.reserve(HeaderSize + DataSize);
  auto Add32 = [&](uint64_t V) {
    char Buffer[4];
    wire::putLittle(Buffer, static_cast<uint32_t>(V));
    Out.append(Buffer, 4);
  };
  auto Add16 = [&](uint64_t V) {
    char Buffer[2];
    wire::putLittle(Buffer, static_cast<uint16_t>(V));
    Out.append(Buffer, 2);
  };
  Out += "RIFF";
  Add32(HeaderSize - 8 + DataSize);
  Out += "WAVEfmt ";
  Add32(16);
  Add16(1); // PCM
  Add16(Channels);
  Add32(static_cast<uint64_t>(SampleRate));
  Add32(BytesPerSecond); // modulo 2^32, as in TensorFlow
  Add16(Channels * 2);
  Add16(16);
  Out += "data";
  Add32(DataSize);
  for (uint64_t I = 0; I < Frames * Channels; ++I) {
    float Level = std::min(std::max(std::round(Samples[I] * 32768.0f), -32768.0f), 32767.0f);
    Add16(static_cast<uint16_t>(static_cast<int16_t>(std::isnan(Level) ? 0.0f : Level)));
  }
  return Status();
}

} // namespace summary_v2
