#include "logger.h"
#include <ctime>

void evaluate(Logger &logger, int64_t step);

int main(int argc, char **argv) {
  Logger logger(argv[1]);
  for (int step = 0; step < 3; ++step) {
    logger.log("loss", 1.0f / (step + 1), step);
    write_scalar(logger.writer(), time(nullptr), step, "rate", 0.5f);
    evaluate(logger, step);
  }
  TF_CHECK_OK(logger.writer()->Flush());
}
