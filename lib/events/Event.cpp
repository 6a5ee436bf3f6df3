#include "events/Event.h"

namespace summary_upgrade::events {

std::string_view eventKindName(EventKind Kind) {
  switch (Kind) {
  case EventKind::None:
    return "";
  case EventKind::FileVersion:
    return "file_version";
  case EventKind::GraphDef:
    return "graph_def";
  case EventKind::Summary:
    return "summary";
  case EventKind::LogMessage:
    return "log_message";
  case EventKind::SessionLog:
    return "session_log";
  case EventKind::TaggedRunMetadata:
    return "tagged_run_metadata";
  case EventKind::MetaGraphDef:
    return "meta_graph_def";
  }
  return "";
}

std::string_view valueKindName(ValueKind Kind) {
  switch (Kind) {
  case ValueKind::None:
    return "none";
  case ValueKind::Simple:
    return "simple_value";
  case ValueKind::OldHistogram:
    return "obsolete_old_style_histogram";
  case ValueKind::Image:
    return "image";
  case ValueKind::Histogram:
    return "histo";
  case ValueKind::Audio:
    return "audio";
  case ValueKind::Tensor:
    return "tensor";
  }
  return "";
}

namespace {

/// Walks the fields and hands each to `Take`. A known number with another wire type is an unknown field, as
/// for protobuf: `Take` has to look at the type.
template <typename Callback> bool forEachField(std::string_view Bytes, WireError &Error, Callback Take) {
  WireReader Reader(Bytes);
  WireField Field;
  while (Reader.next(Field))
    Take(Field);
  if (!Reader.error().What)
    return true;
  Error = Reader.error();
  return false;
}

bool isBytes(const WireField &F) { return F.Type == WireType::Bytes; }
bool isVarint(const WireField &F) { return F.Type == WireType::Varint; }

} // namespace

bool parseEvent(std::string_view Bytes, Event &Out, WireError &Error) {
  Out = Event();
  Out.Raw = Bytes;
  return forEachField(Bytes, Error, [&](const WireField &F) {
    if (F.Number == 1 && F.Type == WireType::Fixed64) {
      Out.WallTime = F.asDouble();
    } else if (F.Number == 2 && isVarint(F)) {
      Out.Step = static_cast<int64_t>(F.Scalar);
    } else if (F.Number >= 3 && F.Number <= 9 && isBytes(F)) {
      Out.Kind = static_cast<EventKind>(F.Number);
      Out.Body = F.Bytes;
    }
  });
}

bool parseValue(std::string_view Bytes, Value &Out, WireError &Error) {
  Out = Value();
  Out.Raw = Bytes;
  return forEachField(Bytes, Error, [&](const WireField &F) {
    switch (F.Number) {
    case 1:
      if (isBytes(F))
        Out.Tag = F.Bytes;
      break;
    case 2:
      if (F.Type == WireType::Fixed32) {
        Out.Kind = ValueKind::Simple;
        Out.Simple = F.asFloat();
      }
      break;
    case 3:
    case 4:
    case 5:
    case 6:
    case 8:
      if (isBytes(F)) {
        Out.Kind = static_cast<ValueKind>(F.Number);
        Out.Body = F.Bytes;
      }
      break;
    case 9:
      if (isBytes(F))
        Out.Metadata = F.Bytes;
      break;
    default:
      break;
    }
  });
}

bool ValueReader::next(Value &Out) {
  if (Failed.What)
    return false;
  WireField Field;
  while (Fields.next(Field))
    if (Field.Number == 1 && isBytes(Field))
      return parseValue(Field.Bytes, Out, Failed);
  return false;
}

bool parseMetadata(std::string_view Bytes, SummaryMetadata &Out, WireError &Error) {
  Out = SummaryMetadata();
  std::string_view Plugin;
  bool Good = forEachField(Bytes, Error, [&](const WireField &F) {
    if (!isBytes(F))
      return;
    if (F.Number == 1)
      Plugin = F.Bytes;
    else if (F.Number == 2)
      Out.DisplayName = F.Bytes;
    else if (F.Number == 3)
      Out.Description = F.Bytes;
  });
  return Good && forEachField(Plugin, Error, [&](const WireField &F) {
           if (F.Number == 1 && isBytes(F))
             Out.PluginName = F.Bytes;
           else if (F.Number == 2 && isBytes(F))
             Out.PluginContent = F.Bytes;
         });
}

bool appendDoubles(const WireField &Field, std::vector<double> &Out) {
  if (Field.Type == WireType::Fixed64) {
    Out.push_back(Field.asDouble());
    return true;
  }
  if (Field.Type != WireType::Bytes || Field.Bytes.size() % 8)
    return false;
  for (size_t I = 0; I < Field.Bytes.size(); I += 8) {
    WireField One;
    One.Scalar = readFixed64(Field.Bytes.data() + I);
    Out.push_back(One.asDouble());
  }
  return true;
}

bool parseHistogram(std::string_view Bytes, Histogram &Out, WireError &Error) {
  Out = Histogram();
  bool Good = true;
  const char *Bad = nullptr;
  Good = forEachField(Bytes, Error, [&](const WireField &F) {
    if (F.Number >= 1 && F.Number <= 5 && F.Type == WireType::Fixed64) {
      double *Fields[] = {&Out.Min, &Out.Max, &Out.Num, &Out.Sum, &Out.SumSquares};
      *Fields[F.Number - 1] = F.asDouble();
    } else if (F.Number == 6 || F.Number == 7) {
      if (!appendDoubles(F, F.Number == 6 ? Out.Limits : Out.Counts) && !Bad)
        Bad = F.Raw.data();
    }
  });
  if (Good && Bad) {
    Error = {Bad, "the buckets of a histogram are no list of 64-bit numbers"};
    return false;
  }
  return Good;
}

bool parseImage(std::string_view Bytes, Image &Out, WireError &Error) {
  Out = Image();
  return forEachField(Bytes, Error, [&](const WireField &F) {
    if (F.Number == 4 && isBytes(F))
      Out.Encoded = F.Bytes;
    else if (F.Number == 1 && isVarint(F))
      Out.Height = static_cast<int32_t>(F.Scalar);
    else if (F.Number == 2 && isVarint(F))
      Out.Width = static_cast<int32_t>(F.Scalar);
    else if (F.Number == 3 && isVarint(F))
      Out.Colorspace = static_cast<int32_t>(F.Scalar);
  });
}

bool parseAudio(std::string_view Bytes, Audio &Out, WireError &Error) {
  Out = Audio();
  return forEachField(Bytes, Error, [&](const WireField &F) {
    if (F.Number == 1 && F.Type == WireType::Fixed32)
      Out.SampleRate = F.asFloat();
    else if (F.Number == 2 && isVarint(F))
      Out.Channels = static_cast<int64_t>(F.Scalar);
    else if (F.Number == 3 && isVarint(F))
      Out.Frames = static_cast<int64_t>(F.Scalar);
    else if (F.Number == 4 && isBytes(F))
      Out.Encoded = F.Bytes;
    else if (F.Number == 5 && isBytes(F))
      Out.ContentType = F.Bytes;
  });
}

bool parseSessionLog(std::string_view Bytes, SessionLog &Out, WireError &Error) {
  Out = SessionLog();
  return forEachField(Bytes, Error, [&](const WireField &F) {
    if (F.Number == 1 && isVarint(F))
      Out.Status = static_cast<int>(F.Scalar);
    else if (F.Number == 2 && isBytes(F))
      Out.CheckpointPath = F.Bytes;
    else if (F.Number == 3 && isBytes(F))
      Out.Message = F.Bytes;
  });
}

bool parseTaggedRunMetadata(std::string_view Bytes, TaggedRunMetadata &Out, WireError &Error) {
  Out = TaggedRunMetadata();
  return forEachField(Bytes, Error, [&](const WireField &F) {
    if (F.Number == 1 && isBytes(F))
      Out.Tag = F.Bytes;
    else if (F.Number == 2 && isBytes(F))
      Out.RunMetadata = F.Bytes;
  });
}

void appendEvent(std::string &Out, double WallTime, int64_t Step, EventKind Kind, std::string_view Body) {
  appendDoubleField(Out, 1, WallTime);
  if (Step)
    appendIntField(Out, 2, Step);
  if (Kind != EventKind::None)
    appendBytesField(Out, static_cast<uint32_t>(Kind), Body);
}

} // namespace summary_upgrade::events
