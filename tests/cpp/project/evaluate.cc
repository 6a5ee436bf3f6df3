#include "logger.h"
#include <ctime>

void evaluate(Logger &logger, int64_t step) { write_scalar(logger.writer(), static_cast<double>(time(nullptr)), step, "accuracy", 0.25f * step); }
