// Reads the event files below a directory and keeps the tag, step and value of every summary. Prints one line
// of JSON: seconds passed and spent, values kept, and their sum. usage: read DIRECTORY
#include "events/Stream.h"
#include <cstdio>
#include <ctime>

using namespace summary_upgrade::events;

static double now(clockid_t Clock) {
  timespec T;
  ::clock_gettime(Clock, &T);
  return static_cast<double>(T.tv_sec) + static_cast<double>(T.tv_nsec) * 1e-9;
}

int main(int Count, char **Arguments) {
  if (Count < 2)
    return 2;
  double Passed = now(CLOCK_MONOTONIC), Spent = now(CLOCK_PROCESS_CPUTIME_ID);
  Names Known;
  size_t Problems = 0;
  auto Read = loadStream(Arguments[1], Known, /*Documented=*/false, [&](const Problem &) { ++Problems; });
  Passed = now(CLOCK_MONOTONIC) - Passed;
  Spent = now(CLOCK_PROCESS_CPUTIME_ID) - Spent;
  if (!Read || Problems) {
    llvm::consumeError(Read.takeError());
    std::fprintf(stderr, "%s cannot be read, or is damaged\n", Arguments[1]);
    return 1;
  }
  double Sum = 0;
  for (const auto &[Name, Run] : Read->Runs)
    for (const Item &I : Run.Items)
      Sum += I.Scalar;
  std::printf("{\"passed\": %.6f, \"spent\": %.6f, \"values\": %zu, \"sum\": %.17g}\n", Passed, Spent, Read->count(),
              Sum);
}
