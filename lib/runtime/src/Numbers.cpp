// Element types: half precision, casts to double, casts to pixels.
#include "EventBuilder.h"
#include "Values.h"
#include "Wire.h"
#include <algorithm>
#include <cmath>
#include <limits>

namespace summary_v2 {

float bfloat16ToFloat(uint16_t Bits) { return wire::floatOf(uint32_t(Bits) << 16); }

uint16_t floatToBFloat16(float Value) {
  uint32_t Bits = wire::bitsOf(Value);
  if (std::isnan(Value))
    return 0x7fc0;
  return static_cast<uint16_t>((Bits + 0x7fff + ((Bits >> 16) & 1)) >> 16);
}

float halfToFloat(uint16_t Bits) {
  int Exponent = (Bits >> 10) & 31;
  int Mantissa = Bits & 1023;
  float Size = Exponent == 31  ? (Mantissa ? std::numeric_limits<float>::quiet_NaN() : INFINITY)
               : Exponent == 0 ? std::ldexp(static_cast<float>(Mantissa), -24)
                               : std::ldexp(static_cast<float>(Mantissa + 1024), Exponent - 25);
  return Bits & 0x8000 ? -Size : Size;
}

uint16_t floatToHalf(float Value) {
  uint16_t Sign = std::signbit(Value) ? 0x8000 : 0;
  float Size = std::fabs(Value);
  if (std::isnan(Value))
    return 0x7e00;
  if (Size >= 65520.0f) // halfway to the first number that is too large
    return Sign | 0x7c00;
  int Exponent = Size < 6.103515625e-05f ? -14 : std::ilogb(Size);
  // The unit in the last place is 2^(Exponent - 10); nearbyint rounds halves to even.
  auto Units = static_cast<uint32_t>(std::nearbyint(std::ldexp(Size, 10 - Exponent)));
  // A carry out of the mantissa moves into the exponent by itself.
  return static_cast<uint16_t>(Sign | (Units + (static_cast<uint32_t>(Exponent + 14) << 10)));
}

namespace {

/// Calls Do(pointer to the C++ type) for real types; false for others.
template <typename F> bool withRealType(const TensorView &V, F Do) {
  switch (V.dtype()) {
  case DType::Float:
    Do(static_cast<const float *>(V.data()));
    return true;
  case DType::Double:
    Do(static_cast<const double *>(V.data()));
    return true;
  case DType::Int8:
    Do(static_cast<const int8_t *>(V.data()));
    return true;
  case DType::UInt8:
    Do(static_cast<const uint8_t *>(V.data()));
    return true;
  case DType::Int16:
    Do(static_cast<const int16_t *>(V.data()));
    return true;
  case DType::UInt16:
    Do(static_cast<const uint16_t *>(V.data()));
    return true;
  case DType::Int32:
    Do(static_cast<const int32_t *>(V.data()));
    return true;
  case DType::UInt32:
    Do(static_cast<const uint32_t *>(V.data()));
    return true;
  case DType::Int64:
    Do(static_cast<const int64_t *>(V.data()));
    return true;
  case DType::UInt64:
    Do(static_cast<const uint64_t *>(V.data()));
    return true;
  default:
    return false;
  }
}

/// A NaN, whose cast TensorFlow leaves to the processor, becomes 0.
template <typename T> uint8_t clipped(T Scaled) {
  if (!(Scaled > T(0)))
    return 0;
  return static_cast<uint8_t>(std::min(Scaled, T(255)));
}

template <typename T> uint8_t pixel(T Value) {
  if constexpr (std::is_floating_point_v<T>) {
    return clipped<T>(Value * T(255.5));
  } else if constexpr (std::is_same_v<T, uint8_t>) {
    return Value;
  } else if constexpr (std::is_same_v<T, int8_t>) {
    return static_cast<uint8_t>(std::max<int>(Value, 0) * 2);
  } else {
    // Scaled down by a power of two, rounding towards minus infinity; what is negative is clipped anyway.
    constexpr T Scale = static_cast<T>(uint64_t(std::numeric_limits<T>::max()) / 256 + 1);
    return Value < T(0) ? 0 : static_cast<uint8_t>(Value / Scale);
  }
}

} // namespace

Status toDoubles(const TensorView &Values, std::vector<double> &Out) {
  Result<size_t> Count = elementCount(Values.shape());
  if (!Count)
    return Count.status();
  if (*Count && !Values.data())
    return Status(Code::InvalidArgument, "A tensor has elements but no data");
  Out.resize(*Count);
  // TensorFlow computes with denormal numbers taken as zero.
  auto Normal = [](float V) { return std::fabs(V) < std::numeric_limits<float>::min() ? std::copysign(0.0f, V) : V; };
  if (withRealType(Values, [&](const auto *Data) {
        for (size_t I = 0; I < Out.size(); ++I)
          if constexpr (std::is_same_v<decltype(Data), const float *>)
            Out[I] = Normal(Data[I]);
          else
            Out[I] = static_cast<double>(Data[I]);
      }))
    return Status();
  switch (Values.dtype()) {
  case DType::Bool:
    for (size_t I = 0; I < Out.size(); ++I)
      Out[I] = static_cast<const uint8_t *>(Values.data())[I] ? 1 : 0;
    return Status();
  case DType::Half:
    for (size_t I = 0; I < Out.size(); ++I)
      Out[I] = halfToFloat(static_cast<const uint16_t *>(Values.data())[I]);
    return Status();
  case DType::BFloat16:
    for (size_t I = 0; I < Out.size(); ++I)
      Out[I] = Normal(bfloat16ToFloat(static_cast<const uint16_t *>(Values.data())[I]));
    return Status();
  case DType::Complex64:
    for (size_t I = 0; I < Out.size(); ++I)
      Out[I] = static_cast<const float *>(Values.data())[2 * I];
    return Status();
  case DType::Complex128:
    for (size_t I = 0; I < Out.size(); ++I)
      Out[I] = static_cast<const double *>(Values.data())[2 * I];
    return Status();
  default:
    return Status(Code::Unimplemented, "Cast string to double is not supported");
  }
}

Status toPixels(const TensorView &Images, size_t Count, std::vector<uint8_t> &Out) {
  Out.resize(Count);
  if (withRealType(Images, [&](const auto *Data) {
        for (size_t I = 0; I < Count; ++I)
          Out[I] = pixel(Data[I]);
      }))
    return Status();
  // Products of halves are rounded to halves, and the scale itself is one.
  const auto *Halves = static_cast<const uint16_t *>(Images.data());
  switch (Images.dtype()) {
  case DType::Half:
    for (size_t I = 0; I < Count; ++I)
      Out[I] = clipped(halfToFloat(floatToHalf(halfToFloat(Halves[I]) * 255.5f)));
    return Status();
  case DType::BFloat16: {
    float Scale = bfloat16ToFloat(floatToBFloat16(255.5f));
    for (size_t I = 0; I < Count; ++I)
      Out[I] = clipped(bfloat16ToFloat(floatToBFloat16(bfloat16ToFloat(Halves[I]) * Scale)));
    return Status();
  }
  default:
    return Status(Code::InvalidArgument, "image dtype must be either floating point or integer");
  }
}

} // namespace summary_v2
