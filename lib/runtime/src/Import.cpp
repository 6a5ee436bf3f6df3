// Messages made elsewhere: checked, and v1 values turned into v2 ones by the rules of
// tensorboard/data_compat.py.
#include "EventBuilder.h"
#include "Wire.h"
#include "Writer.h"

namespace summary_v2 {

using namespace wire;

namespace {

// Numbers of Summary.Value's fields.
enum : uint32_t {
  TagField = 1,
  SimpleValueField,
  OldField,
  ImageField,
  HistoField,
  AudioField,
  TensorField = 8,
  MetadataField
};

bool wellFormed(std::string_view Message) {
  Reader R(Message);
  Field F;
  while (R.next(F))
    ;
  return !R.bad();
}

bool wellFormedSummary(std::string_view Summary) {
  Reader R(Summary);
  Field F;
  while (R.next(F)) {
    if (F.Number != 1 || F.Kind != Bytes)
      continue;
    Reader Value(F.Body);
    Field G;
    while (Value.next(G)) {
      bool IsMessage = G.Number == ImageField || G.Number == HistoField || G.Number == AudioField ||
                       G.Number == TensorField || G.Number == MetadataField;
      if (IsMessage && G.Kind == Bytes && !wellFormed(G.Body))
        return false;
    }
    if (Value.bad())
      return false;
  }
  return !R.bad();
}

/// The parts of a v1 value that its v2 form keeps.
struct OldValue {
  std::string_view Tag, DisplayName, Description, Body;
  uint32_t Which = 0; ///< the field of the oneof that came last
  float Simple = 0;
};

OldValue parseValue(std::string_view Message) {
  OldValue V;
  Reader R(Message);
  Field F;
  while (R.next(F)) {
    if (F.Number == TagField && F.Kind == Bytes) {
      V.Tag = F.Body;
    } else if (F.Number == MetadataField && F.Kind == Bytes) {
      Reader M(F.Body);
      Field G;
      while (M.next(G)) {
        if (G.Number == 2 && G.Kind == Bytes)
          V.DisplayName = G.Body;
        if (G.Number == 3 && G.Kind == Bytes)
          V.Description = G.Body;
      }
    } else if (F.Number == SimpleValueField && F.Kind == Fixed32) {
      V.Which = F.Number;
      V.Simple = floatOf(F.Value);
    } else if (F.Number >= OldField && F.Number <= TensorField && F.Number != 7 && F.Kind == Bytes) {
      V.Which = F.Number;
      V.Body = F.Body;
    }
  }
  return V;
}

void addDoubles(std::vector<double> &To, const Field &F) {
  if (F.Kind == Fixed64) {
    To.push_back(doubleOf(F.Value));
    return;
  }
  for (size_t At = 0; F.Kind == Bytes && At + 8 <= F.Body.size(); At += 8) {
    uint64_t Bits = 0;
    for (size_t I = 0; I < 8; ++I)
      Bits |= uint64_t(static_cast<unsigned char>(F.Body[At + I])) << (8 * I);
    To.push_back(doubleOf(Bits));
  }
}

/// v1 outermost limits may be +-DBL_MAX: the empty buckets at both ends go, and min and max become the outer
/// edges.
std::vector<float> histogramRows(std::string_view Histo) {
  double Min = 0, Max = 0;
  std::vector<double> Limits, Counts;
  Reader R(Histo);
  Field F;
  while (R.next(F)) {
    if (F.Number == 1 && F.Kind == Fixed64)
      Min = doubleOf(F.Value);
    else if (F.Number == 2 && F.Kind == Fixed64)
      Max = doubleOf(F.Value);
    else if (F.Number == 6)
      addDoubles(Limits, F);
    else if (F.Number == 7)
      addDoubles(Counts, F);
  }
  size_t Begin = 0, End = Counts.size();
  while (Begin < End && !(Counts[Begin] > 0))
    ++Begin;
  while (End > Begin && !(Counts[End - 1] > 0))
    --End;
  std::vector<float> Rows;
  for (size_t I = Begin; I < End; ++I) {
    auto Limit = [&](size_t At) { return At < Limits.size() ? Limits[At] : Max; };
    Rows.push_back(static_cast<float>(I == Begin ? Min : Limit(I - 1)));
    Rows.push_back(static_cast<float>(I + 1 == End ? Max : Limit(I)));
    Rows.push_back(static_cast<float>(Counts[I]));
  }
  return Rows;
}

/// The v2 form of a Summary.Value, or its bytes as they are when it is one already.
Status valueToV2(std::string_view Message, std::string &Out) {
  OldValue V = parseValue(Message);
  std::string_view DisplayName = V.DisplayName.empty() ? V.Tag : V.DisplayName;
  std::string Tensor, Metadata;
  Status S;
  uint64_t Width = 0, Height = 0;
  std::string_view Encoded;
  if (V.Which == ImageField || V.Which == AudioField) {
    Reader R(V.Body);
    Field F;
    while (R.next(F)) {
      if (F.Number == 4 && F.Kind == Bytes)
        Encoded = F.Body;
      if (F.Number == 1 && F.Kind == Varint)
        Height = F.Value;
      if (F.Number == 2 && F.Kind == Varint)
        Width = F.Value;
    }
  }
  switch (V.Which) {
  case SimpleValueField:
    S = tensorProto(TensorView(&V.Simple, {}), Tensor);
    Metadata = pluginMetadata("scalars", {}, V.Description, DisplayName);
    break;
  case HistoField: {
    std::vector<float> Rows = histogramRows(V.Body);
    S = tensorProto(TensorView(Rows.data(), {static_cast<int64_t>(Rows.size() / 3), 3}), Tensor);
    Metadata = pluginMetadata("histograms", {}, V.Description, DisplayName);
    break;
  }
  case ImageField: {
    std::string Sides[2] = {std::to_string(static_cast<int32_t>(Width)), std::to_string(static_cast<int32_t>(Height))};
    std::string_view Strings[3] = {Sides[0], Sides[1], Encoded};
    S = tensorProto(TensorView(Strings, {3}), Tensor);
    // ImagePluginData.converted_to_tensor.
    Metadata = pluginMetadata("images", {"\x10\x01", 2}, V.Description, DisplayName);
    break;
  }
  case AudioField: {
    std::string_view Strings[2] = {Encoded, {}};
    S = tensorProto(TensorView(Strings, {1, 2}), Tensor);
    // AudioPluginData.encoding and .converted_to_tensor.
    Metadata = pluginMetadata("audio", {"\x10\x0b\x18\x01", 4}, V.Description, DisplayName);
    break;
  }
  default:
    Out.assign(Message.data(), Message.size());
    return Status();
  }
  Out = summaryValue(V.Tag, Tensor, Metadata);
  return S;
}

} // namespace

Status checkMessage(std::string_view Message, const char *What) {
  if (!wellFormed(Message))
    return Status(Code::DataLoss, std::string("Bad ") + What + " binary proto");
  return Status();
}

Status checkSummary(std::string_view Summary) {
  if (!wellFormedSummary(Summary))
    return Status(Code::DataLoss, "Bad tf.compat.v1.Summary binary proto");
  return Status();
}

Status eventToV2(std::string_view Event, std::string &Out) {
  std::string Result;
  Reader R(Event);
  Field F;
  while (R.next(F)) {
    if (F.Number == 3)
      return Status(); // a file version: every file has its own
    if (F.Number >= 6 && F.Number <= 9)
      return Status(Code::Unimplemented, "An event with field " + std::to_string(F.Number) + " has no v2 form");
    if (F.Number != SummaryField || F.Kind != Bytes) {
      Result.append(F.Whole.data(), F.Whole.size());
      continue;
    }
    std::string Summary;
    Reader Values(F.Body);
    Field V;
    while (Values.next(V)) {
      if (V.Number != 1 || V.Kind != Bytes) {
        Summary.append(V.Whole.data(), V.Whole.size());
        continue;
      }
      std::string Value;
      if (Status S = valueToV2(V.Body, Value); !S.ok())
        return S;
      addBytes(Summary, 1, Value);
    }
    addBytes(Result, SummaryField, Summary);
  }
  Out = std::move(Result);
  return Status();
}

WriteStatus importEvent(Writer &W, std::string_view Event, Import How) {
  Reader R(Event);
  Field F;
  bool Good = true;
  while (R.next(F))
    if (F.Number == SummaryField && F.Kind == Bytes)
      Good &= wellFormedSummary(F.Body);
  if (R.bad() || !Good)
    return Status(Code::DataLoss, "Bad tf.Event binary proto");
  if (How == Import::Verbatim)
    return W.write_event(Event);
  std::string V2;
  if (Status S = eventToV2(Event, V2); !S.ok())
    return S;
  return V2.empty() ? WriteStatus(false) : W.write_event(V2);
}

} // namespace summary_v2
