#include "metrics.h"

static tensorflow::EventsWriter *shared = nullptr;

static float next(int &state) {
  state = state * 5 + 1;
  return state % 17;
}

static void flush_shared() {
  if (shared != nullptr) shared->Flush();
}

int main(int argc, char **argv) {
  Metrics metrics(argv[1]);
  shared = metrics.writer();
  int state = 1;
  for (int step = 0; step < 6; ++step) {
    metrics.add("loss", 1.0 / (1 + step), step);
    write_pair(*metrics.writer(), next(state), state, step);
    tensorflow::Event event;
    event.set_step(step);
    auto *v = event.mutable_summary()->add_value();
    v->set_tag("state");
    v->set_simple_value(next(state));  // changes what the next line reads
    auto *w = event.mutable_summary()->add_value();
    w->set_tag("after");
    w->set_simple_value(state);
    shared->WriteEvent(event);
  }
  flush_shared();
  tensorflow::EventsWriter other(std::string(argv[1]) + "/other/x");
  tensorflow::Env::Default()->RecursivelyCreateDir(std::string(argv[1]) + "/other").IgnoreError();
  TF_CHECK_OK(other.Init());
  write_pair(other, 1.5f, 2.5f, 7);
}
