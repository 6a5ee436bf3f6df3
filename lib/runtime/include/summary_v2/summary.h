// The tf.summary v2 interface in C++: one include for all of it.
//
//   auto Writer = summary_v2::create_file_writer("logs/train");
//   auto Scope = summary_v2::as_default(Writer);
//   for (int64_t Step = 0; Step < 100; ++Step)
//     summary_v2::scalar("loss", Loss, Step);
//
// Every function has two forms. The first writes to the thread's default writer (does nothing without one);
// the other takes a writer. Both keep to record_if and name_scope. A missing step is the thread's default
// step; when there is none the call fails with InvalidArgument. All of them may be called from any thread.
#ifndef SUMMARY_V2_SUMMARY_H
#define SUMMARY_V2_SUMMARY_H

#include "summary_v2/context.h"
#include "summary_v2/tensor.h"
#include "summary_v2/writer.h"

namespace summary_v2 {

/// The step of a write: a number, or the thread's default step.
class StepArg {
public:
  StepArg() = default;
  template <typename T, typename = std::enable_if_t<std::is_integral_v<T>>>
  StepArg(T Step) : Given(static_cast<int64_t>(Step)) {}
  StepArg(std::optional<int64_t> Step) : Given(Step) {}
  std::optional<int64_t> Given;
};

namespace detail {
/// A writer, or the thread's default one.
using Target = const WriterPtr *;
SUMMARY_V2_API WriteStatus scalar(Target W, std::string_view Tag, float Value, StepArg Step,
                                  std::string_view Description);
SUMMARY_V2_API WriteStatus histogram(Target W, std::string_view Tag, const TensorView &Values, StepArg Step,
                                     int Buckets, std::string_view Description);
SUMMARY_V2_API WriteStatus image(Target W, std::string_view Tag, const TensorView &Images, StepArg Step, int MaxOutputs,
                                 std::string_view Description);
SUMMARY_V2_API WriteStatus audio(Target W, std::string_view Tag, const TensorView &Clips, int SampleRate, StepArg Step,
                                 int MaxOutputs, std::string_view Description);
SUMMARY_V2_API WriteStatus text(Target W, std::string_view Tag, const TensorView &Strings, StepArg Step,
                                std::string_view Description);
SUMMARY_V2_API WriteStatus write(Target W, std::string_view Tag, const TensorView &Value, StepArg Step,
                                 std::string_view Metadata);
SUMMARY_V2_API WriteStatus graph(Target W, std::string_view GraphDef);
SUMMARY_V2_API WriteStatus writeRawPb(Target W, std::string_view Summary, StepArg Step);
} // namespace detail

/// A real number, converted to float as by a cast.
template <typename T, typename = std::enable_if_t<std::is_arithmetic_v<T>>>
WriteStatus scalar(std::string_view Tag, T Value, StepArg Step = {}, std::string_view Description = {}) {
  return detail::scalar(nullptr, Tag, static_cast<float>(Value), Step, Description);
}
template <typename T, typename = std::enable_if_t<std::is_arithmetic_v<T>>>
WriteStatus scalar(const WriterPtr &W, std::string_view Tag, T Value, StepArg Step = {},
                   std::string_view Description = {}) {
  return detail::scalar(&W, Tag, static_cast<float>(Value), Step, Description);
}

/// A histogram over all elements of `Values` (any real type), which are taken as double. As in TensorFlow the
/// result has `Buckets` rows of left edge, right edge and count: all zero without values; when all values are
/// equal every edge is that value and the last row has the count. No bucket counts a NaN or, beside an
/// infinity, anything but 0 / 0.
inline WriteStatus histogram(std::string_view Tag, const TensorView &Values, StepArg Step = {}, int Buckets = 30,
                             std::string_view Description = {}) {
  return detail::histogram(nullptr, Tag, Values, Step, Buckets, Description);
}
inline WriteStatus histogram(const WriterPtr &W, std::string_view Tag, const TensorView &Values, StepArg Step = {},
                             int Buckets = 30, std::string_view Description = {}) {
  return detail::histogram(&W, Tag, Values, Step, Buckets, Description);
}

/// Images as PNG, from shape [count, height, width, channels] with 1 to 4 channels. Floating point values are
/// clipped to [0, 1]; integers are scaled from the range of their type, so give uint8 for values up to 255.
inline WriteStatus image(std::string_view Tag, const TensorView &Images, StepArg Step = {}, int MaxOutputs = 3,
                         std::string_view Description = {}) {
  return detail::image(nullptr, Tag, Images, Step, MaxOutputs, Description);
}
inline WriteStatus image(const WriterPtr &W, std::string_view Tag, const TensorView &Images, StepArg Step = {},
                         int MaxOutputs = 3, std::string_view Description = {}) {
  return detail::image(&W, Tag, Images, Step, MaxOutputs, Description);
}

/// Audio clips as 16 bit WAV, from floats in [-1, 1] of shape [count, frames, channels]. `SampleRate` in Hz.
inline WriteStatus audio(std::string_view Tag, const TensorView &Clips, int SampleRate, StepArg Step = {},
                         int MaxOutputs = 3, std::string_view Description = {}) {
  return detail::audio(nullptr, Tag, Clips, SampleRate, Step, MaxOutputs, Description);
}
inline WriteStatus audio(const WriterPtr &W, std::string_view Tag, const TensorView &Clips, int SampleRate,
                         StepArg Step = {}, int MaxOutputs = 3, std::string_view Description = {}) {
  return detail::audio(&W, Tag, Clips, SampleRate, Step, MaxOutputs, Description);
}

/// Markdown, UTF-8.
inline WriteStatus text(std::string_view Tag, std::string_view Text, StepArg Step = {},
                        std::string_view Description = {}) {
  return detail::text(nullptr, Tag, TensorView(&Text, {}), Step, Description);
}
inline WriteStatus text(const WriterPtr &W, std::string_view Tag, std::string_view Text, StepArg Step = {},
                        std::string_view Description = {}) {
  return detail::text(&W, Tag, TensorView(&Text, {}), Step, Description);
}
/// A tensor of strings; rank 1 and 2 are shown as tables.
inline WriteStatus text(std::string_view Tag, const TensorView &Strings, StepArg Step = {},
                        std::string_view Description = {}) {
  return detail::text(nullptr, Tag, Strings, Step, Description);
}
inline WriteStatus text(const WriterPtr &W, std::string_view Tag, const TensorView &Strings, StepArg Step = {},
                        std::string_view Description = {}) {
  return detail::text(&W, Tag, Strings, Step, Description);
}

/// Any tensor, with a serialized tensorflow.SummaryMetadata or none. DataLoss when that cannot be parsed.
inline WriteStatus write(std::string_view Tag, const TensorView &Value, StepArg Step = {},
                         std::string_view Metadata = {}) {
  return detail::write(nullptr, Tag, Value, Step, Metadata);
}
inline WriteStatus write(const WriterPtr &W, std::string_view Tag, const TensorView &Value, StepArg Step = {},
                         std::string_view Metadata = {}) {
  return detail::write(&W, Tag, Value, Step, Metadata);
}

/// A serialized tensorflow.GraphDef, at step 0.
inline WriteStatus graph(std::string_view GraphDef) { return detail::graph(nullptr, GraphDef); }
inline WriteStatus graph(const WriterPtr &W, std::string_view GraphDef) { return detail::graph(&W, GraphDef); }

/// A serialized v1 tensorflow.Summary, as it is. DataLoss when it cannot be parsed.
inline WriteStatus write_raw_pb(std::string_view Summary, StepArg Step = {}) {
  return detail::writeRawPb(nullptr, Summary, Step);
}
inline WriteStatus write_raw_pb(const WriterPtr &W, std::string_view Summary, StepArg Step = {}) {
  return detail::writeRawPb(&W, Summary, Step);
}

/// What import_event makes of values in v1 format.
enum class Import {
  Verbatim, ///< nothing, as TensorFlow's op of that name
  ToV2,     ///< the v2 form that TensorBoard shows for them
};

/// Writes a serialized tensorflow.Event with its own wall time and step. Neither record_if nor name_scope
/// matter. With ToV2, an event that is no summary, graph or file version has no v2 form: Unimplemented, and
/// nothing is written. DataLoss when it cannot be parsed.
SUMMARY_V2_API WriteStatus import_event(const WriterPtr &W, std::string_view Event, Import How);
SUMMARY_V2_API WriteStatus import_event(std::string_view Event, Import How);

/// The same from a protobuf object (any class of tensorflow.Event's shape); in v2 format unless told
/// otherwise.
template <typename Message, typename = decltype(std::string(std::declval<const Message &>().SerializeAsString()))>
WriteStatus import_event(const WriterPtr &W, const Message &Event, Import How = Import::ToV2) {
  return import_event(W, std::string_view(Event.SerializeAsString()), How);
}
template <typename Message, typename = decltype(std::string(std::declval<const Message &>().SerializeAsString()))>
WriteStatus import_event(const Message &Event, Import How = Import::ToV2) {
  return import_event(std::string_view(Event.SerializeAsString()), How);
}

} // namespace summary_v2

#endif
