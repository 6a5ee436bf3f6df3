#include "tensorflow/core/util/events_writer.h"

#define WRITE(writer, event) (writer).WriteEvent(event)

void write(tensorflow::EventsWriter &plain, const tensorflow::Event &event) { WRITE(plain, event); }
