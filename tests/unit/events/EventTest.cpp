#include "Logs.h"
#include "gmock/gmock.h"
#include <cmath>

using namespace summary_upgrade::events;
using testing::ElementsAre;

namespace {

TEST(Wire, NumbersOfEveryWidth) {
  for (uint64_t Number : {uint64_t(0), uint64_t(1), uint64_t(127), uint64_t(128), uint64_t(1) << 32, UINT64_MAX}) {
    std::string Bytes;
    appendIntField(Bytes, 3, static_cast<int64_t>(Number));
    WireReader Reader(Bytes);
    WireField Field;
    ASSERT_TRUE(Reader.next(Field));
    EXPECT_EQ(Field.Number, 3u);
    EXPECT_EQ(Field.Scalar, Number);
    EXPECT_EQ(Field.Raw, Bytes);
    EXPECT_FALSE(Reader.next(Field));
    EXPECT_EQ(Reader.error().What, nullptr);
  }
}

TEST(Wire, MalformedBytesAreNamedWithTheirPlace) {
  struct {
    std::string Bytes;
    size_t Where;
    const char *What;
  } Cases[] = {
      {"\x08", 1, "a number is cut off"},
      {"\x08\x80", 1, "a number is cut off"},
      {"\x08\x01\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02", 3, "a number has more than 64 bits"},
      {std::string("\x00\x01", 2), 0, "a field number is out of range"},
      {"\x09\x01\x02\x03", 0, "a 64-bit field is cut off"},
      {"\x0d\x01\x02\x03", 0, "a 32-bit field is cut off"},
      {"\x0a\x05hey", 0, "a field is longer than its message"},
      {"\x0a\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01hey", 0, "a field is longer than its message"},
      {"\x0b", 0, "a field has an unknown wire type"},
      {"\x0f", 0, "a field has an unknown wire type"},
  };
  for (const auto &C : Cases) {
    WireReader Reader(C.Bytes);
    WireField Field;
    while (Reader.next(Field))
      ;
    ASSERT_STREQ(Reader.error().What, C.What);
    EXPECT_EQ(Reader.error().Where - C.Bytes.data(), static_cast<ptrdiff_t>(C.Where)) << C.What;
    EXPECT_FALSE(Reader.next(Field)) << "an error is the end";
  }
}

TEST(Event, FieldsAndTheLastOfAOneof) {
  std::string Bytes;
  appendEvent(Bytes, 12.5, -3, EventKind::FileVersion, "x");
  appendBytesField(Bytes, 77, "unknown");
  appendBytesField(Bytes, 4, "graph");
  Event E;
  WireError Error;
  ASSERT_TRUE(parseEvent(Bytes, E, Error));
  EXPECT_EQ(E.WallTime, 12.5);
  EXPECT_EQ(E.Step, -3);
  EXPECT_EQ(E.Kind, EventKind::GraphDef);
  EXPECT_EQ(E.Body, "graph");
  EXPECT_EQ(eventKindName(E.Kind), "graph_def");
}

TEST(Event, ValuesOfASummary) {
  std::string Bytes = summary({oldScalar("a", 1.5f), newScalar("b", 2), "\x0a\x05hey"});
  ValueReader Values(Bytes);
  Value V;
  ASSERT_TRUE(Values.next(V));
  EXPECT_EQ(V.Tag, "a");
  EXPECT_EQ(V.Kind, ValueKind::Simple);
  EXPECT_EQ(V.Simple, 1.5f);
  EXPECT_FALSE(V.Metadata);
  ASSERT_TRUE(Values.next(V));
  EXPECT_EQ(V.Kind, ValueKind::Tensor);
  SummaryMetadata Metadata;
  WireError Error;
  ASSERT_TRUE(parseMetadata(*V.Metadata, Metadata, Error));
  EXPECT_EQ(Metadata.PluginName, "scalars");
  EXPECT_FALSE(Values.next(V));
  EXPECT_STREQ(Values.error().What, "a field is longer than its message");
}

/// An encoded TensorProto with one more field.
std::string tensor(DataType Type, const std::vector<int64_t> &Shape, uint32_t Field, std::string_view Packed) {
  std::string Out, Dims;
  appendIntField(Out, 1, static_cast<int64_t>(Type));
  for (int64_t Size : Shape) {
    std::string Dim;
    appendIntField(Dim, 1, Size);
    appendBytesField(Dims, 2, Dim);
  }
  appendBytesField(Out, 2, Dims);
  appendBytesField(Out, Field, Packed);
  return Out;
}

using Numbers = std::vector<float>;

TEST(Tensor, EveryTypeInBothPlaces) {
  const std::string Minus1 = "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"; // a varint
  auto bytes = [](std::initializer_list<int> All) {
    std::string Out;
    for (int Byte : All)
      Out.push_back(static_cast<char>(Byte));
    return Out;
  };
  struct {
    DataType Type;
    uint32_t Field;
    std::string Packed;
    Numbers Want;
  } Cases[] = {
      {DataType::Float, 5, bytes({0, 0, 0xc0, 0x3f, 0, 0, 0, 0xc0}), {1.5f, -2}},
      {DataType::Float, 4, bytes({0, 0, 0xc0, 0x3f, 0, 0, 0, 0xc0}), {1.5f, -2}},
      {DataType::Double, 6, bytes({0, 0, 0, 0, 0, 0, 0xf8, 0x3f}), {1.5f}},
      {DataType::Double, 4, bytes({0, 0, 0, 0, 0, 0, 0xf8, 0x3f}), {1.5f}},
      {DataType::Int32, 7, Minus1 + "\x05", {-1, 5}},
      {DataType::Int32, 4, bytes({0xfe, 0xff, 0xff, 0xff}), {-2}},
      {DataType::UInt8, 7, bytes({0xff, 0x01}), {255}},
      {DataType::UInt8, 4, bytes({0xff, 7}), {255, 7}},
      {DataType::Int8, 4, bytes({0xff, 7}), {-1, 7}},
      {DataType::Int16, 4, bytes({0xff, 0xff}), {-1}},
      {DataType::UInt16, 4, bytes({0xff, 0xff}), {65535}},
      {DataType::Int64, 10, Minus1 + "\x02", {-1, 2}},
      {DataType::Int64, 4, bytes({0, 0, 0, 0, 1, 0, 0, 0}), {4294967296.0f}},
      {DataType::UInt32, 16, bytes({3}), {3}},
      {DataType::UInt64, 17, Minus1, {18446744073709551616.0f}},
      {DataType::Bool, 11, bytes({1, 0}), {1, 0}},
      {DataType::Bool, 4, bytes({1, 0}), {1, 0}},
      {DataType::Half, 13, bytes({0x80, 0x78, 1}), {1, 5.9604645e-08f}},
      {DataType::Half, 4, bytes({0, 0x3c, 0, 0xc0, 0, 0x7c, 0xff, 0x7b}), {1, -2, INFINITY, 65504}},
      {DataType::BFloat16, 4, bytes({0x80, 0x3f, 0, 0xc0}), {1, -2}},
      {DataType::Complex64, 9, bytes({0, 0, 0xc0, 0x3f, 9, 9, 9, 9, 0, 0, 0, 0xc0, 0, 0, 0, 0}), {1.5f, -2}},
      {DataType::Complex64, 4, bytes({0, 0, 0xc0, 0x3f, 9, 9, 9, 9}), {1.5f}},
      {DataType::Complex128, 4, bytes({0, 0, 0, 0, 0, 0, 0xf8, 0x3f, 9, 9, 9, 9, 9, 9, 9, 9}), {1.5f}},
  };
  for (const auto &C : Cases) {
    SCOPED_TRACE(std::string(dataTypeName(static_cast<int>(C.Type))) + " in field " + std::to_string(C.Field));
    std::string Bytes = tensor(C.Type, {static_cast<int64_t>(C.Want.size())}, C.Field, C.Packed);
    Tensor T;
    WireError Error;
    ASSERT_TRUE(parseTensor(Bytes, T, Error)) << Error.What;
    EXPECT_EQ(T.What, Tensor::Holds::Numbers);
    EXPECT_EQ(T.Values, C.Want);
  }
}

TEST(Tensor, OneNumberMayStandForMany) {
  Tensor T;
  WireError Error;
  std::string Bytes = tensor(DataType::Int32, {1 << 30, 1 << 20}, 7, "\x05");
  ASSERT_TRUE(parseTensor(Bytes, T, Error));
  EXPECT_EQ(T.Count, uint64_t(1) << 50);
  EXPECT_EQ(T.Values, Numbers{5}) << "and takes no more memory";
}

TEST(Tensor, MalformedOnes) {
  struct {
    std::string Bytes;
    const char *What;
  } Cases[] = {
      {tensor(DataType::Float, {2}, 4, "abcd"), "the content of a tensor does not fit its shape"},
      {tensor(DataType::Float, {1}, 4, "abc"), "the content of a tensor does not fit its shape"},
      {tensor(DataType::Float, {1}, 5, "abc"), "an element of a tensor is cut off"},
      {tensor(DataType::Int32, {1}, 7, "\x80"), "an element of a tensor is cut off"},
      {tensor(DataType::Int32, {1}, 7, "\x01\x02"), "a tensor has more elements than its shape"},
      {tensor(DataType::Int32, {-1}, 7, "\x01"), "a tensor has a negative dimension"},
      {tensor(DataType::Int32, {1LL << 40, 1LL << 40}, 7, "\x01"), "a tensor has more elements than can be counted"},
      {"\x12\x02\x18\x01", "a tensor has no known rank"},
      {"\x0a", "a number is cut off"},
  };
  for (const auto &C : Cases) {
    Tensor T;
    WireError Error;
    EXPECT_FALSE(parseTensor(C.Bytes, T, Error)) << C.What;
    EXPECT_STREQ(Error.What, C.What);
  }
}

TEST(Tensor, ScalarsWithoutBuildingATensor) {
  std::string Scalar;
  appendFloatScalarTensor(Scalar, 2.5f);
  EXPECT_EQ(floatScalar(Scalar), 2.5f);
  EXPECT_EQ(floatScalar(tensor(DataType::Float, {}, 4, std::string("\0\0\x20\x40", 4))), 2.5f);
  EXPECT_FALSE(floatScalar(tensor(DataType::Float, {1}, 4, "abcd"))) << "rank 1";
  EXPECT_FALSE(floatScalar(tensor(DataType::Int32, {}, 7, "\x01")));
  EXPECT_FALSE(floatScalar(tensor(DataType::Float, {}, 5, "abcdefgh")));
  EXPECT_FALSE(floatScalar(""));
}

std::string migrated(const std::string &Encoded) {
  Value V;
  WireError Error;
  std::string Out;
  EXPECT_TRUE(parseValue(Encoded, V, Error));
  EXPECT_TRUE(appendMigratedValue(Out, V, Error)) << Error.What;
  return Out;
}

TEST(DataCompat, ScalarsGetTheirTagAsDisplayName) {
  std::string Out = migrated(oldScalar("loss", 0.5f));
  Value V;
  WireError Error;
  SummaryMetadata Metadata;
  ASSERT_TRUE(parseValue(Out, V, Error) && V.Metadata && parseMetadata(*V.Metadata, Metadata, Error));
  EXPECT_EQ(V.Tag, "loss");
  EXPECT_EQ(floatScalar(V.Body), 0.5f);
  EXPECT_EQ(Metadata.PluginName, "scalars");
  EXPECT_EQ(Metadata.DisplayName, "loss");
}

std::string oldHistogram(double Min, double Max, const std::vector<double> &Limits, const std::vector<double> &Counts) {
  std::string Histo, Packed, Out;
  appendDoubleField(Histo, 1, Min);
  appendDoubleField(Histo, 2, Max);
  auto pack = [](const std::vector<double> &All) {
    std::string Bytes;
    for (double Number : All) {
      uint64_t Bits;
      std::memcpy(&Bits, &Number, 8);
      appendFixed64(Bytes, Bits);
    }
    return Bytes;
  };
  appendBytesField(Histo, 6, pack(Limits));
  appendBytesField(Histo, 7, pack(Counts));
  appendStringField(Out, 1, "h");
  appendBytesField(Out, 5, Histo);
  return Out;
}

TEST(DataCompat, HistogramsLoseEmptyEndsAndTakeTheirRange) {
  const double Huge = 1.7976931348623157e308;
  struct {
    std::string Encoded;
    int64_t Rows;
    Numbers Want;
  } Cases[] = {
      {oldHistogram(-1, 9, {-2, 0, 5, Huge}, {0, 2, 3, 0}), 2, {-1, 0, 2, 0, 9, 3}},
      {oldHistogram(4, 4, {0, 5, Huge}, {0, 7, 0}), 1, {4, 4, 7}},
      {oldHistogram(1, 3, {2, Huge}, {1, 1}), 2, {1, 2, 1, 2, 3, 1}},
      {oldHistogram(0, 0, {1, 2}, {0, 0}), 0, {}},
      {oldHistogram(0, 0, {}, {}), 0, {}},
  };
  for (const auto &C : Cases) {
    std::string Out = migrated(C.Encoded);
    Value V;
    Tensor T;
    WireError Error;
    ASSERT_TRUE(parseValue(Out, V, Error));
    ASSERT_TRUE(parseTensor(V.Body, T, Error)) << Error.What;
    EXPECT_THAT(T.Shape, ElementsAre(C.Rows, 3));
    EXPECT_EQ(T.Values, C.Want);
  }
}

TEST(DataCompat, AHistogramWithTooFewLimitsIsAnError) {
  std::string Encoded = oldHistogram(0, 1, {1}, {1, 1, 1}), Out;
  Value V;
  WireError Error;
  ASSERT_TRUE(parseValue(Encoded, V, Error));
  EXPECT_FALSE(appendMigratedValue(Out, V, Error));
  EXPECT_STREQ(Error.What, "a histogram has fewer bucket limits than buckets");
}

TEST(DataCompat, EventsKeepWhatTheRulesDoNotTouch) {
  std::string Untouched = event(3, {newScalar("a", 1)});
  appendBytesField(Untouched, 10, "source");
  std::string Out;
  WireError Error;
  ASSERT_TRUE(appendMigratedEvent(Out, Untouched, Error));
  EXPECT_EQ(Out, Untouched);

  std::string Mixed = event(3, {oldScalar("a", 1), newScalar("b", 2)});
  appendBytesField(Mixed, 10, "source");
  std::string Want = event(3, {migrated(oldScalar("a", 1)), newScalar("b", 2)});
  appendBytesField(Want, 10, "source");
  Out.clear();
  ASSERT_TRUE(appendMigratedEvent(Out, Mixed, Error));
  EXPECT_EQ(Out, Want);
}

} // namespace
