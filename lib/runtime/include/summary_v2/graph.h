// For programs that build graphs with TensorFlow's C++ API: summary ops whose serialized summaries are in v2
// format. They stand where ops::ScalarSummary and ops::HistogramSummary stood: fetched, merged
// (ops::MergeSummary) and parsed as those. Header-only; needs TensorFlow's headers and nothing else of this
// library.
#ifndef SUMMARY_V2_GRAPH_H
#define SUMMARY_V2_GRAPH_H

#include "tensorflow/cc/framework/ops.h"
#include "tensorflow/cc/framework/scope.h"
#include "tensorflow/cc/ops/standard_ops.h"
#include "tensorflow/core/framework/summary.pb.h"
#include <cstdint>
#include <initializer_list>
#include <string>

namespace summary_v2 {
namespace ops {

namespace detail {

/// The op itself is made in the scope that was given, so that it has its name; what it is made of goes below.
inline tensorflow::ops::TensorSummaryV2 summary(const tensorflow::Scope &Scope, tensorflow::Input Tag,
                                                tensorflow::Input Value, const char *Plugin) {
  tensorflow::SummaryMetadata Metadata;
  Metadata.mutable_plugin_data()->set_plugin_name(Plugin);
  return tensorflow::ops::TensorSummaryV2(Scope, Tag, Value,
                                          tensorflow::Input::Initializer(Metadata.SerializeAsString()));
}

} // namespace detail

/// A number of any real type. That it is one is checked when it runs, as ops::ScalarSummary does.
inline tensorflow::ops::TensorSummaryV2 scalar(const tensorflow::Scope &Scope, tensorflow::Input Tag,
                                               tensorflow::Input Value) {
  using namespace tensorflow::ops;
  const tensorflow::Scope Below = Scope.NewSubScope("summary_v2");
  const tensorflow::Output Number = EnsureShape(Below, Cast(Below, Value, tensorflow::DT_FLOAT),
                                                tensorflow::PartialTensorShape(std::initializer_list<int64_t>{}));
  return detail::summary(Scope, Tag, Number, "scalars");
}

/// A histogram over all elements, with tf.summary's 30 buckets: rows of left edge, right edge and count. As
/// with ops::HistogramSummary, a run with a NaN or an infinity fails.
inline tensorflow::ops::TensorSummaryV2 histogram(const tensorflow::Scope &Scope, tensorflow::Input Tag,
                                                  tensorflow::Input Values, int Buckets = 30) {
  using namespace tensorflow::ops;
  using tensorflow::Output;
  const tensorflow::Scope Below = Scope.NewSubScope("summary_v2");
  const Output Numbers =
      CheckNumerics(Below, Cast(Below, Values, tensorflow::DT_DOUBLE), "a value of a summary histogram");
  const Output Flat = Reshape(Below, Numbers, {-1});
  const Output None = Equal(Below, Size(Below, Flat), 0);
  const Output Zero = Const<double>(Below, 0.0);
  const Output Low = Where3(Below, None, Zero, Output(Min(Below, Flat, 0)));
  const Output High = Where3(Below, None, Zero, Output(Max(Below, Flat, 0)));
  const Output Single = Equal(Below, Low, High);
  const Output Width = Where3(Below, Single, Const<double>(Below, 1.0),
                              Output(Div(Below, Subtract(Below, High, Low), Const<double>(Below, Buckets))));
  // Of equal values, the last bucket has the count.
  const Output At = Cast(Below, Floor(Below, Div(Below, Subtract(Below, Flat, Low), Width)), tensorflow::DT_INT32);
  const Output Last = Multiply(Below, Cast(Below, Single, tensorflow::DT_INT32), Buckets - 1);
  const Output Index = Minimum(Below, Maximum(Below, Add(Below, At, Last), 0), Buckets - 1);
  const Output Counts =
      Bincount(Below, Index, Buckets, tensorflow::Input::Initializer(std::initializer_list<double>{}));
  const Output Rise = Where3(Below, Single, Zero, Width);
  const Output Left =
      Add(Below, Low, Multiply(Below, Rise, Cast(Below, Range(Below, 0, Buckets, 1), tensorflow::DT_DOUBLE)));
  const Output Right = Concat(
      Below,
      std::initializer_list<tensorflow::Input>{Slice(Below, Left, {1}, {Buckets - 1}), Reshape(Below, High, {1})}, 0);
  const Output Rows = Stack(Below, std::initializer_list<tensorflow::Input>{Left, Right, Counts}, Stack::Axis(1));
  return detail::summary(Scope, Tag, Rows, "histograms");
}

} // namespace ops
} // namespace summary_v2

#endif
