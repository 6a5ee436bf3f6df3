#include "tensorflow/cc/client/client_session.h"
#include "tensorflow/cc/ops/standard_ops.h"
#include "tensorflow/core/framework/summary.pb.h"
#include "tensorflow/core/framework/tensor.h"
#include "tensorflow/core/util/events_writer.h"

using namespace tensorflow;

int main(int argc, char **argv) {
  Scope scope = Scope::NewRootScope();
  auto in = ops::Placeholder(scope, DT_FLOAT);
  auto twice = ops::Add(scope, in, in);
  auto a = ops::ScalarSummary(scope, "in", in);
  auto b = ops::HistogramSummary(scope, "twice", twice);
  auto merged = ops::MergeSummary(scope, std::initializer_list<Input>{a, b});
  ClientSession session(scope);
  auto writer = std::make_shared<EventsWriter>(std::string(argv[1]) + "/events");
  for (int step = 0; step < 3; ++step) {
    std::vector<Tensor> fetched;
    TF_CHECK_OK(session.Run({{in, 1.5f * step}}, {merged.summary}, &fetched));
    Event event;
    event.set_step(step);
    event.mutable_summary()->ParseFromString(fetched[0].scalar<tstring>()());
    writer->WriteEvent(event);
  }
  TF_CHECK_OK(writer->Flush());
}
