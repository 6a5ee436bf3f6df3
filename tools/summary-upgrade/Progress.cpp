#include "Progress.h"
#include "llvm/Support/raw_ostream.h"
#include <csignal>
#include <sys/ioctl.h>
#include <unistd.h>

using namespace llvm;

namespace summary_upgrade::tools {

Progress::Progress(bool Wanted) : Delay(500), Start(std::chrono::steady_clock::now()) {
  StringRef Terminal = std::getenv("TERM") ? std::getenv("TERM") : "";
  Enabled = Wanted && ::isatty(STDERR_FILENO) && !Terminal.empty() && Terminal != "dumb";
  unsigned Milliseconds = 0;
  if (const char *Set = std::getenv("SUMMARY_UPGRADE_PROGRESS_DELAY");
      Set && !StringRef(Set).getAsInteger(10, Milliseconds))
    Delay = std::chrono::milliseconds(Milliseconds);
}

void Progress::begin(StringRef Name, uint32_t Parts) {
  What = Name.str();
  Done = 0;
  All = Parts;
  if (!Enabled)
    return;
  Drawn = Ended = false;
  if (std::chrono::steady_clock::now() >= Start + Delay)
    draw();
  // Signals are the main thread's: they interrupt what it waits for.
  sigset_t Every, Before;
  sigfillset(&Every);
  pthread_sigmask(SIG_SETMASK, &Every, &Before);
  Ticker = std::thread([this] {
    std::unique_lock<std::mutex> Held(Lock);
    auto Next = std::max(Start + Delay, std::chrono::steady_clock::now() + std::chrono::milliseconds(100));
    while (!Wake.wait_until(Held, Next, [this] { return Ended; })) {
      draw();
      Next = std::chrono::steady_clock::now() + std::chrono::milliseconds(100);
    }
  });
  pthread_sigmask(SIG_SETMASK, &Before, nullptr);
}

void Progress::end() {
  if (!Enabled)
    return;
  {
    std::lock_guard<std::mutex> Held(Lock);
    Ended = true;
  }
  Wake.notify_one();
  Ticker.join();
  if (Drawn)
    errs() << "\r\x1b[K";
}

void Progress::draw() {
  winsize Size = {};
  const size_t Columns = ::ioctl(STDERR_FILENO, TIOCGWINSZ, &Size) == 0 && Size.ws_col ? Size.ws_col : 80;
  const uint32_t Of = All, Now = std::min<uint32_t>(Done, Of);
  std::string Line = What;
  if (Of) {
    static constexpr size_t Width = 20;
    const size_t Full = Width * Now / Of;
    Line = "[" + std::string(Full, '#') + std::string(Width - Full, '.') + "] " + What + " " + std::to_string(Now) +
           "/" + std::to_string(Of);
  }
  // A line that wraps could not be erased.
  if (Line.size() >= Columns)
    Line.resize(Columns - 1);
  errs() << "\r" << Line << "\x1b[K";
  Drawn = true;
}

} // namespace summary_upgrade::tools
