#ifndef METRICS_H
#define METRICS_H

#include "tensorflow/core/framework/summary.pb.h"
#include "tensorflow/core/util/events_writer.h"
#include <memory>

// Owns one writer and lends it to whoever asks.
class Metrics {
public:
  explicit Metrics(const std::string &folder)
      : writer_(std::make_unique<tensorflow::EventsWriter>(folder + "/metrics")) {}
  ~Metrics() { writer_->Close(); }
  void add(const std::string &tag, double value, int64_t step);
  tensorflow::EventsWriter *writer() const { return writer_.get(); }

private:
  std::unique_ptr<tensorflow::EventsWriter> writer_;
};

void write_pair(tensorflow::EventsWriter &writer, float left, float right, int step);

#endif
