#include "summary_v2/summary.h"
#include "Context.h"
#include "EventBuilder.h"
#include "Values.h"
#include "Wire.h"
#include "Writer.h"
#include <algorithm>

namespace summary_v2 {

namespace {

/// One value of one plugin, as an event.
WriteStatus writeValue(Writer &W, std::string_view Tag, const TensorView &Tensor, int64_t Step,
                       std::string_view Metadata) {
  std::string Proto;
  if (Status S = tensorProto(Tensor, Proto); !S.ok())
    return S;
  std::string Summary;
  wire::addBytes(Summary, 1, summaryValue(Tag, Proto, Metadata));
  return W.write_event(event(wallTime(), Step, SummaryField, Summary));
}

Status wrongRank(const TensorView &Tensor, size_t Wanted) {
  return Status(Code::InvalidArgument, "Tensor must have rank " + std::to_string(Wanted) + ". Received rank " +
                                           std::to_string(Tensor.shape().size()));
}

Status checkOutputs(int64_t MaxOutputs) {
  if (MaxOutputs < 0)
    return Status(Code::InvalidArgument, "max_outputs must not be negative, got " + std::to_string(MaxOutputs));
  return Status();
}

/// Checks rank, shape, data and the number of outputs.
Result<size_t> checkBatch(const TensorView &Tensor, size_t Rank, int64_t MaxOutputs) {
  if (Tensor.shape().size() != Rank)
    return wrongRank(Tensor, Rank);
  Result<size_t> Count = elementCount(Tensor.shape());
  if (!Count)
    return Count;
  if (*Count && !Tensor.data())
    return Status(Code::InvalidArgument, "A tensor has elements but no data");
  if (Status S = checkOutputs(MaxOutputs); !S.ok())
    return S;
  return static_cast<size_t>(std::min<int64_t>(Tensor.shape()[0], MaxOutputs));
}

} // namespace

WriteStatus writeScalar(Writer &W, std::string_view Tag, float Value, int64_t Step, std::string_view Description) {
  FileQueue *Queue = W.impl()->Queue.get();
  if (!Queue)
    return WriteStatus(false);
  std::string Metadata;
  if (!Description.empty())
    Metadata = pluginMetadata("scalars", {}, Description);
  ScalarRecord Record(wallTime(), Step, Tag, Value, Metadata);
  if (Status S = Queue->append(Record.bytes()); !S.ok())
    return S;
  return WriteStatus(true);
}

WriteStatus writeHistogram(Writer &W, std::string_view Tag, const TensorView &Values, int64_t Step, int Buckets,
                           std::string_view Description) {
  std::vector<double> Numbers;
  if (Status S = toDoubles(Values, Numbers); !S.ok())
    return S;
  std::vector<double> Rows = histogramBuckets(Numbers, Buckets);
  return writeValue(W, Tag, TensorView(Rows.data(), {std::max(Buckets, 0), 3}), Step,
                    pluginMetadata("histograms", {}, Description));
}

WriteStatus writeImage(Writer &W, std::string_view Tag, const TensorView &Images, int64_t Step, int64_t MaxOutputs,
                       std::string_view Description) {
  Result<size_t> Count = checkBatch(Images, 4, MaxOutputs);
  if (!Count)
    return Count.status();
  int64_t Height = Images.shape()[1], Width = Images.shape()[2], Channels = Images.shape()[3];
  if (Channels < 1 || Channels > 4)
    return Status(Code::InvalidArgument, "image must have 1, 2, 3, or 4 channels, got " + std::to_string(Channels));
  // libpng's limit on each side.
  if (Height > 1000000 || Width > 1000000 || (*Count && (Height < 1 || Width < 1)))
    return Status(Code::InvalidArgument, "an image of " + std::to_string(Height) + " by " + std::to_string(Width));
  size_t Size = static_cast<size_t>(Height * Width * Channels);
  std::vector<uint8_t> Pixels;
  if (Status S = toPixels(Images, *Count * Size, Pixels); !S.ok())
    return S;
  std::vector<std::string> Strings = {std::to_string(Width), std::to_string(Height)};
  Strings.resize(2 + *Count);
  for (size_t I = 0; I < *Count; ++I)
    if (Status S = encodePng(Pixels.data() + I * Size, static_cast<uint32_t>(Height), static_cast<uint32_t>(Width),
                             static_cast<unsigned>(Channels), Strings[2 + I]);
        !S.ok())
      return S;
  std::vector<std::string_view> Views(Strings.begin(), Strings.end());
  return writeValue(W, Tag, TensorView(Views.data(), {static_cast<int64_t>(Views.size())}), Step,
                    pluginMetadata("images", {}, Description));
}

WriteStatus writeAudio(Writer &W, std::string_view Tag, const TensorView &Clips, int64_t SampleRate, int64_t Step,
                       int64_t MaxOutputs, std::string_view Description) {
  Result<size_t> Count = checkBatch(Clips, 3, MaxOutputs);
  if (!Count)
    return Count.status();
  if (Clips.dtype() != DType::Float)
    return Status(Code::InvalidArgument, "audio must be a float tensor");
  auto Frames = static_cast<uint64_t>(Clips.shape()[1]), Channels = static_cast<uint64_t>(Clips.shape()[2]);
  std::vector<std::string> Strings(2 * *Count); // clip, label
  for (size_t I = 0; I < *Count; ++I)
    if (Status S = encodeWav(static_cast<const float *>(Clips.data()) + I * Frames * Channels, Frames, Channels,
                             SampleRate, Strings[2 * I]);
        !S.ok())
      return S;
  std::vector<std::string_view> Views(Strings.begin(), Strings.end());
  std::vector<int64_t> Shape = {static_cast<int64_t>(*Count), 2};
  // AudioPluginData.encoding: WAV.
  return writeValue(W, Tag, TensorView(Views.data(), Shape), Step,
                    pluginMetadata("audio", {"\x10\x0b", 2}, Description));
}

WriteStatus writeText(Writer &W, std::string_view Tag, const TensorView &Strings, int64_t Step,
                      std::string_view Description) {
  if (Strings.dtype() != DType::String)
    return Status(Code::InvalidArgument, "tensor must be of type string");
  return writeValue(W, Tag, Strings, Step, pluginMetadata("text", {}, Description));
}

WriteStatus writeTensor(Writer &W, std::string_view Tag, const TensorView &Value, int64_t Step,
                        std::string_view Metadata) {
  if (Status S = checkMessage(Metadata, "tensorflow.SummaryMetadata"); !S.ok())
    return S;
  return writeValue(W, Tag, Value, Step, Metadata);
}

WriteStatus writeGraph(Writer &W, std::string_view GraphDef) {
  return W.write_event(event(wallTime(), 0, GraphDefField, GraphDef));
}

WriteStatus writeSummary(Writer &W, std::string_view Summary, int64_t Step) {
  if (Status S = checkSummary(Summary); !S.ok())
    return S;
  return W.write_event(event(wallTime(), Step, SummaryField, Summary));
}

namespace detail {

namespace {

/// Decides whether a write happens at all, and where, when and under which tag.
struct Place {
  Place(Target W, StepArg Given) : State(threadState()) {
    const WriterPtr &Chosen = W ? *W : State.Writer;
    if (!Chosen) {
      if (W)
        Answer = Status(Code::InvalidArgument, "The summary writer is null");
      return;
    }
    if (!State.recording())
      return;
    if (Given.Given)
      Step = *Given.Given;
    else if (State.Step)
      Step = State.Step();
    else {
      Answer = Status(Code::InvalidArgument,
                      "No step set. Please specify one either through the `step` argument or through set_step()");
      return;
    }
    To = Chosen.get();
  }
  /// The tag with its scopes. A summary without a name gets the one of its kind, as in TensorFlow.
  std::string_view tag(std::string_view Name, std::string_view Default) {
    if (Name.empty())
      Name = Default;
    if (State.Scope.size() <= 1)
      return Name;
    Scoped = State.Scope;
    return Scoped.append(Name.data(), Name.size());
  }

