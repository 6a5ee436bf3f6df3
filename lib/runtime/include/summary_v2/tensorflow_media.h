// For programs that keep TensorFlow's objects: v2 images, sounds and events through a
// tensorflow::SummaryWriterInterface, whose own WriteImage, WriteAudio and WriteEvent write v1's. TensorFlow itself
// does the encoding, so pixels and samples are what they were. Header-only; needs TensorFlow's headers and its library,
// and nothing else of this library.
#ifndef SUMMARY_V2_TENSORFLOW_MEDIA_H
#define SUMMARY_V2_TENSORFLOW_MEDIA_H

#include "summary_v2/tensorflow.h"
#include "tensorflow/core/framework/summary.pb.h"
#include "tensorflow/core/summary/summary_converter.h"
#include "tensorflow/core/util/event.pb.h"
#include <memory>

namespace summary_v2 {

namespace tensorflow_detail {

inline void describe(tensorflow::Summary::Value &Value, const char *Plugin, const std::string &Content = {}) {
  if (Value.metadata().display_name().empty())
    Value.mutable_metadata()->set_display_name(Value.tag());
  Value.mutable_metadata()->mutable_plugin_data()->set_plugin_name(Plugin);
  Value.mutable_metadata()->mutable_plugin_data()->set_content(Content);
}

inline void shape(tensorflow::TensorProto &Tensor, tensorflow::DataType Type, std::initializer_list<int64_t> Sides) {
  Tensor.set_dtype(Type);
  for (int64_t Side : Sides)
    Tensor.mutable_tensor_shape()->add_dim()->set_size(Side);
}

/// The v2 form that TensorBoard shows for a v1 value (its data_compat.py).
inline void toV2(tensorflow::Summary::Value &Value) {
  tensorflow::TensorProto T;
  switch (Value.value_case()) {
  case tensorflow::Summary::Value::kSimpleValue:
    shape(T, tensorflow::DT_FLOAT, {});
    T.add_float_val(Value.simple_value());
    describe(Value, "scalars");
    break;
  case tensorflow::Summary::Value::kHisto: {
    const tensorflow::HistogramProto &H = Value.histo();
    int Begin = 0, End = H.bucket_size();
    while (Begin < End && !(H.bucket(Begin) > 0))
      ++Begin;
    while (End > Begin && !(H.bucket(End - 1) > 0))
      --End;
    auto limit = [&](int I) { return I < H.bucket_limit_size() ? H.bucket_limit(I) : H.max(); };
    for (int I = Begin; I < End; ++I) {
      T.add_float_val(static_cast<float>(I == Begin ? H.min() : limit(I - 1)));
      T.add_float_val(static_cast<float>(I + 1 == End ? H.max() : limit(I)));
      T.add_float_val(static_cast<float>(H.bucket(I)));
    }
    shape(T, tensorflow::DT_FLOAT, {End - Begin, 3});
    describe(Value, "histograms");
    break;
  }
  case tensorflow::Summary::Value::kImage:
    shape(T, tensorflow::DT_STRING, {3});
    T.add_string_val(std::to_string(Value.image().width()));
    T.add_string_val(std::to_string(Value.image().height()));
    T.add_string_val(Value.image().encoded_image_string());
    describe(Value, "images", {"\x10\x01", 2}); // converted_to_tensor
    break;
  case tensorflow::Summary::Value::kAudio:
    shape(T, tensorflow::DT_STRING, {1, 2});
    T.add_string_val(Value.audio().encoded_audio_string());
    T.add_string_val("");
    describe(Value, "audio", {"\x10\x0b\x18\x01", 4}); // WAV, converted_to_tensor
    break;
  default:
    return; // v2 already, or nothing
  }
  *Value.mutable_tensor() = T;
}

} // namespace tensorflow_detail

/// Images of shape [count, height, width, channels], as PNG. Of floating point numbers each image is scaled by its own
/// largest value, as v1 does, and what is not finite gets `BadColor`. One summary of the tag has all of them.
inline TensorFlowStatus image(tensorflow::SummaryWriterInterface *Writer, const std::string &Tag,
                              const tensorflow::Tensor &Images, int64_t Step, int MaxImages,
                              const tensorflow::Tensor &BadColor) {
  tensorflow::Summary Encoded;
  TensorFlowStatus S = tensorflow::AddTensorAsImageToSummary(Images, Tag, MaxImages, BadColor, &Encoded);
  if (!S.ok())
    return S;
  tensorflow::Tensor Strings(tensorflow::DT_STRING, tensorflow::TensorShape({2 + Encoded.value_size()}));
  auto Row = Strings.vec<tensorflow::tstring>();
  Row(0) = std::to_string(Images.dim_size(2));
  Row(1) = std::to_string(Images.dim_size(1));
  for (int I = 0; I < Encoded.value_size(); ++I)
    Row(2 + I) = Encoded.value(I).image().encoded_image_string();
  return Writer->WriteTensor(Step, Strings, Tag, tensorflow_detail::metadata("images"));
}

/// Clips of shape [count, frames] or [count, frames, channels] with values in [-1, 1], as WAV. One summary of the tag
/// has all of them.
inline TensorFlowStatus audio(tensorflow::SummaryWriterInterface *Writer, const std::string &Tag,
                              const tensorflow::Tensor &Clips, int64_t Step, int MaxOutputs, float SampleRate) {
  tensorflow::Summary Encoded;
  TensorFlowStatus S = tensorflow::AddTensorAsAudioToSummary(Clips, Tag, MaxOutputs, SampleRate, &Encoded);
  if (!S.ok())
    return S;
  tensorflow::Tensor Strings(tensorflow::DT_STRING, tensorflow::TensorShape({Encoded.value_size(), 2}));
  auto Rows = Strings.matrix<tensorflow::tstring>();
  for (int I = 0; I < Encoded.value_size(); ++I) {
    Rows(I, 0) = Encoded.value(I).audio().encoded_audio_string();
    Rows(I, 1) = "";
  }
  return Writer->WriteTensor(Step, Strings, Tag, tensorflow_detail::metadata("audio", {"\x10\x0b", 2})); // WAV
}

/// An event made elsewhere: its v1 values in v2 form, all else as it is.
inline TensorFlowStatus import_event(tensorflow::SummaryWriterInterface *Writer,
                                     std::unique_ptr<tensorflow::Event> Event) {
  if (Event->has_summary())
    for (int I = 0; I < Event->summary().value_size(); ++I)
      tensorflow_detail::toV2(*Event->mutable_summary()->mutable_value(I));
  return Writer->WriteEvent(std::move(Event));
}

} // namespace summary_v2

#endif
