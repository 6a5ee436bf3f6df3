// Views of the values that summaries are made of. A view owns nothing: the memory must live until the call
// returns.
#ifndef SUMMARY_V2_TENSOR_H
#define SUMMARY_V2_TENSOR_H

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <type_traits>
#include <vector>

namespace summary_v2 {

/// The numbers are TensorFlow's (types.proto).
enum class DType : int {
  Invalid = 0,
  Float = 1,
  Double = 2,
  Int32 = 3,
  UInt8 = 4,
  Int16 = 5,
  Int8 = 6,
  String = 7,
  Complex64 = 8,
  Int64 = 9,
  Bool = 10,
  BFloat16 = 14,
  UInt16 = 17,
  Complex128 = 18,
  Half = 19,
  UInt32 = 22,
  UInt64 = 23,
};

/// Bytes of one element; 0 for String and for unknown types.
constexpr size_t size_of(DType Type) {
  switch (Type) {
  case DType::UInt8:
  case DType::Int8:
  case DType::Bool:
    return 1;
  case DType::Int16:
  case DType::UInt16:
  case DType::Half:
  case DType::BFloat16:
    return 2;
  case DType::Float:
  case DType::Int32:
  case DType::UInt32:
    return 4;
  case DType::Double:
  case DType::Int64:
  case DType::UInt64:
  case DType::Complex64:
    return 8;
  case DType::Complex128:
    return 16;
  case DType::Invalid:
  case DType::String:
    break;
  }
  return 0;
}

/// The DType of a C++ arithmetic type.
template <typename T> constexpr DType dtype_of() {
  static_assert(std::is_arithmetic_v<T>, "numbers only");
  if constexpr (std::is_same_v<T, bool>)
    return DType::Bool;
  else if constexpr (std::is_same_v<T, float>)
    return DType::Float;
  else if constexpr (std::is_same_v<T, double>)
    return DType::Double;
  else if constexpr (!std::is_integral_v<T>)
    return DType::Invalid; // long double
  else if constexpr (sizeof(T) == 1)
    return std::is_signed_v<T> ? DType::Int8 : DType::UInt8;
  else if constexpr (sizeof(T) == 2)
    return std::is_signed_v<T> ? DType::Int16 : DType::UInt16;
  else if constexpr (sizeof(T) == 4)
    return std::is_signed_v<T> ? DType::Int32 : DType::UInt32;
  else
    return std::is_signed_v<T> ? DType::Int64 : DType::UInt64;
}

/// A dense, row-major tensor of numbers in the byte order of the machine, or of strings.
class TensorView {
public:
  TensorView(DType Type, const void *Data, std::vector<int64_t> Shape)
      : Type(Type), Data(Data), Shape(std::move(Shape)) {}
  template <typename T>
  TensorView(const T *Data, std::vector<int64_t> Shape) : TensorView(dtype_of<T>(), Data, std::move(Shape)) {}
  /// A vector of numbers.
  template <typename T, typename = std::enable_if_t<std::is_arithmetic_v<T> && !std::is_same_v<T, bool>>>
  TensorView(const std::vector<T> &Values)
      : TensorView(Values.data(), std::vector<int64_t>{static_cast<int64_t>(Values.size())}) {}
  /// Strings: `Data` points to as many views as the shape has elements.
  TensorView(const std::string_view *Strings, std::vector<int64_t> Shape)
      : Type(DType::String), Data(Strings), Shape(std::move(Shape)) {}

  DType dtype() const { return Type; }
  const void *data() const { return Data; }
  const std::vector<int64_t> &shape() const { return Shape; }
  const std::string_view *strings() const { return static_cast<const std::string_view *>(Data); }

private:
  DType Type;
  const void *Data;
  std::vector<int64_t> Shape;
};

} // namespace summary_v2

#endif
