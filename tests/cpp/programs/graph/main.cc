#include "tensorflow/cc/client/client_session.h"
#include "tensorflow/cc/ops/standard_ops.h"
#include "tensorflow/core/framework/summary.pb.h"
#include "tensorflow/core/framework/tensor.h"
#include "tensorflow/core/util/events_writer.h"

using namespace tensorflow;

// Summaries in members, in a list that a lambda fills, and beside another output.
class Model {
 public:
  explicit Model(const Scope &scope) : in(scope, DT_FLOAT), scope_(scope) {
    std::vector<Output> all;
    auto log = [&](const std::string &tag, Output value) { all.push_back(ops::ScalarSummary(scope_.WithOpName("log"), tag, value)); };
    twice = ops::Add(scope_, in, in);
    log("in", in);
    log("twice/value", twice);
    ops::HistogramSummary histogram(scope_, "histogram", ops::Stack(scope_, std::initializer_list<Input>{in, twice}));
    ops::ScalarSummary counted{scope_, std::string("count"), ops::Cast(scope_, twice, DT_INT64)};
    all.push_back(histogram);
    all.push_back(counted.summary);
    Tensor red(DT_UINT8, TensorShape({3})); // the class's own default is no uint8
    red.vec<uint8>().setZero();
    TensorProto color;
    red.AsProtoTensorContent(&color);
    all.push_back(ops::ImageSummary(scope_, "image", ops::Fill(scope_, {1, 3, 5, 1}, twice), ops::ImageSummary::BadColor(color)));
    merged_ = ops::MergeSummary(scope_, all);
    alone_ = ops::ScalarSummary(scope_, "alone", in);
  }
  Event step(ClientSession &session, int step) {
    std::vector<Tensor> fetched;
    TF_CHECK_OK(session.Run({{in, 1.5f * step}}, {twice, merged_}, &fetched));
    last = fetched[0].scalar<float>()();
    Event event;
    event.set_step(step);
    event.mutable_summary()->ParseFromString(fetched[1].scalar<tstring>()());
    return event;
  }
  void alone(ClientSession &session, EventsWriter &writer) {
    std::vector<Tensor> fetched;
    TF_CHECK_OK(session.Run({{in, last}}, {alone_}, &fetched));
    const tstring &bytes = fetched[0].scalar<tstring>()();
    Summary summary;
    if (!summary.ParseFromString(bytes)) std::abort();
    Event event;
    event.set_step(7);
    *event.mutable_summary() = summary;
    writer.WriteEvent(event);
  }
  ops::Placeholder in;
  Output twice;
  float last = 0;

 private:
  Scope scope_;
  Output merged_, alone_;
};

int main(int argc, char **argv) {
  Scope scope = Scope::NewRootScope();
  Model model(scope);
  ClientSession session(scope);
  auto writer = std::make_shared<EventsWriter>(std::string(argv[1]) + "/events");
  for (int step = 0; step < 3; ++step) {
    Event event = model.step(session, step);
    writer->WriteEvent(event);
  }
  model.alone(session, *writer);
  TF_CHECK_OK(writer->Flush());
}
