#include "FileQueue.h"
#include "EventBuilder.h"
#include "events/Record.h"
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace summary_v2 {

namespace {

/// Counts forks on the child's side: asking for the process id at every write would cost a system call.
std::atomic<unsigned> Forks{0};

unsigned generation() {
  static const int Registered = pthread_atfork(nullptr, nullptr, [] { ++Forks; });
  (void)Registered;
  return Forks.load(std::memory_order_relaxed);
}

Code codeOf(int Error) {
  switch (Error) {
  case ENOENT:
    return Code::NotFound;
  case EACCES:
  case EPERM:
  case EROFS:
    return Code::PermissionDenied;
  case ENOTDIR:
  case EISDIR:
  case EBADF:
    return Code::FailedPrecondition;
  case EEXIST:
    return Code::AlreadyExists;
  case ENOSPC:
  case EDQUOT:
  case EMFILE:
  case ENFILE:
  case EFBIG:
  case ENOMEM:
    return Code::ResourceExhausted;
  case EINVAL:
  case ENAMETOOLONG:
  case ELOOP:
    return Code::InvalidArgument;
  default:
    return Code::Unknown;
  }
}

Status failed(const std::string &Path, int Error) { return Status(codeOf(Error), Path + "; " + std::strerror(Error)); }

/// mkdir -p.
Status makeDirectories(const std::string &Path) {
  for (size_t At = 0; At != std::string::npos;) {
    At = Path.find('/', At + 1);
    std::string Parent = Path.substr(0, At);
    if (::mkdir(Parent.c_str(), 0777) == 0)
      continue;
    int Error = errno;
    struct stat Info;
    if (::stat(Parent.c_str(), &Info) != 0)
      return failed(Parent, Error);
    if (!S_ISDIR(Info.st_mode))
      return Status(Code::FailedPrecondition, Parent + " is not a directory");
  }
  return Status();
}

} // namespace

FileQueue::FileQueue(const std::string &Logdir, const WriterOptions &Options)
    : MaxQueue(Options.max_queue < 0 ? 0 : Options.max_queue),
      FlushMillis(Options.flush_millis < 0 ? 0 : Options.flush_millis), Generation(generation()) {
  Failure = open(Logdir.empty() ? "." : Logdir, Options.filename_suffix);
}

bool FileQueue::ofAnotherProcess() const { return Forks.load(std::memory_order_relaxed) != Generation; }

Status FileQueue::open(const std::string &Logdir, const std::string &Suffix) {
  if (Logdir.find('\0') != std::string::npos || Suffix.find_first_of(std::string("/\0", 2)) != std::string::npos)
    return Status(Code::InvalidArgument, "A log directory or file name suffix with a NUL, or a suffix with a slash");
  if (Status S = makeDirectories(Logdir); !S.ok())
    return S;
  static std::atomic<int64_t> NextUid{0};
  char Host[256] = "";
  ::gethostname(Host, sizeof Host - 1);
  double Now = wallTime();
  std::string Base = Logdir.back() == '/' ? Logdir : Logdir + "/";
  // TensorFlow's name, with a dot before the suffix whatever that is. Another library in this process, or
  // another machine of the same name, may use the same: take the next number then, and never write into a
  // file that was there.
  for (int Try = 0; Try < 1000; ++Try) {
    char Middle[400];
    std::snprintf(Middle, sizeof Middle, "events.out.tfevents.%010lld.%s.%d.%lld", static_cast<long long>(Now), Host,
                  static_cast<int>(::getpid()), static_cast<long long>(NextUid++));
    Path = Base + Middle + (Suffix.empty() || Suffix.front() != '.' ? "." : "") + Suffix;
    File = ::open(Path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0666);
    if (File >= 0 || errno != EEXIST)
      break;
  }
  if (File < 0) {
    Status S = failed(Path, errno);
    Path.clear();
    return S;
  }
  std::string Version;
  summary_upgrade::events::appendRecord(Version, versionEvent(Now));
  Status S;
  put(Version, S);
  return S;
}

FileQueue::~FileQueue() { close(); }

Status FileQueue::closedStatus() const {
  return Status(Code::NotFound, "The summary writer of " + Path + " is closed");
}

Status FileQueue::append(std::string_view Record) {
  if (ofAnotherProcess())
    return Status(Code::FailedPrecondition, "The summary writer of " + Path + " belongs to the parent process");
  Lock L(Mutex);
  for (;;) {
    if (Closed.load(std::memory_order_relaxed))
      return closedStatus();
    if (!Failure.ok())
      return Failure;
    if (Waiting.empty() || Waiting.size() + Record.size() <= Room)
      break;
    Drained.wait(L);
  }
  if (!Thread.joinable() && !Threadless)
    start();
  bool WasSmall = Waiting.size() < Chunk;
  Waiting.append(Record.data(), Record.size());
  ++Events;
  // The thread is told only what it does not know: a wake costs more than a hundred records.
  bool Tell = Idle || (WasSmall && Waiting.size() >= Chunk) || (!Awake && Events > size_t(MaxQueue));
  if (Tell) {
    Idle = false;
    if (Events > size_t(MaxQueue))
      Awake = true;
    if (Threadless) {
      if (!Draining)
        drain(L);
      return Failure;
    }
    L.unlock();
    Work.notify_one();
  }
  return Status();
}

void FileQueue::start() {
  // Signals are for the threads of the program.
  sigset_t All, Before;
  ::sigfillset(&All);
  ::pthread_sigmask(SIG_SETMASK, &All, &Before);
  try {
    Thread = std::thread([this] { run(); });
  } catch (const std::system_error &) {
    // No more threads to be had: the caller writes.
    Threadless = true;
  }
  ::pthread_sigmask(SIG_SETMASK, &Before, nullptr);
}

void FileQueue::run() {
  using Clock = std::chrono::steady_clock;
  Lock L(Mutex);
  while (!Stop) {
    if (Waiting.empty() || !Failure.ok() || Draining) {
      Idle = true;
      Awake = false;
      Work.wait(L);
      Idle = false;
      continue;
    }
    auto Due = Clock::now() + std::chrono::milliseconds(FlushMillis);
    while (!Stop && !Waiting.empty() && Events <= size_t(MaxQueue) && Waiting.size() < Chunk) {
      Awake = false;
      if (Work.wait_until(L, Due) == std::cv_status::timeout)
        break;
    }
    Awake = true;
    // A busy writer brings company within the moment that one write takes.
    auto Moment = Clock::now() + std::chrono::milliseconds(2);
    if (FlushMillis > 2)
      Work.wait_until(L, Moment, [&] { return Stop || Waiting.empty() || Waiting.size() >= Chunk; });
    if (!Draining && Failure.ok() && !Waiting.empty())
      drain(L);
  }
}

void FileQueue::drain(Lock &L) {
  Draining = true;
  Spare.clear();
  std::swap(Waiting, Spare);
  size_t Taken = Events;
  Events = 0;
  // Callers that waited for room may go on while the bytes are written.
  Drained.notify_all();
  L.unlock();
  Status Problem;
  size_t Done = put(Spare, Problem);
  L.lock();
  if (!Problem.ok()) {
    Spare.erase(0, Done);
    Spare += Waiting;
    std::swap(Waiting, Spare);
    Events += Taken;
    Failure = std::move(Problem);
  }
  Draining = false;
  Drained.notify_all();
  // The thread may have looked while another one was draining.
  if (!Waiting.empty() && Idle)
    Work.notify_one();
}

size_t FileQueue::put(std::string_view Bytes, Status &Problem) {
  size_t Done = 0;
  while (Done < Bytes.size()) {
    ssize_t N = ::write(File, Bytes.data() + Done, Bytes.size() - Done);
    if (N < 0 && errno == EINTR)
      continue;
    if (N <= 0) {
      Problem = failed(Path, N < 0 ? errno : EIO);
      break;
    }
    Done += static_cast<size_t>(N);
  }
  if (Done < Bytes.size()) {
    // The queue holds whole records only: walk them to the last one that fits.
    summary_upgrade::events::RecordReader Reader(Bytes.substr(0, Done));
    std::string_view Payload;
    while (Reader.next(Payload) == summary_upgrade::events::RecordStatus::Ok)
      ;
    Done = static_cast<size_t>(Reader.end());
    // If even this fails, the file ends in a torn record, which readers pass over; appending behind it would
    // not do.
    if (::ftruncate(File, static_cast<off_t>(Length + Done)) != 0)
      Problem = Status(Code::DataLoss, Path + "; a record was written in part");
  }
  Length += Done;
  return Done;
}

Status FileQueue::flush() {
  if (ofAnotherProcess())
    return Status();
  Lock L(Mutex);
  if (Closed.load(std::memory_order_relaxed))
    return Status();
  Drained.wait(L, [&] { return !Draining; });
  if (File < 0 || Failure.code() == Code::DataLoss)
    return Failure;
  Failure = Status();
  if (!Waiting.empty())
    drain(L);
  return Failure;
}

Status FileQueue::status() {
  if (ofAnotherProcess())
    return Status(Code::FailedPrecondition, "The summary writer of " + Path + " belongs to the parent process");
  Lock L(Mutex);
  return Failure;
}

Status FileQueue::close() {
  if (ofAnotherProcess())
    return Status();
  Status S = flush();
  Lock L(Mutex);
  if (Closed.exchange(true, std::memory_order_acq_rel))
    return Status();
  // What came between the flush and here.
  Drained.wait(L, [&] { return !Draining; });
  if (S.ok() && !Waiting.empty()) {
    drain(L);
    S = Failure;
  }
  Stop = true;
  Work.notify_all();
  Drained.notify_all();
  L.unlock();
  if (Thread.joinable())
    Thread.join();
  if (File >= 0 && ::close(File) != 0 && S.ok())
    S = failed(Path, errno);
  return S;
}

} // namespace summary_v2
