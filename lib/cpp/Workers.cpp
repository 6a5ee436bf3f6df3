#include "cpp/Project.h"
#include "text/Interrupt.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/raw_ostream.h"
#include <cerrno>
#include <csignal>
#include <sys/wait.h>

using namespace llvm;
namespace path = llvm::sys::path;

namespace summary_upgrade::cpp {

namespace {

std::string contents(StringRef Path) {
  auto Buffer = MemoryBuffer::getFile(Path);
  return Buffer ? (*Buffer)->getBuffer().str() : std::string();
}

/// A run of workers. Requests, answers and complaints are files of a folder of their own, which goes at the end.
class Crew {
public:
  Crew(ArrayRef<ParseRequest> Requests, unsigned Jobs, const std::function<void()> &Step)
      : Requests(Requests), Jobs(std::max(1u, Jobs)), Step(Step) {}
  ~Crew() {
    if (!Folder.empty())
      sys::fs::remove_directories(Folder);
  }

  std::vector<Expected<Unit>> run() {
    static int Anchor;
    Program = sys::fs::getMainExecutable(nullptr, &Anchor);
    std::vector<Expected<Unit>> Units;
    if (std::error_code Error = sys::fs::createUniqueDirectory("summary-upgrade", Folder)) {
      for (size_t I = 0; I < Requests.size(); ++I)
        Units.push_back(createStringError(Error, "no temporary folder: %s", Error.message().c_str()));
      return Units;
    }
    Status.assign(Requests.size(), -1);
    std::map<pid_t, size_t> Running;
    size_t Next = 0;
    while (Next < Requests.size() || !Running.empty()) {
      while (Running.size() < Jobs && Next < Requests.size() && !text::interrupted()) {
        if (pid_t Process = start(Next); Process > 0)
          Running[Process] = Next;
        ++Next;
      }
      if (Running.empty())
        break;
      int State = 0;
      pid_t Process = ::waitpid(Running.begin()->first, &State, 0);
      if (Process < 0 && errno == EINTR) {
        if (text::interrupted())
          for (auto &[Id, Index] : Running)
            ::kill(Id, SIGTERM);
        continue;
      }
      Status[Running.begin()->second] = Process < 0 ? -1 : State;
      Running.erase(Running.begin());
      if (Step)
        Step();
    }
    for (size_t I = 0; I < Requests.size(); ++I)
      Units.push_back(answer(I));
    return Units;
  }

private:
  std::string file(size_t Index, StringRef Kind) const {
    return (Twine(Folder) + "/" + Twine(Index) + "." + Kind).str();
  }

  pid_t start(size_t Index) {
    {
      std::error_code Error;
      raw_fd_ostream Out(file(Index, "request"), Error);
      Out << toJSON(Requests[Index]);
      Out.close();
      if (Error || Out.has_error()) {
        Out.clear_error();
        return -1;
      }
    }
    std::string Request = file(Index, "request"), Answer = file(Index, "answer"), Complaint = file(Index, "errors");
    std::optional<StringRef> Streams[] = {StringRef(""), StringRef(""), StringRef(Complaint)};
    bool Failed = false;
    sys::ProcessInfo Info = sys::ExecuteNoWait(Program, {Program, "--cpp-worker", Request, Answer}, std::nullopt,
                                               Streams, 0, nullptr, &Failed);
    return Failed ? -1 : Info.Pid;
  }

  Expected<Unit> answer(size_t Index) const {
    int State = Status[Index];
    if (text::interrupted())
      return createStringError(std::errc::interrupted, "interrupted");
    if (State != -1 && WIFSIGNALED(State))
      return createStringError("the compiler crashed on this file (signal %d)", WTERMSIG(State));
    if (State != 0) {
      std::string Why = StringRef(contents(file(Index, "errors"))).trim().str();
      return createStringError("%s", Why.empty() ? "no worker could be started" : Why.c_str());
    }
    auto Parsed = json::parse(contents(file(Index, "answer")));
    if (!Parsed)
      return Parsed.takeError();
    return unitFromJSON(*Parsed);
  }

  ArrayRef<ParseRequest> Requests;
  unsigned Jobs;
  const std::function<void()> &Step;
  SmallString<128> Folder;
  std::string Program;
  std::vector<int> Status;
};

} // namespace

ParseMany inWorkers(unsigned Jobs, std::function<void(size_t)> Expect, std::function<void()> Step) {
  return [=](ArrayRef<ParseRequest> Requests) {
    if (Expect)
      Expect(Requests.size());
    return Crew(Requests, Jobs, Step).run();
  };
}

ParseMany remembered(ParseMany Parse) {
  auto Known = std::make_shared<std::map<std::string, Unit>>();
  return [Parse = std::move(Parse), Known](ArrayRef<ParseRequest> Requests) {
    std::vector<std::string> Keys;
    std::vector<ParseRequest> New;
    std::vector<size_t> Which;
    for (const ParseRequest &R : Requests) {
      Keys.push_back(formatv("{0}", toJSON(R)).str());
      if (!Known->count(Keys.back())) {
        New.push_back(R);
        Which.push_back(Keys.size() - 1);
      }
    }
    std::vector<Expected<Unit>> Parsed = Parse(New), All;
    for (size_t I = 0, N = 0; I < Keys.size(); ++I) {
      if (N < Which.size() && Which[N] == I) {
        if (Parsed[N])
          Known->insert_or_assign(Keys[I], *Parsed[N]);
        All.push_back(std::move(Parsed[N++]));
      } else {
        All.push_back(Known->at(Keys[I]));
      }
    }
    return All;
  };
}

} // namespace summary_upgrade::cpp
