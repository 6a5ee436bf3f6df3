#include "tensorflow/core/util/events_writer.h"

template <typename Writer> void send(Writer &to, const tensorflow::Event &event) { to.WriteEvent(event); }

void through(tensorflow::EventsWriter &generic, const tensorflow::Event &event) { send(generic, event); }
