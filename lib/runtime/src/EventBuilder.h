// The bytes of tensorflow.Event messages, field for field as TensorFlow 2.21 writes them.
#ifndef SUMMARY_V2_SRC_EVENT_BUILDER_H
#define SUMMARY_V2_SRC_EVENT_BUILDER_H

#include "summary_v2/status.h"
#include "summary_v2/tensor.h"
#include <cstdint>
#include <string>
#include <string_view>

namespace summary_v2 {

/// Seconds since 1970, in steps of a microsecond as TensorFlow stamps them.
double wallTime();

/// The first record of a file.
std::string versionEvent(double WallTime);

/// A SummaryMetadata: plugin name and content, description.
std::string pluginMetadata(std::string_view Plugin, std::string_view Content, std::string_view Description,
                           std::string_view DisplayName = {});

/// A TensorProto with the elements in tensor_content, or string_val. InvalidArgument when the shape has a
/// negative or overflowing dimension, Unimplemented for an unknown type.
Status tensorProto(const TensorView &Value, std::string &Out);

/// How many elements the shape has. InvalidArgument as above.
Result<size_t> elementCount(const std::vector<int64_t> &Shape);

/// A Summary.Value with a tensor. `Metadata` may be empty: then the field is absent.
std::string summaryValue(std::string_view Tag, std::string_view Tensor, std::string_view Metadata);

/// An Event around a serialized Summary (field 5) or GraphDef (field 4).
std::string event(double WallTime, int64_t Step, uint32_t Field, std::string_view Body);
constexpr uint32_t GraphDefField = 4, SummaryField = 5;

/// The framed record of one scalar event, without an allocation.
class ScalarRecord {
public:
  /// `Metadata` empty: plugin "scalars" and nothing else.
  ScalarRecord(double WallTime, int64_t Step, std::string_view Tag, float Value, std::string_view Metadata = {});
  std::string_view bytes() const { return {Large.empty() ? Small : Large.data(), Size}; }

private:
  char Small[256];
  std::string Large;
  size_t Size;
};

} // namespace summary_v2

#endif
