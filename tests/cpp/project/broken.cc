#include "tensorflow/core/util/events_writer.h"

void finish(tensorflow::EventsWriter &last) { missing(last); }

// Nothing is wrong with this one.
void flush_one(tensorflow::EventsWriter &good) { good.Flush(); }
