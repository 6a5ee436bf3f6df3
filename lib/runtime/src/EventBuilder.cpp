#include "EventBuilder.h"
#include "Wire.h"
#include "events/Record.h"
#include <climits>
#include <ctime>

namespace summary_v2 {

using namespace wire;

double wallTime() {
  timespec Now;
  ::clock_gettime(CLOCK_REALTIME, &Now);
  return static_cast<double>(int64_t(Now.tv_sec) * 1000000 + Now.tv_nsec / 1000) / 1.0e6;
}

std::string event(double WallTime, int64_t Step, uint32_t Field, std::string_view Body) {
  std::string Out;
  Out.reserve(Body.size() + 32);
  addDouble(Out, 1, WallTime);
  if (Step)
    addNumber(Out, 2, static_cast<uint64_t>(Step));
  addBytes(Out, Field, Body);
  return Out;
}

std::string versionEvent(double WallTime) {
  std::string Source;
  // Who wrote the file: readers that look at this field know TensorFlow's writer only.
  addBytes(Source, 1, "tensorflow.core.util.events_writer");
  std::string Out;
  addDouble(Out, 1, WallTime);
  addBytes(Out, 3, "brain.Event:2");
  addBytes(Out, 10, Source);
  return Out;
}

std::string pluginMetadata(std::string_view Plugin, std::string_view Content, std::string_view Description,
                           std::string_view DisplayName) {
  std::string Data;
  addBytes(Data, 1, Plugin);
  if (!Content.empty())
    addBytes(Data, 2, Content);
  std::string Out;
  addBytes(Out, 1, Data);
  if (!DisplayName.empty())
    addBytes(Out, 2, DisplayName);
  if (!Description.empty())
    addBytes(Out, 3, Description);
  return Out;
}

Result<size_t> elementCount(const std::vector<int64_t> &Shape) {
  size_t Count = 1;
  for (int64_t Size : Shape) {
    if (Size < 0)
      return Status(Code::InvalidArgument, "A dimension of a tensor is negative");
    if (Size != 0 && Count > size_t(INT64_MAX / 16) / static_cast<size_t>(Size))
      return Status(Code::InvalidArgument, "A tensor has too many elements");
    Count *= static_cast<size_t>(Size);
  }
  return Count;
}

Status tensorProto(const TensorView &Value, std::string &Out) {
  Result<size_t> Count = elementCount(Value.shape());
  if (!Count)
    return Count.status();
  if (*Count && !Value.data())
    return Status(Code::InvalidArgument, "A tensor has elements but no data");
  size_t Width = size_of(Value.dtype());
  if (Width == 0 && Value.dtype() != DType::String)
    return Status(Code::Unimplemented, "A tensor has an element type that event files do not know");
  addNumber(Out, 1, static_cast<uint64_t>(Value.dtype()));
  std::string Shape;
  for (int64_t Size : Value.shape()) {
    std::string Dimension;
    if (Size)
      addNumber(Dimension, 1, static_cast<uint64_t>(Size));
    addBytes(Shape, 2, Dimension);
  }
  addBytes(Out, 2, Shape);
  if (Value.dtype() == DType::String) {
    for (size_t I = 0; I < *Count; ++I)
      addBytes(Out, 8, Value.strings()[I]);
  } else if (*Count) {
    addBytes(Out, 4, {static_cast<const char *>(Value.data()), *Count * Width});
  }
  return Status();
}

std::string summaryValue(std::string_view Tag, std::string_view Tensor, std::string_view Metadata) {
  std::string Out;
  Out.reserve(Tag.size() + Tensor.size() + Metadata.size() + 24);
  if (!Tag.empty())
    addBytes(Out, 1, Tag);
  addBytes(Out, 8, Tensor);
  if (!Metadata.empty())
    addBytes(Out, 9, Metadata);
  return Out;
}

ScalarRecord::ScalarRecord(double WallTime, int64_t Step, std::string_view Tag, float Value,
                           std::string_view Metadata) {
  static constexpr char Plain[] = "\x0a\x09\x0a\x07scalars";
  if (Metadata.empty())
    Metadata = {Plain, sizeof Plain - 1};
  constexpr size_t TensorSize = 10, TensorField = 2 + TensorSize;
  size_t TagField = Tag.empty() ? 0 : 1 + varintSize(Tag.size()) + Tag.size();
  size_t ValueSize = TagField + TensorField + 1 + varintSize(Metadata.size()) + Metadata.size();
  size_t SummarySize = 1 + varintSize(ValueSize) + ValueSize;
  size_t EventSize =
      9 + (Step ? 1 + varintSize(static_cast<uint64_t>(Step)) : 0) + 1 + varintSize(SummarySize) + SummarySize;
  using namespace summary_upgrade::events;
  Size = RecordHeaderSize + EventSize + RecordFooterSize;
  char *Start = Small;
  if (Size > sizeof Small) {
    Large.resize(Size);
    Start = Large.data();
  }
  writeRecordHeader(Start, EventSize);
  char *P = Start + RecordHeaderSize;
  *P++ = 0x09;
  P = putLittle(P, bitsOf(WallTime));
  if (Step) {
    *P++ = 0x10;
    P = putVarint(P, static_cast<uint64_t>(Step));
  }
  *P++ = 0x2a;
  P = putVarint(P, SummarySize);
  *P++ = 0x0a;
  P = putVarint(P, ValueSize);
  if (!Tag.empty()) {
    *P++ = 0x0a;
    P = putVarint(P, Tag.size());
    std::memcpy(P, Tag.data(), Tag.size());
    P += Tag.size();
  }
  // Tensor: DT_FLOAT, the empty shape, four bytes.
  std::memcpy(P, "\x42\x0a\x08\x01\x12\x00\x22\x04", 8);
  P = putLittle(P + 8, bitsOf(Value));
  *P++ = 0x4a;
  P = putVarint(P, Metadata.size());
  std::memcpy(P, Metadata.data(), Metadata.size());
  P += Metadata.size();
  writeRecordFooter(P, Start + RecordHeaderSize, EventSize);
}

} // namespace summary_v2
