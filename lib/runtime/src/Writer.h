// What the functions that write share.
#ifndef SUMMARY_V2_SRC_WRITER_H
#define SUMMARY_V2_SRC_WRITER_H

#include "FileQueue.h"
#include "summary_v2/summary.h"
#include <memory>

namespace summary_v2 {

class Writer::Impl {
public:
  explicit Impl(std::unique_ptr<FileQueue> Q) : Queue(std::move(Q)) {}
  ~Impl();
  /// Null: a no-op writer.
  std::unique_ptr<FileQueue> Queue;
};

// Writes to one writer, under the tag as it is.
WriteStatus writeScalar(Writer &W, std::string_view Tag, float Value, int64_t Step, std::string_view Description);
WriteStatus writeHistogram(Writer &W, std::string_view Tag, const TensorView &Values, int64_t Step, int Buckets,
                           std::string_view Description);
WriteStatus writeImage(Writer &W, std::string_view Tag, const TensorView &Images, int64_t Step, int64_t MaxOutputs,
                       std::string_view Description);
WriteStatus writeAudio(Writer &W, std::string_view Tag, const TensorView &Clips, int64_t SampleRate, int64_t Step,
                       int64_t MaxOutputs, std::string_view Description);
WriteStatus writeText(Writer &W, std::string_view Tag, const TensorView &Strings, int64_t Step,
                      std::string_view Description);
WriteStatus writeTensor(Writer &W, std::string_view Tag, const TensorView &Value, int64_t Step,
                        std::string_view Metadata);
WriteStatus writeGraph(Writer &W, std::string_view GraphDef);
WriteStatus writeSummary(Writer &W, std::string_view Summary, int64_t Step);
WriteStatus importEvent(Writer &W, std::string_view Event, Import How);

/// DataLoss unless the bytes are a Summary, as far as the wire format tells.
Status checkSummary(std::string_view Summary);
Status checkMessage(std::string_view Message, const char *What);
/// Puts the v2 form of an Event into `Out`; leaves it empty for an event that needs none (a file version).
Status eventToV2(std::string_view Event, std::string &Out);

} // namespace summary_v2

#endif
