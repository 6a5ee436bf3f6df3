#include "logger.h"

void Logger::log(const std::string &tag, float value, int64_t step) {
  tensorflow::Event event;
  event.set_step(step);
  auto &v = *event.mutable_summary()->add_value();
  v.set_tag(tag);
  v.set_simple_value(value);
  writer_->WriteEvent(event);
}
