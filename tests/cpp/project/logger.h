#ifndef LOGGER_H
#define LOGGER_H
#include "tensorflow/core/framework/summary.pb.h"
#include "tensorflow/core/util/events_writer.h"
#include <memory>
#include <string>

/// A member that the constructor makes, a method in another file, and one that hands the writer out.
class Logger {
public:
  explicit Logger(const std::string &prefix) : writer_(new tensorflow::EventsWriter(prefix)) {}
  void log(const std::string &tag, float value, int64_t step);
  tensorflow::EventsWriter *writer() const { return writer_.get(); }

private:
  std::unique_ptr<tensorflow::EventsWriter> writer_;
};

/// Used by train.cc and evaluate.cc.
inline void write_scalar(tensorflow::EventsWriter *writer, double wall_time, int64_t step, const std::string &tag,
                         float value) {
  tensorflow::Event event;
  event.set_wall_time(wall_time);
  event.set_step(step);
  tensorflow::Summary::Value *v = event.mutable_summary()->add_value();
  v->set_tag(tag);
  v->set_simple_value(value);
  writer->WriteEvent(event);
}

#endif
