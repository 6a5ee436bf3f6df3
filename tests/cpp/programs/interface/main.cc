#include "tensorflow/core/framework/tensor.h"
#include "tensorflow/core/kernels/summary_interface.h"
#include "tensorflow/core/platform/env.h"
#include "tensorflow/core/summary/summary_file_writer.h"
#include "tensorflow/core/util/event.pb.h"

using namespace tensorflow;

int main(int argc, char **argv) {
  SummaryWriterInterface *writer = nullptr;
  TF_CHECK_OK(CreateSummaryFileWriter(1, 0, argv[1], "x", Env::Default(), &writer));
  Tensor red(DT_UINT8, TensorShape({3}));
  red.vec<uint8>()(0) = 255;
  red.vec<uint8>()(1) = red.vec<uint8>()(2) = 0;
  for (int step = 0; step < 4; ++step) {
    Tensor loss(DT_DOUBLE, TensorShape({}));
    loss.scalar<double>()() = 0.25 * step;
    auto status = writer->WriteScalar(step, loss, "loss");
    if (!status.ok()) return 1;
    Tensor count(DT_INT32, TensorShape({}));
    count.scalar<int32>()() = step * 3;
    TF_CHECK_OK(writer->WriteScalar(step, count, std::string("count") + "/all"));

    Tensor weights(DT_FLOAT, TensorShape({4, 5}));
    Tensor bytes(DT_UINT8, TensorShape({2, 4, 6, 3})), floats(DT_FLOAT, TensorShape({1, 2, 2, 3})), clip(DT_FLOAT, TensorShape({2, 50, 1}));
    for (int i = 0; i < weights.NumElements(); ++i) weights.flat<float>()(i) = i * i * (step + 1);
    for (int i = 0; i < bytes.NumElements(); ++i) bytes.flat<uint8>()(i) = (i * 7 + step) % 256;
    for (int i = 0; i < floats.NumElements(); ++i) floats.flat<float>()(i) = i * 0.5f - step;
    floats.flat<float>()(4) = 1 / 0.f;
    for (int i = 0; i < clip.NumElements(); ++i) clip.flat<float>()(i) = (i % 20) / 20.f;
    TF_CHECK_OK(writer->WriteHistogram(step, weights, "weights"));
    TF_CHECK_OK(writer->WriteImage(step, bytes, "bytes", 3, red));
    TF_CHECK_OK(writer->WriteImage(step, floats, "floats", 1, red));
    TF_CHECK_OK(writer->WriteAudio(step, clip, "clip", 2, 8000.f));

    auto event = std::make_unique<Event>();
    event->set_step(step);
    event->set_wall_time(1000 + step);
    auto *value = event->mutable_summary()->add_value();
    value->set_tag("by hand");
    value->set_simple_value(step * 2);
    TF_CHECK_OK(writer->WriteEvent(std::move(event)));
  }
  TF_CHECK_OK(writer->Flush());
  writer->Unref();
}
