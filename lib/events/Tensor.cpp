#include "events/Tensor.h"
#include <cmath>

namespace summary_upgrade::events {

std::string_view dataTypeName(int Type) {
  switch (static_cast<DataType>(Type)) {
  case DataType::Float:
    return "float32";
  case DataType::Double:
    return "float64";
  case DataType::Int32:
    return "int32";
  case DataType::UInt8:
    return "uint8";
  case DataType::Int16:
    return "int16";
  case DataType::Int8:
    return "int8";
  case DataType::String:
    return "string";
  case DataType::Complex64:
    return "complex64";
  case DataType::Int64:
    return "int64";
  case DataType::Bool:
    return "bool";
  case DataType::BFloat16:
    return "bfloat16";
  case DataType::UInt16:
    return "uint16";
  case DataType::Complex128:
    return "complex128";
  case DataType::Half:
    return "float16";
  case DataType::UInt32:
    return "uint32";
  case DataType::UInt64:
    return "uint64";
  case DataType::Invalid:
    break;
  }
  return "";
}

namespace {

float bitsToFloat(uint32_t Bits) {
  float Value;
  std::memcpy(&Value, &Bits, sizeof Value);
  return Value;
}

double bitsToDouble(uint64_t Bits) {
  double Value;
  std::memcpy(&Value, &Bits, sizeof Value);
  return Value;
}

float halfToFloat(uint16_t Half) {
  unsigned Exponent = (Half >> 10) & 0x1f, Fraction = Half & 0x3ff;
  float Magnitude;
  if (Exponent == 0x1f)
    Magnitude = Fraction ? NAN : INFINITY;
  else if (Exponent == 0)
    Magnitude = std::ldexp(static_cast<float>(Fraction), -24);
  else
    Magnitude = std::ldexp(static_cast<float>(Fraction | 0x400), static_cast<int>(Exponent) - 25);
  return (Half & 0x8000) ? -Magnitude : Magnitude;
}

/// How a type lies in `tensor_content` and in its own repeated field.
struct Layout {
  size_t Size;    ///< bytes an element takes in tensor_content
  uint32_t Field; ///< number of the repeated field
  WireType FieldType;
};

Layout layoutOf(DataType Type) {
  switch (Type) {
  case DataType::Float:
    return {4, 5, WireType::Fixed32};
  case DataType::Double:
    return {8, 6, WireType::Fixed64};
  case DataType::Int32:
    return {4, 7, WireType::Varint};
  case DataType::UInt8:
  case DataType::Int8:
    return {1, 7, WireType::Varint};
  case DataType::Int16:
  case DataType::UInt16:
    return {2, 7, WireType::Varint};
  case DataType::Complex64:
    return {8, 9, WireType::Fixed32};
  case DataType::Int64:
    return {8, 10, WireType::Varint};
  case DataType::Bool:
    return {1, 11, WireType::Varint};
  case DataType::Complex128:
    return {16, 12, WireType::Fixed64};
  case DataType::BFloat16:
  case DataType::Half:
    return {2, 13, WireType::Varint};
  case DataType::UInt32:
    return {4, 16, WireType::Varint};
  case DataType::UInt64:
    return {8, 17, WireType::Varint};
  case DataType::String:
  case DataType::Invalid:
    break;
  }
  return {0, 0, WireType::Varint};
}

bool isComplex(DataType Type) { return Type == DataType::Complex64 || Type == DataType::Complex128; }

/// One element from its bits, as they stand in either place (varints are cut to the width of the type).
float toFloat(DataType Type, uint64_t Bits) {
  switch (Type) {
  case DataType::Float:
  case DataType::Complex64:
    return bitsToFloat(static_cast<uint32_t>(Bits));
  case DataType::Double:
  case DataType::Complex128:
    return static_cast<float>(bitsToDouble(Bits));
  case DataType::Int32:
    return static_cast<float>(static_cast<int32_t>(Bits));
  case DataType::UInt8:
    return static_cast<float>(static_cast<uint8_t>(Bits));
  case DataType::Int16:
    return static_cast<float>(static_cast<int16_t>(Bits));
  case DataType::Int8:
    return static_cast<float>(static_cast<int8_t>(Bits));
  case DataType::Int64:
    return static_cast<float>(static_cast<int64_t>(Bits));
  case DataType::Bool:
    return Bits ? 1.0f : 0.0f;
  case DataType::BFloat16:
    return bitsToFloat(static_cast<uint32_t>(Bits & 0xffff) << 16);
  case DataType::UInt16:
    return static_cast<float>(static_cast<uint16_t>(Bits));
  case DataType::Half:
    return halfToFloat(static_cast<uint16_t>(Bits));
  case DataType::UInt32:
    return static_cast<float>(static_cast<uint32_t>(Bits));
  case DataType::UInt64:
    return static_cast<float>(Bits);
  case DataType::String:
  case DataType::Invalid:
    break;
  }
  return 0;
}

uint64_t readBits(const char *P, size_t Size) {
  switch (Size) {
  case 1:
    return static_cast<unsigned char>(*P);
  case 2:
    return static_cast<unsigned char>(P[0]) | static_cast<unsigned>(static_cast<unsigned char>(P[1])) << 8;
  case 4:
    return readFixed32(P);
  default:
    return readFixed64(P); // of a complex number the first half is the real part
  }
}

bool parseShape(std::string_view Bytes, Tensor &Out, WireError &Error) {
  WireReader Reader(Bytes);
  WireField Field;
  while (Reader.next(Field)) {
    if (Field.Number == 3 && Field.Type == WireType::Varint && Field.Scalar) {
      Error = {Field.Raw.data(), "a tensor has no known rank"};
      return false;
    }
    if (Field.Number != 2 || Field.Type != WireType::Bytes)
      continue;
    int64_t Size = 0;
    WireReader Dim(Field.Bytes);
    WireField DimField;
    while (Dim.next(DimField))
      if (DimField.Number == 1 && DimField.Type == WireType::Varint)
        Size = static_cast<int64_t>(DimField.Scalar);
    if (Dim.error().What) {
      Error = Dim.error();
      return false;
    }
    if (Size < 0) {
      Error = {Field.Raw.data(), "a tensor has a negative dimension"};
      return false;
    }
    Out.Shape.push_back(Size);
  }
  if (!Reader.error().What)
    return true;
  Error = Reader.error();
  return false;
}

/// False when the product does not fit 64 bits.
bool countElements(Tensor &T) {
  T.Count = 1;
  bool Overflow = false;
  for (int64_t Size : T.Shape) {
    if (Size == 0) {
      T.Count = 0;
      return true;
    }
    Overflow |= __builtin_mul_overflow(T.Count, static_cast<uint64_t>(Size), &T.Count);
  }
  return !Overflow;
}

/// Appends the elements of a repeated field, packed or not; false when they are malformed.
bool appendElements(DataType Type, Layout How, const WireField &F, std::vector<float> &Out, WireError &Error) {
  if (F.Type == How.FieldType) {
    Out.push_back(toFloat(Type, F.Scalar));
    return true;
  }
  if (F.Type != WireType::Bytes)
    return true; // an unknown field, for protobuf
  if (How.FieldType == WireType::Varint) {
    std::string_view Rest = F.Bytes;
    while (!Rest.empty()) {
      uint64_t Bits = 0;
      size_t At = 0;
      unsigned Shift = 0;
      for (;; ++At, Shift += 7) {
        if (At == Rest.size() || Shift > 63) {
          Error = {Rest.data(), "an element of a tensor is cut off"};
          return false;
        }
        auto Byte = static_cast<unsigned char>(Rest[At]);
        Bits |= static_cast<uint64_t>(Byte & 0x7f) << Shift;
        if (Byte < 0x80)
          break;
      }
      Rest.remove_prefix(At + 1);
      Out.push_back(toFloat(Type, Bits));
    }
    return true;
  }
  size_t Width = How.FieldType == WireType::Fixed32 ? 4 : 8;
  if (F.Bytes.size() % Width) {
    Error = {F.Raw.data(), "an element of a tensor is cut off"};
    return false;
  }
  Out.reserve(Out.size() + F.Bytes.size() / Width);
  for (size_t I = 0; I < F.Bytes.size(); I += Width)
    Out.push_back(toFloat(Type, readBits(F.Bytes.data() + I, Width)));
  return true;
}

} // namespace

bool parseTensor(std::string_view Bytes, Tensor &Out, WireError &Error) {
  Out = Tensor();
  std::string_view Shape, Content;
  WireReader Header(Bytes);
  WireField Field;
  while (Header.next(Field)) {
    if (Field.Number == 1 && Field.Type == WireType::Varint)
      Out.Type = static_cast<int>(Field.Scalar);
    else if (Field.Number == 2 && Field.Type == WireType::Bytes)
      Shape = Field.Bytes;
    else if (Field.Number == 4 && Field.Type == WireType::Bytes)
      Content = Field.Bytes;
  }
  if (Header.error().What) {
    Error = Header.error();
    return false;
  }
  if (!parseShape(Shape, Out, Error))
    return false;
  if (!countElements(Out)) {
    Error = {Bytes.data(), "a tensor has more elements than can be counted"};
    return false;
  }
  auto Type = static_cast<DataType>(Out.Type);
  Layout How = layoutOf(Type);
  if (Type == DataType::String)
    Out.What = Tensor::Holds::Strings;
  else if (How.Size)
    Out.What = Tensor::Holds::Numbers;
  else
    return true;

  if (!Content.empty() && How.Size) {
    if (Content.size() % How.Size || Content.size() / How.Size != Out.Count) {
      Error = {Content.data(), "the content of a tensor does not fit its shape"};
      return false;
    }
    Out.Values.reserve(Content.size() / How.Size);
    for (size_t I = 0; I < Content.size(); I += How.Size)
      Out.Values.push_back(toFloat(Type, readBits(Content.data() + I, How.Size)));
    return true;
  }

  WireReader Elements(Bytes);
  while (Elements.next(Field)) {
    if (Type == DataType::String) {
      if (Field.Number == 8 && Field.Type == WireType::Bytes)
        Out.Strings.push_back(Field.Bytes);
    } else if (Field.Number == How.Field) {
      if (!appendElements(Type, How, Field, Out.Values, Error))
        return false;
    }
  }
  if (isComplex(Type)) { // real and imaginary parts alternate
    size_t Half = Out.Values.size() / 2;
    for (size_t I = 0; I < Half; ++I)
      Out.Values[I] = Out.Values[2 * I];
    Out.Values.resize(Half);
  }
  uint64_t Given = Type == DataType::String ? Out.Strings.size() : Out.Values.size();
  if (Given > Out.Count && !(Out.Count == 0 && Given == 1)) {
    Error = {Bytes.data(), "a tensor has more elements than its shape"};
    return false;
  }
  if (Out.Count == 0) {
    Out.Values.clear();
    Out.Strings.clear();
  }
  return true;
}

std::optional<float> floatScalar(std::string_view Bytes) {
  std::optional<float> Found;
  bool IsFloat = false;
  WireReader Reader(Bytes);
  WireField Field;
  while (Reader.next(Field)) {
    if (Field.Number == 1 && Field.Type == WireType::Varint)
      IsFloat = Field.Scalar == static_cast<uint64_t>(DataType::Float);
    else if (Field.Number == 2 && Field.Type == WireType::Bytes && Field.Bytes.empty())
      continue;
    else if (Field.Number == 5 && Field.Type == WireType::Fixed32 && !Found)
      Found = Field.asFloat();
    else if (Field.Number == 5 && Field.Type == WireType::Bytes && Field.Bytes.size() == 4 && !Found)
      Found = bitsToFloat(readFixed32(Field.Bytes.data()));
    else if (Field.Number == 4 && Field.Type == WireType::Bytes && Field.Bytes.size() == 4 && !Found)
      Found = bitsToFloat(readFixed32(Field.Bytes.data()));
    else
      return std::nullopt;
  }
  if (Reader.error().What || !IsFloat)
    return std::nullopt;
  return Found;
}

static void appendHeader(std::string &Out, DataType Type, const std::vector<int64_t> &Shape) {
  appendIntField(Out, 1, static_cast<int64_t>(Type));
  std::string Dims;
  for (int64_t Size : Shape) {
    std::string Dim;
    if (Size)
      appendIntField(Dim, 1, Size);
    appendBytesField(Dims, 2, Dim);
  }
  appendBytesField(Out, 2, Dims);
}

void appendFloatScalarTensor(std::string &Out, float Value) {
  // Type, empty shape, packed float_val of one: the same bytes but for the last four.
  Out.append("\x08\x01\x12\x00\x2a\x04", 6);
  uint32_t Bits;
  std::memcpy(&Bits, &Value, sizeof Bits);
  appendFixed32(Out, Bits);
}

void appendFloatTensor(std::string &Out, const std::vector<int64_t> &Shape, const std::vector<float> &Values) {
  appendHeader(Out, DataType::Float, Shape);
  if (Values.empty())
    return;
  std::string Content;
  Content.reserve(Values.size() * 4);
  for (float Value : Values) {
    uint32_t Bits;
    std::memcpy(&Bits, &Value, sizeof Bits);
    appendFixed32(Content, Bits);
  }
  // A single element goes to float_val, more go to tensor_content.
  appendBytesField(Out, Values.size() == 1 ? 5 : 4, Content);
}

void appendStringTensor(std::string &Out, const std::vector<int64_t> &Shape,
                        const std::vector<std::string_view> &Values) {
  appendHeader(Out, DataType::String, Shape);
  for (std::string_view Value : Values)
    appendBytesField(Out, 8, Value);
}

} // namespace summary_upgrade::events
