#include "tensorflow/core/framework/summary.pb.h"
#include "tensorflow/core/lib/histogram/histogram.h"
#include "tensorflow/core/util/events_writer.h"
#include <vector>

using tensorflow::Event;
using tensorflow::EventsWriter;

static void fill(Event *event, int step) {
  tensorflow::histogram::Histogram h;
  for (int i = 0; i < 30; ++i) h.Add(i * (step + 1));
  auto *v = event->mutable_summary()->add_value();
  v->set_tag("weights");
  auto *histo = new tensorflow::HistogramProto;
  h.EncodeToProto(histo, true);
  v->set_allocated_histo(histo);
}

int main(int argc, char **argv) {
  std::vector<Event> events;
  for (int step = 0; step < 3; ++step) {
    Event event;
    event.set_step(step);
    event.set_wall_time(1000 + step);
    fill(&event, step);
    events.push_back(event);
  }
  EventsWriter writer(std::string(argv[1]) + "/run");
  for (const Event &event : events) writer.WriteEvent(event);
  tensorflow::Summary parsed;
  auto *v = parsed.add_value();
  v->set_tag("parsed");
  v->set_simple_value(0.5f);
  Event event;
  event.set_step(9);
  event.mutable_summary()->ParseFromString(parsed.SerializeAsString());
  writer.WriteEvent(event);
  writer.WriteSerializedEvent(event.SerializeAsString());
  if (!writer.Flush().ok()) return 1;
}
