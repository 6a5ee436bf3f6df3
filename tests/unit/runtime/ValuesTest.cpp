// The contents of summaries, against bytes that TensorFlow wrote or that follow from the formats.
#include "Support.h"
#include "summary_v2/c_api.h"
#include "summary_v2/summary.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include <cmath>
#include <limits>
#include <zlib.h>

using namespace runtime_test;
using namespace summary_v2;
using testing::ElementsAre;
using testing::ElementsAreArray;
using testing::HasSubstr;

namespace {

class Values : public testing::Test {
protected:
  /// The last record's body.
  std::string last() {
    EXPECT_TRUE(W->flush().ok());
    File F = readRecords(W->path());
    EXPECT_FALSE(F.Damaged || F.Torn);
    return body(F.Records.back());
  }
  size_t records() {
    EXPECT_TRUE(W->flush().ok());
    return readRecords(W->path()).Records.size();
  }

  Directory D;
  WriterPtr W = create_file_writer(D.Path);
};

template <size_t N> std::string bytes(const char (&Literal)[N]) { return std::string(Literal, N - 1); }

constexpr double Inf = std::numeric_limits<double>::infinity(), NaN = std::numeric_limits<double>::quiet_NaN();

TEST_F(Values, Histograms) {
  struct {
    std::vector<double> Data;
    int Buckets;
    std::vector<double> Rows;
  } const Cases[] = {
      {{1, 2, 3}, 2, {1, 2, 1, 2, 3, 2}},
      {{}, 2, {0, 0, 0, 0, 0, 0}},
      {{1}, 0, {}},
      {{1}, -3, {}},
      {{4, 4}, 2, {4, 4, 0, 4, 4, 2}},
      {{0, 1, 2, 3}, 1, {0, 3, 4}},
      // A value on an edge belongs to the bucket on its right; the largest one to the last.
      {{0, 1, 2}, 2, {0, 1, 1, 1, 2, 2}},
      {{0, Inf}, 2, {0, Inf, 1, Inf, Inf, 0}},
  };
  for (const auto &C : Cases) {
    ASSERT_TRUE(histogram(W, "h", C.Data, 1, C.Buckets).written());
    std::string Wanted(reinterpret_cast<const char *>(C.Rows.data()), C.Rows.size() * sizeof(double));
    std::string Tail = "J\x0e\n\x0c\n\nhistograms";
    std::string Got = last();
    ASSERT_GE(Got.size(), Wanted.size() + Tail.size());
    EXPECT_EQ(Got.substr(Got.size() - Tail.size() - Wanted.size()), Wanted + Tail) << C.Buckets;
  }
}

TEST_F(Values, AHistogramOfNaNsHasNoCounts) {
  ASSERT_TRUE(histogram(W, "h", std::vector<double>{1, NaN, 2}, 1, 3).written());
  std::string Got = last();
  const std::string Tail = "J\x0e\n\x0c\n\nhistograms";
  std::string Rows = Got.substr(Got.size() - Tail.size() - 72, 72);
  for (size_t Row = 0; Row < 3; ++Row) {
    EXPECT_TRUE(std::isnan(readAt<double>(Rows, Row * 24)));
    EXPECT_TRUE(std::isnan(readAt<double>(Rows, Row * 24 + 8)));
    EXPECT_EQ(readAt<double>(Rows, Row * 24 + 16), 0);
  }
}

TEST_F(Values, AnImageAsTensorFlowWritesIt) {
  std::vector<uint8_t> Pixels(6, 0);
  ASSERT_TRUE(image(W, "i", TensorView(Pixels.data(), {1, 2, 3, 1}), 1).written());
  EXPECT_EQ(last(), bytes("\x10\x01*g\ne\n\x01iBT\x08\x07\x12\x04\x12\x02\x08\x03"
                          "B\x01"
                          "3B\x01"
                          "2BD\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x03\x00\x00\x00\x02\x08\x00\x00\x00\x00"
                          "\xb8\x1f"
                          "9\xc6\x00\x00\x00\x0bIDAT\x08\x99"
                          "c`\x80\x00\x00\x00\x08\x00\x01\xafS\xea\"\x00\x00\x00\x00IEND\xae"
                          "B`\x82J\n\n\x08\n\x06images"));
}

/// The pixels of the only PNG in an event, by a decoder of the test's own.
std::vector<uint8_t> decodePng(const std::string &Event, size_t Height, size_t Width, size_t Channels) {
  size_t At = Event.find("\x89PNG") + 8;
  std::string Stream;
  for (;;) {
    size_t Size = 0;
    for (int I = 0; I < 4; ++I)
      Size = Size << 8 | static_cast<uint8_t>(Event[At + I]);
    std::string Type = Event.substr(At + 4, 4);
    if (Type == "IDAT")
      Stream += Event.substr(At + 8, Size);
    if (Type == "IEND")
      break;
    At += 12 + Size;
  }
  size_t Row = Width * Channels;
  std::vector<uint8_t> Lines(Height * (Row + 1)), Pixels(Height * Row);
  uLongf Size = Lines.size();
  EXPECT_EQ(::uncompress(Lines.data(), &Size, reinterpret_cast<const Bytef *>(Stream.data()), Stream.size()), Z_OK);
  EXPECT_EQ(Size, Lines.size());
  for (size_t Y = 0; Y < Height; ++Y)
    for (size_t X = 0; X < Row; ++X) {
      auto Pixel = [&](size_t Line, size_t Column) { return int(Pixels[Line * Row + Column]); };
      int A = X >= Channels ? Pixel(Y, X - Channels) : 0, B = Y ? Pixel(Y - 1, X) : 0;
      int C = Y && X >= Channels ? Pixel(Y - 1, X - Channels) : 0;
      int P = A + B - C, PA = std::abs(P - A), PB = std::abs(P - B), PC = std::abs(P - C);
      int Guesses[] = {0, A, B, (A + B) / 2, PA <= PB && PA <= PC ? A : PB <= PC ? B : C};
      Pixels[Y * Row + X] = static_cast<uint8_t>(Lines[Y * (Row + 1) + 1 + X] + Guesses[Lines[Y * (Row + 1)]]);
    }
  return Pixels;
}

TEST_F(Values, ImagesKeepTheirPixels) {
  uint32_t Noise = 1;
  auto Random = [&] { return static_cast<uint8_t>((Noise = Noise * 1664525 + 1013904223) >> 24); };
  for (size_t Channels = 1; Channels <= 4; ++Channels)
    for (auto [Height, Width] : {std::pair<size_t, size_t>{1, 1}, {1, 50}, {50, 1}, {17, 31}, {200, 150}})
      for (bool Smooth : {true, false}) {
        std::vector<uint8_t> Pixels(Height * Width * Channels);
        for (size_t I = 0; I < Pixels.size(); ++I)
          Pixels[I] = Smooth ? static_cast<uint8_t>(I / (Width * Channels) * 3 + I % Channels * 40) : Random();
        TensorView View(Pixels.data(), {1, int64_t(Height), int64_t(Width), int64_t(Channels)});
        ASSERT_TRUE(image(W, "i", View, 1).written());
        EXPECT_EQ(decodePng(last(), Height, Width, Channels), Pixels) << Height << ' ' << Width << ' ' << Channels;
      }
}

TEST_F(Values, AWavFile) {
  const float Samples[] = {0, 1, -1, 0.5f};
  ASSERT_TRUE(audio(W, "a", TensorView(Samples, {1, 4, 1}), 8000, 1).written());
  EXPECT_THAT(last(),
              HasSubstr(bytes("RIFF,\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00@\x1f\x00\x00\x80>\x00\x00\x02"
                              "\x00\x10\x00"
                              "data\x08\x00\x00\x00\x00\x00\xff\x7f\x00\x80\x00@"
                              "B\x00J\r\n\x0b\n\x05"
                              "audio\x12\x02\x10\x0b")));
}

TEST_F(Values, TensorsAndTexts) {
  const int32_t Numbers[] = {1, 2};
  ASSERT_TRUE(write(W, "w", TensorView(Numbers, {2, 1}), 1, bytes("\n\x03\n\x01x")).written());
  EXPECT_EQ(last(), bytes("\x10\x01*$\n\"\n\x01wB\x16\x08\x03\x12\x08\x12\x02\x08\x02\x12\x02\x08\x01\"\x08\x01\x00\x00"
                          "\x00\x02\x00\x00\x00J\x05\n\x03\n\x01x"));
  ASSERT_TRUE(text(W, "t", "hi", 1).written());
  EXPECT_EQ(last(), bytes("\x10\x01*\x19\n\x17\n\x01tB\x08\x08\x07\x12\x00"
                          "B\x02hiJ\x08\n\x06\n\x04text"));
  const std::string_view Strings[] = {"hi", "", "\xc3\xa9"};
  ASSERT_TRUE(text(W, "tv", TensorView(Strings, {3}), 1).written());
  EXPECT_EQ(last(), bytes("\x10\x01*$\n\"\n\x02tvB\x12\x08\x07\x12\x04\x12\x02\x08\x03"
                          "B\x02hiB\x00"
                          "B\x02\xc3\xa9J\x08\n\x06\n\x04text"));
  ASSERT_TRUE(graph(W, "def").written());
  EXPECT_EQ(last(), "\"\x03"
                    "def");
}

TEST_F(Values, WhatCannotBeWrittenIsRefused) {
  const float F[8] = {};
  const double Wide[8] = {};
  const std::string_view S[1] = {"x"};
  auto Code = [](const WriteStatus &Status) { return Status.code(); };
  EXPECT_EQ(Code(image(W, "i", TensorView(F, {2, 2, 2}), 1)), Code::InvalidArgument);
  EXPECT_EQ(Code(image(W, "i", TensorView(F, {1, 1, 1, 5}), 1)), Code::InvalidArgument);
  EXPECT_EQ(Code(image(W, "i", TensorView(F, {1, 0, 1, 1}), 1)), Code::InvalidArgument);
  EXPECT_EQ(Code(image(W, "i", TensorView(F, {1, 2, 2, 1}), 1, -1)), Code::InvalidArgument);
  EXPECT_EQ(Code(image(W, "i", TensorView(S, {1, 1, 1, 1}), 1)), Code::InvalidArgument);
  EXPECT_EQ(Code(audio(W, "a", TensorView(F, {2, 2}), 8000, 1)), Code::InvalidArgument);
  EXPECT_EQ(Code(audio(W, "a", TensorView(F, {1, 2, 2}), 0, 1)), Code::InvalidArgument);
  EXPECT_EQ(Code(audio(W, "a", TensorView(Wide, {1, 2, 2}), 8000, 1)), Code::InvalidArgument);
  EXPECT_EQ(Code(text(W, "t", TensorView(F, {1}), 1)), Code::InvalidArgument);
  EXPECT_EQ(Code(histogram(W, "h", TensorView(S, {1}), 1)), Code::Unimplemented);
  EXPECT_EQ(Code(write(W, "w", TensorView(F, {-1}), 1)), Code::InvalidArgument);
  EXPECT_EQ(Code(write(W, "w", TensorView(F, {INT64_MAX, INT64_MAX}), 1)), Code::InvalidArgument);
  EXPECT_EQ(Code(write(W, "w", TensorView(DType::Float, nullptr, {1}), 1)), Code::InvalidArgument);
  EXPECT_EQ(Code(write(W, "w", TensorView(DType(99), F, {1}), 1)), Code::Unimplemented);
  EXPECT_EQ(Code(write(W, "w", TensorView(F, {1}), 1, "\xff")), Code::DataLoss);
  EXPECT_EQ(Code(write_raw_pb(W, "\xff\xff", 1)), Code::DataLoss);
  EXPECT_EQ(Code(import_event(W, "\xff\xff", Import::Verbatim)), Code::DataLoss);
  EXPECT_EQ(records(), 1u) << "nothing of it is in the file";
}

TEST_F(Values, EveryPrefixOfAnEventIsReadSafely) {
  // A histogram, an image and a scalar in v1 format.
  std::string Histo =
      bytes("\x0a\x01h\x2a\x26\x09\0\0\0\0\0\0\0\0\x11\0\0\0\0\0\0\0\x40\x32\x08\0\0\0\0\0\0\0\x40\x3a\x08"
            "\0\0\0\0\0\0\xf0\x3f");
  std::string Image = bytes("\x0a\x01i\x22\x09\x08\x02\x10\x03\x22\x03png");
  std::string Scalar = bytes("\x0a\x01s\x15\0\0\x80\x3f");
  std::string Summary;
  for (const std::string &V : {Histo, Image, Scalar})
    Summary += "\x0a" + std::string(1, char(V.size())) + V;
  std::string Event = bytes("\x09\0\0\0\0\0\0\x14\x40\x10\x07\x2a") + std::string(1, char(Summary.size())) + Summary;
  size_t Written = records();
  for (size_t Size = 0; Size <= Event.size(); ++Size)
    for (Import How : {Import::Verbatim, Import::ToV2})
      // A copy on the heap: reading past its end is seen by the sanitizer.
      Written += import_event(W, std::string(Event, 0, Size), How).written();
  EXPECT_EQ(records(), Written);
  std::string Got = last();
  EXPECT_EQ(Got.substr(0, 2), "\x10\x07");
  EXPECT_THAT(Got, HasSubstr("histograms"));
  EXPECT_THAT(Got, HasSubstr("images"));
  EXPECT_THAT(Got, HasSubstr(bytes("\x22\x04\0\0\x80\x3f")));
  EXPECT_EQ(import_event(W, bytes("\x3a\x00"), Import::ToV2).code(), Code::Unimplemented);
}

/// Looks like a class that the protobuf compiler made.
struct Message {
  std::string SerializeAsString() const {
    return bytes("\x09\0\0\0\0\0\0\x14\x40\x10\x07\x2a\x0a\x0a\x08\x0a\x01s\x15\0\0\x80\x3f");
  }
};

TEST_F(Values, ProtobufObjectsAreConverted) {
  ASSERT_TRUE(import_event(W, Message()).written());
  EXPECT_EQ(last(),
            bytes("\x10\x07*!\n\x1f\n\x01sB\n\x08\x01\x12\x00\"\x04\0\0\x80\x3fJ\x0e\n\x09\n\x07scalars\x12\x01s"));
  ASSERT_TRUE(import_event(W, Message(), Import::Verbatim).written());
  EXPECT_EQ(last(), Message().SerializeAsString().substr(9));
}

TEST(C, CallsAndCodes) {
  Directory D;
  summary_v2_writer *Writer = nullptr;
  EXPECT_EQ(summary_v2_create_file_writer("/proc/nope/x", 10, 1000, ".v2", &Writer), static_cast<int>(Code::NotFound));
  EXPECT_EQ(Writer, nullptr);
  EXPECT_THAT(summary_v2_error_message(), HasSubstr("/proc/nope"));
  ASSERT_EQ(summary_v2_create_file_writer(D.Path.c_str(), 10, 1000, ".v2", &Writer), 0);
  EXPECT_EQ(summary_v2_scalar(Writer, "a", 1, 1.5, 3), 0);
  EXPECT_EQ(summary_v2_scalar_int(Writer, {"b", 1}, 2, 3, {nullptr, 0}), 0);
  const int64_t Shape[] = {2};
  const summary_v2_bytes Texts[] = {{"x", 1}, {"yz", 2}};
  const summary_v2_tensor Tensor = {7, 1, Shape, Texts};
  EXPECT_EQ(summary_v2_text(Writer, {"t", 1}, &Tensor, 3, {nullptr, 0}), 0);
  EXPECT_EQ(summary_v2_write(Writer, {"t", 1}, &Tensor, 3, {"\xff", 1}), static_cast<int>(Code::DataLoss));
  EXPECT_EQ(summary_v2_flush(Writer), 0);
  File F = readRecords(summary_v2_path(Writer));
  ASSERT_EQ(F.Records.size(), 4u);
  EXPECT_EQ(body(F.Records[1]), scalarBody(3, "a", 1.5f));
  EXPECT_EQ(body(F.Records[2]), scalarBody(3, "b", 2));
  EXPECT_EQ(summary_v2_close(Writer), 0);
  EXPECT_EQ(summary_v2_scalar(Writer, "a", 1, 1.5, 3), static_cast<int>(Code::NotFound));
  summary_v2_free(Writer);
}

} // namespace
