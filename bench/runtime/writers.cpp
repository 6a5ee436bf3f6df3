// Nanoseconds a scalar, passed and spent: the runtime, and the floor below it. Prints one line of JSON.
// usage: writers DIRECTORY [EVENTS]
//
// The floor builds the same records (time stamp, CRCs) into a buffer of 1 MiB in the calling thread and hands
// it to write(2) when full: no queue, no lock, no thread.
#include "EventBuilder.h"
#include "summary_v2/summary.h"
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fcntl.h>
#include <string>
#include <thread>
#include <unistd.h>
#include <vector>

using namespace summary_v2;

namespace {

/// Nanoseconds an event: passed, and spent by all threads. Each the best of its rounds.
struct Cost {
  double Passed = 1e9, Spent = 1e9;

  template <typename F> void measure(int64_t Events, F Do) {
    double Wall = now(CLOCK_MONOTONIC), Work = now(CLOCK_PROCESS_CPUTIME_ID);
    Do();
    Passed = std::min(Passed, (now(CLOCK_MONOTONIC) - Wall) / static_cast<double>(Events));
    Spent = std::min(Spent, (now(CLOCK_PROCESS_CPUTIME_ID) - Work) / static_cast<double>(Events));
  }
  static double now(clockid_t Clock) {
    timespec T;
    ::clock_gettime(Clock, &T);
    return static_cast<double>(T.tv_sec) * 1e9 + static_cast<double>(T.tv_nsec);
  }
};

void floorOf(const std::string &Path, int64_t Events) {
  int File = ::open(Path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0666);
  std::string Buffer;
  Buffer.reserve(1 << 20);
  auto Put = [&] {
    if (::write(File, Buffer.data(), Buffer.size()) != static_cast<ssize_t>(Buffer.size()))
      std::abort();
    Buffer.clear();
  };
  for (int64_t I = 0; I < Events; ++I) {
    ScalarRecord Record(wallTime(), I, "loss", static_cast<float>(I));
    if (Buffer.size() + Record.bytes().size() > (1 << 20))
      Put();
    Buffer.append(Record.bytes());
  }
  Put();
  ::close(File);
}

} // namespace

int main(int Count, char **Arguments) {
  if (Count < 2)
    return 2;
  std::string Directory = Arguments[1];
  int64_t Events = Count > 2 ? std::atoll(Arguments[2]) : 1000000;
  // The best of several rounds, the two in turn: other programs disturb both alike.
  Cost Floor, Default, Explicit, Eight;
  for (int Round = 0; Round < 5; ++Round) {
    Floor.measure(Events, [&] { floorOf(Directory + "/floor" + std::to_string(Round), Events); });
    Default.measure(Events, [&] {
      auto W = create_file_writer(Directory + "/default");
      auto Scope = as_default(W);
      for (int64_t I = 0; I < Events; ++I)
        if (!scalar("loss", static_cast<float>(I), I).written())
          std::abort();
    });
    Explicit.measure(Events, [&] {
      auto W = create_file_writer(Directory + "/explicit");
      for (int64_t I = 0; I < Events; ++I)
        if (!scalar(W, "loss", static_cast<float>(I), I).written())
          std::abort();
      if (!W->close().ok())
        std::abort();
    });
    Eight.measure(Events, [&] {
      auto W = create_file_writer(Directory + "/eight");
      std::vector<std::thread> Pool;
      for (int T = 0; T < 8; ++T)
        Pool.emplace_back([&] {
          for (int64_t I = 0; I < Events / 8; ++I)
            if (!scalar(W, "loss", static_cast<float>(I), I).written())
              std::abort();
        });
      for (std::thread &T : Pool)
        T.join();
      if (!W->close().ok())
        std::abort();
    });
  }
  std::printf("{\"floor\": [%.1f, %.1f], \"default\": [%.1f, %.1f], \"explicit\": [%.1f, %.1f], "
              "\"eight threads\": [%.1f, %.1f]}\n",
              Floor.Passed, Floor.Spent, Default.Passed, Default.Spent, Explicit.Passed, Explicit.Spent, Eight.Passed,
              Eight.Spent);
}
