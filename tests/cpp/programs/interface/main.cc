#include "tensorflow/core/framework/tensor.h"
#include "tensorflow/core/kernels/summary_interface.h"
#include "tensorflow/core/platform/env.h"
#include "tensorflow/core/summary/summary_file_writer.h"

using namespace tensorflow;

int main(int argc, char **argv) {
  SummaryWriterInterface *writer = nullptr;
  TF_CHECK_OK(CreateSummaryFileWriter(1, 0, argv[1], "x", Env::Default(), &writer));
  for (int step = 0; step < 4; ++step) {
    Tensor loss(DT_DOUBLE, TensorShape({}));
    loss.scalar<double>()() = 0.25 * step;
    auto status = writer->WriteScalar(step, loss, "loss");
    if (!status.ok()) return 1;
    Tensor count(DT_INT32, TensorShape({}));
    count.scalar<int32>()() = step * 3;
    TF_CHECK_OK(writer->WriteScalar(step, count, std::string("count") + "/all"));
  }
  TF_CHECK_OK(writer->Flush());
  writer->Unref();
}
