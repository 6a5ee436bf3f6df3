// tensorflow.TensorProto as numbers or strings. Plain C++17 without LLVM.
#ifndef SUMMARY_UPGRADE_EVENTS_TENSOR_H
#define SUMMARY_UPGRADE_EVENTS_TENSOR_H

#include "events/Event.h"

namespace summary_upgrade::events {

/// Those members of tensorflow.DataType that have a meaning here.
enum class DataType : int {
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
/// "float32", "int64", ...; "" for a type that is not listed above.
std::string_view dataTypeName(int Type);

/// A tensor whose elements are numbers (Values) or strings (Strings). A list that is shorter than `Count`
/// goes on with its last element (and with zeros when it is empty): TensorProto stores constants so, and a
/// few bytes may stand for any number of elements.
struct Tensor {
  enum class Holds : uint8_t { Numbers, Strings, Opaque };

  int Type = 0;
  Holds What = Holds::Opaque; ///< Opaque: resources, variants, types not listed in DataType
  std::vector<int64_t> Shape;
  uint64_t Count = 1;                    ///< product of the shape
  std::vector<float> Values;             ///< as numpy would make float32 of them; complex: the real part
  std::vector<std::string_view> Strings; ///< views into the parsed bytes
};

/// False, with the place in `Error`, when the bytes are no TensorProto or its content does not fit its shape.
/// Allocates in proportion to the bytes that are there, whatever the shape says.
bool parseTensor(std::string_view Bytes, Tensor &Out, WireError &Error);

/// The value of an encoded float32 scalar, without building a Tensor; nothing for any other tensor.
std::optional<float> floatScalar(std::string_view Bytes);

void appendFloatScalarTensor(std::string &Out, float Value);
/// `Values` in row-major order; as TensorBoard's make_tensor_proto encodes them.
void appendFloatTensor(std::string &Out, const std::vector<int64_t> &Shape, const std::vector<float> &Values);
void appendStringTensor(std::string &Out, const std::vector<int64_t> &Shape,
                        const std::vector<std::string_view> &Values);

} // namespace summary_upgrade::events

#endif