  ThreadState &State;
  Writer *To = nullptr; ///< null: do not write, return Answer
  int64_t Step = 0;
  WriteStatus Answer{false};
  std::string Scoped;
};

} // namespace

WriteStatus scalar(Target W, std::string_view Tag, float Value, StepArg Step, std::string_view Description) {
  Place P(W, Step);
  return P.To ? writeScalar(*P.To, P.tag(Tag, "scalar_summary"), Value, P.Step, Description) : P.Answer;
}

WriteStatus histogram(Target W, std::string_view Tag, const TensorView &Values, StepArg Step, int Buckets,
                      std::string_view Description) {
  Place P(W, Step);
  return P.To ? writeHistogram(*P.To, P.tag(Tag, "histogram_summary"), Values, P.Step, Buckets, Description) : P.Answer;
}

WriteStatus image(Target W, std::string_view Tag, const TensorView &Images, StepArg Step, int MaxOutputs,
                  std::string_view Description) {
  Place P(W, Step);
  return P.To ? writeImage(*P.To, P.tag(Tag, "image_summary"), Images, P.Step, MaxOutputs, Description) : P.Answer;
}

WriteStatus audio(Target W, std::string_view Tag, const TensorView &Clips, int SampleRate, StepArg Step, int MaxOutputs,
                  std::string_view Description) {
  Place P(W, Step);
  return P.To ? writeAudio(*P.To, P.tag(Tag, "audio_summary"), Clips, SampleRate, P.Step, MaxOutputs, Description)
              : P.Answer;
}

WriteStatus text(Target W, std::string_view Tag, const TensorView &Strings, StepArg Step,
                 std::string_view Description) {
  Place P(W, Step);
  return P.To ? writeText(*P.To, P.tag(Tag, "text_summary"), Strings, P.Step, Description) : P.Answer;
}

WriteStatus write(Target W, std::string_view Tag, const TensorView &Value, StepArg Step, std::string_view Metadata) {
  Place P(W, Step);
  return P.To ? writeTensor(*P.To, Tag, Value, P.Step, Metadata) : P.Answer;
}

WriteStatus graph(Target W, std::string_view GraphDef) {
  Place P(W, 0);
  return P.To ? writeGraph(*P.To, GraphDef) : P.Answer;
}

WriteStatus writeRawPb(Target W, std::string_view Summary, StepArg Step) {
  Place P(W, Step);
  return P.To ? writeSummary(*P.To, Summary, P.Step) : P.Answer;
}

} // namespace detail

WriteStatus import_event(const WriterPtr &W, std::string_view Event, Import How) {
  if (!W)
    return Status(Code::InvalidArgument, "The summary writer is null");
  return importEvent(*W, Event, How);
}

WriteStatus import_event(std::string_view Event, Import How) {
  const WriterPtr &W = threadState().Writer;
  return W ? importEvent(*W, Event, How) : WriteStatus(false);
}

} // namespace summary_v2
