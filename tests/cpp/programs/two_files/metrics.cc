#include "metrics.h"
#include <ctime>

void Metrics::add(const std::string &tag, double value, int64_t step) {
  if (!writer_) return;
  tensorflow::Event event;
  event.set_wall_time(static_cast<double>(std::time(nullptr)));
  event.set_step(step);
  // One value.
  tensorflow::Summary *summary = event.mutable_summary();
  tensorflow::Summary::Value *entry = summary->add_value();
  entry->set_tag("metrics/" + tag);
  entry->set_simple_value(value);
  writer_->WriteEvent(event);
}

void write_pair(tensorflow::EventsWriter &writer, float left, float right, int step) {
  tensorflow::Event event;
  event.set_step(step);
  tensorflow::Summary::Value *v = event.mutable_summary()->add_value();
  v->set_tag("pair/left");
  v->set_simple_value(left);
  v = event.mutable_summary()->add_value();
  v->set_tag("pair/right");
  v->set_simple_value(right);
  writer.WriteEvent(event);
}
