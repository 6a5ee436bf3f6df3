// tensorflow.Event and the messages in it, as views into the bytes they were parsed from: nothing is copied,
// and the bytes must outlive every view. Where a message repeats a single field, the last one counts. Plain
// C++17 without LLVM.
#ifndef SUMMARY_UPGRADE_EVENTS_EVENT_H
#define SUMMARY_UPGRADE_EVENTS_EVENT_H

#include "events/Wire.h"
#include <optional>
#include <vector>

namespace summary_upgrade::events {

/// The member of Event's `what` that is set; the numbers are those of the fields.
enum class EventKind : uint8_t {
  None = 0,
  FileVersion = 3,
  GraphDef = 4,
  Summary = 5,
  LogMessage = 6,
  SessionLog = 7,
  TaggedRunMetadata = 8,
  MetaGraphDef = 9,
};
/// "graph_def", "session_log", ...; "" for None.
std::string_view eventKindName(EventKind Kind);

struct Event {
  double WallTime = 0; ///< seconds since 1970
  int64_t Step = 0;
  EventKind Kind = EventKind::None;
  std::string_view Body; ///< of the member named by Kind, not parsed further
  std::string_view Raw;  ///< the whole encoded event
};

/// False, with the place in `Error`, when the bytes are no Event.
bool parseEvent(std::string_view Bytes, Event &Out, WireError &Error);

/// The member of Summary.Value's `value` that is set; the numbers are those of the fields.
enum class ValueKind : uint8_t {
  None = 0,
  Simple = 2,
  OldHistogram = 3,
  Image = 4,
  Histogram = 5,
  Audio = 6,
  Tensor = 8
};
std::string_view valueKindName(ValueKind Kind);

struct Value {
  std::string_view Tag;
  std::optional<std::string_view> Metadata; ///< an encoded SummaryMetadata
  ValueKind Kind = ValueKind::None;
  float Simple = 0;      ///< for Simple
  std::string_view Body; ///< of the member named by Kind, for all but Simple
  std::string_view Raw;  ///< the whole encoded Summary.Value
};

bool parseValue(std::string_view Bytes, Value &Out, WireError &Error);

/// The values of an encoded Summary, one by one.
class ValueReader {
public:
  explicit ValueReader(std::string_view Summary) : Fields(Summary) {}
  /// False at the end and on malformed bytes; error() tells which.
  bool next(Value &Out);
  const WireError &error() const { return Failed.What ? Failed : Fields.error(); }

private:
  WireReader Fields;
  WireError Failed;
};

struct SummaryMetadata {
  std::string_view PluginName, PluginContent, DisplayName, Description;
};
bool parseMetadata(std::string_view Bytes, SummaryMetadata &Out, WireError &Error);

struct Histogram {
  double Min = 0, Max = 0, Num = 0, Sum = 0, SumSquares = 0;
  std::vector<double> Limits, Counts; ///< right edge of each bucket, and how many values it holds
};
bool parseHistogram(std::string_view Bytes, Histogram &Out, WireError &Error);

struct Image {
  int32_t Height = 0, Width = 0, Colorspace = 0;
  std::string_view Encoded; ///< PNG as TensorFlow writes it; other formats are allowed
};
bool parseImage(std::string_view Bytes, Image &Out, WireError &Error);

struct Audio {
  float SampleRate = 0;
  int64_t Channels = 0, Frames = 0;
  std::string_view Encoded, ContentType;
};
bool parseAudio(std::string_view Bytes, Audio &Out, WireError &Error);

struct SessionLog {
  int Status = 0; ///< 1 start, 2 stop, 3 checkpoint
  std::string_view CheckpointPath, Message;
};
bool parseSessionLog(std::string_view Bytes, SessionLog &Out, WireError &Error);

struct TaggedRunMetadata {
  std::string_view Tag, RunMetadata;
};
bool parseTaggedRunMetadata(std::string_view Bytes, TaggedRunMetadata &Out, WireError &Error);

/// An event around an encoded body; `Body` is written as it is. Steps of zero are left out, as proto3 does.
void appendEvent(std::string &Out, double WallTime, int64_t Step, EventKind Kind, std::string_view Body);

/// Appends the elements of a repeated double field, packed or not.
bool appendDoubles(const WireField &Field, std::vector<double> &Out);

} // namespace summary_upgrade::events

#endif
