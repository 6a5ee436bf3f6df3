#include "events/DataCompat.h"
#include "events/Tensor.h"
#include <algorithm>

namespace summary_upgrade::events {

bool isMigrated(ValueKind Kind) { return !migratedPlugin(Kind).empty(); }

std::string_view migratedPlugin(ValueKind Kind) {
  switch (Kind) {
  case ValueKind::Simple:
    return "scalars";
  case ValueKind::Histogram:
    return "histograms";
  case ValueKind::Image:
    return "images";
  case ValueKind::Audio:
    return "audio";
  case ValueKind::None:
  case ValueKind::OldHistogram:
  case ValueKind::Tensor:
    return "";
  }
  return "";
}

namespace {

/// The plugin's own metadata proto: version 0, and what the rules set beside it.
std::string_view pluginContent(ValueKind Kind) {
  switch (Kind) {
  case ValueKind::Image: // converted_to_tensor
    return std::string_view("\x10\x01", 2);
  case ValueKind::Audio: // encoding WAV, converted_to_tensor
    return std::string_view("\x10\x0b\x18\x01", 4);
  default:
    return "";
  }
}

/// v1 histograms end in buckets up to ±DBL_MAX. Empty buckets at the ends are dropped, and the outermost
/// edges become the smallest and largest value seen.
bool appendHistogramTensor(std::string &Out, const Value &V, WireError &Error) {
  Histogram H;
  if (!parseHistogram(V.Body, H, Error))
    return false;
  auto Filled = [](double Count) { return Count > 0; };
  auto First = std::find_if(H.Counts.begin(), H.Counts.end(), Filled);
  if (First == H.Counts.end()) {
    appendFloatTensor(Out, {0, 3}, {});
    return true;
  }
  auto Start = static_cast<size_t>(First - H.Counts.begin());
  auto End = static_cast<size_t>(std::find_if(H.Counts.rbegin(), H.Counts.rend(), Filled).base() - H.Counts.begin());
  if (H.Limits.size() + 1 < End) {
    Error = {V.Body.data(), "a histogram has fewer bucket limits than buckets"};
    return false;
  }
  std::vector<float> Rows;
  Rows.reserve((End - Start) * 3);
  for (size_t I = Start; I < End; ++I) {
    Rows.push_back(static_cast<float>(I == Start ? H.Min : H.Limits[I - 1]));
    Rows.push_back(static_cast<float>(I + 1 == End ? H.Max : H.Limits[I]));
    Rows.push_back(static_cast<float>(H.Counts[I]));
  }
  appendFloatTensor(Out, {static_cast<int64_t>(End - Start), 3}, Rows);
  return true;
}

bool appendImageTensor(std::string &Out, const Value &V, WireError &Error) {
  Image I;
  if (!parseImage(V.Body, I, Error))
    return false;
  std::string Width = std::to_string(I.Width), Height = std::to_string(I.Height);
  appendStringTensor(Out, {3}, {Width, Height, I.Encoded});
  return true;
}

bool appendAudioTensor(std::string &Out, const Value &V, WireError &Error) {
  Audio A;
  if (!parseAudio(V.Body, A, Error))
    return false;
  appendStringTensor(Out, {1, 2}, {A.Encoded, ""}); // the clip and its empty label
  return true;
}

} // namespace

bool appendMigratedTensor(std::string &Out, const Value &V, WireError &Error) {
  switch (V.Kind) {
  case ValueKind::Simple:
    appendFloatScalarTensor(Out, V.Simple);
    return true;
  case ValueKind::Histogram:
    return appendHistogramTensor(Out, V, Error);
  case ValueKind::Image:
    return appendImageTensor(Out, V, Error);
  case ValueKind::Audio:
    return appendAudioTensor(Out, V, Error);
  case ValueKind::None:
  case ValueKind::OldHistogram:
  case ValueKind::Tensor:
    break;
  }
  Error = {V.Raw.data(), "no rule for this kind of value"};
  return false;
}

bool appendMigratedValue(std::string &Out, const Value &V, WireError &Error) {
  if (!isMigrated(V.Kind)) {
    Out.append(V.Raw);
    return true;
  }
  SummaryMetadata Old;
  if (V.Metadata && !parseMetadata(*V.Metadata, Old, Error))
    return false;
  std::string Tensor, Plugin, Metadata;
  if (!appendMigratedTensor(Tensor, V, Error))
    return false;
  appendStringField(Plugin, 1, migratedPlugin(V.Kind));
  appendStringField(Plugin, 2, pluginContent(V.Kind));
  appendBytesField(Metadata, 1, Plugin);
  appendStringField(Metadata, 2, Old.DisplayName.empty() ? V.Tag : Old.DisplayName);
  appendStringField(Metadata, 3, Old.Description);
  appendStringField(Out, 1, V.Tag);
  appendBytesField(Out, 8, Tensor);
  appendBytesField(Out, 9, Metadata);
  return true;
}

bool appendMigratedEvent(std::string &Out, std::string_view Bytes, WireError &Error) {
  Event E;
  if (!parseEvent(Bytes, E, Error))
    return false;
  std::string Summary;
  if (E.Kind == EventKind::Summary) {
    bool Changed = false;
    ValueReader Values(E.Body);
    Value V;
    std::string One;
    while (Values.next(V)) {
      Changed |= isMigrated(V.Kind);
      One.clear();
      if (!appendMigratedValue(One, V, Error))
        return false;
      appendBytesField(Summary, 1, One);
    }
    if (Values.error().What) {
      Error = Values.error();
      return false;
    }
    if (!Changed) {
      Out.append(Bytes);
      return true;
    }
  } else {
    Out.append(Bytes);
    return true;
  }
  WireReader Fields(Bytes);
  WireField Field;
  while (Fields.next(Field)) {
    bool IsSummary = Field.Number == 5 && Field.Type == WireType::Bytes;
    if (!IsSummary)
      Out.append(Field.Raw);
    else if (Field.Bytes.data() == E.Body.data())
      appendBytesField(Out, 5, Summary);
  }
  return true;
}

} // namespace summary_upgrade::events
