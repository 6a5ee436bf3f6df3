// For programs that keep TensorFlow's objects: v2 summaries through a tensorflow::SummaryWriterInterface, whose own
// WriteScalar and WriteHistogram write v1's. Header-only; needs TensorFlow's headers and nothing else of this library.
#ifndef SUMMARY_V2_TENSORFLOW_H
#define SUMMARY_V2_TENSORFLOW_H

#include "tensorflow/core/framework/summary.pb.h"
#include "tensorflow/core/framework/tensor.h"
#include "tensorflow/core/framework/tensor_shape.h"
#include "tensorflow/core/kernels/summary_interface.h"
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

namespace summary_v2 {

/// What the writer's methods return: a tensorflow::Status of this TensorFlow.
using TensorFlowStatus = decltype(static_cast<tensorflow::SummaryWriterInterface *>(nullptr)->Flush());

namespace tensorflow_detail {

inline std::string metadata(const char *Plugin, const std::string &Content = {}) {
  tensorflow::SummaryMetadata M;
  M.mutable_plugin_data()->set_plugin_name(Plugin);
  M.mutable_plugin_data()->set_content(Content);
  return M.SerializeAsString();
}

template <typename T> void append(const tensorflow::Tensor &From, std::vector<double> &To) {
  const T *Data = From.flat<T>().data();
  for (int64_t I = 0; I < From.NumElements(); ++I)
    To.push_back(static_cast<double>(Data[I]));
}

/// The elements as numbers; false for a type that has none.
inline bool values(const tensorflow::Tensor &From, std::vector<double> &To) {
  switch (From.dtype()) {
  case tensorflow::DT_FLOAT:
    append<float>(From, To);
    return true;
  case tensorflow::DT_DOUBLE:
    append<double>(From, To);
    return true;
  case tensorflow::DT_INT32:
    append<int32_t>(From, To);
    return true;
  case tensorflow::DT_INT64:
    append<tensorflow::int64>(From, To);
    return true;
  case tensorflow::DT_INT16:
    append<int16_t>(From, To);
    return true;
  case tensorflow::DT_INT8:
    append<int8_t>(From, To);
    return true;
  case tensorflow::DT_UINT8:
    append<uint8_t>(From, To);
    return true;
  case tensorflow::DT_BOOL:
    append<bool>(From, To);
    return true;
  default:
    return false;
  }
}

} // namespace tensorflow_detail

/// A number. Of a type that is not known here, it is written as v1 wrote it.
inline TensorFlowStatus scalar(tensorflow::SummaryWriterInterface *Writer, const std::string &Tag,
                               const tensorflow::Tensor &Value, int64_t Step) {
  std::vector<double> Values;
  if (!tensorflow_detail::values(Value, Values) || Values.size() != 1)
    return Writer->WriteScalar(Step, Value, Tag);
  tensorflow::Tensor Number(tensorflow::DT_FLOAT, tensorflow::TensorShape({}));
  Number.scalar<float>()() = static_cast<float>(Values[0]);
  return Writer->WriteTensor(Step, Number, Tag, tensorflow_detail::metadata("scalars"));
}

/// A histogram over all elements, with tf.summary's 30 buckets. Of a type that is not known here, it is written as
/// v1 wrote it.
inline TensorFlowStatus histogram(tensorflow::SummaryWriterInterface *Writer, const std::string &Tag,
                                  const tensorflow::Tensor &Value, int64_t Step, int Buckets = 30) {
  std::vector<double> Values;
  if (!tensorflow_detail::values(Value, Values))
    return Writer->WriteHistogram(Step, Value, Tag);
  tensorflow::Tensor Rows(tensorflow::DT_DOUBLE, tensorflow::TensorShape({Buckets, 3}));
  auto Row = Rows.matrix<double>();
  Row.setZero();
  if (!Values.empty()) {
    const double Min = *std::min_element(Values.begin(), Values.end()),
                 Max = *std::max_element(Values.begin(), Values.end());
    const double Width = (Max - Min) / Buckets;
    for (int I = 0; I < Buckets; ++I) {
      Row(I, 0) = Max > Min ? Min + Width * I : Min;
      Row(I, 1) = Max > Min && I + 1 < Buckets ? Min + Width * (I + 1) : Max;
    }
    for (double V : Values) {
      const double At = Max > Min ? std::floor((V - Min) / Width) : Buckets - 1;
      if (At == At)
        Row(static_cast<int>(std::clamp(At, 0.0, Buckets - 1.0)), 2) += 1;
    }
  }
  return Writer->WriteTensor(Step, Rows, Tag, tensorflow_detail::metadata("histograms"));
}

} // namespace summary_v2

#endif
