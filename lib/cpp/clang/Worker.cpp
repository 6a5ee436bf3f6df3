#include "cpp/clang/Worker.h"
#include "cpp/clang/FrontEnd.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"
#include <cstdlib>

using namespace llvm;

namespace summary_upgrade::cpp {

int runWorker(int Argc, char **Argv) {
  if (Argc != 4) {
    errs() << "summary-upgrade: " << WorkerCommand << " is how the program calls itself\n";
    return 2;
  }
  auto fail = [](const Twine &Message) {
    errs() << Message << "\n";
    return 1;
  };
  auto Input = MemoryBuffer::getFile(Argv[2]);
  if (!Input)
    return fail(Input.getError().message());
  auto Parsed = json::parse((*Input)->getBuffer());
  if (!Parsed)
    return fail(toString(Parsed.takeError()));
  auto Request = requestFromJSON(*Parsed);
  if (!Request)
    return fail(toString(Request.takeError()));
  // How the program's tests see what a crash of the compiler costs.
  if (const char *Crash = std::getenv("SUMMARY_UPGRADE_CRASH_ON"); Crash && StringRef(Request->Main).ends_with(Crash))
    std::abort();
  auto Facts = parseUnit(*Request);
  if (!Facts)
    return fail(toString(Facts.takeError()));
  std::error_code Error;
  raw_fd_ostream Out(Argv[3], Error);
  if (Error)
    return fail(Error.message());
  Out << toJSON(*Facts);
  Out.close();
  return Out.has_error() ? fail("the answer cannot be written") : 0;
}

} // namespace summary_upgrade::cpp
