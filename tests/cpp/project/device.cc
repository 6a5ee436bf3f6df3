#include "tensorflow/core/util/events_writer.h"

#ifdef WITH_DEVICE
void device(tensorflow::EventsWriter *stream);
#endif

void close_stream(tensorflow::EventsWriter *stream) {
#ifdef WITH_DEVICE
  device(stream);
#endif
  stream->Close();
}
