#include "events/EventFile.h"
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace summary_upgrade::events {

namespace {
constexpr size_t SmallestBuffer = 1 << 12, FirstBuffer = 1 << 20;
constexpr uint64_t LongestRecord = uint64_t(1) << 31;
} // namespace

llvm::ErrorOr<EventFile> EventFile::open(llvm::StringRef Path, uint64_t Start) {
  // Without O_NONBLOCK a named pipe in a log directory would hang the open.
  int Descriptor = ::open(Path.str().c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (Descriptor < 0)
    return std::error_code(errno, std::generic_category());
  struct stat Info;
  int Code = ::fstat(Descriptor, &Info) != 0 ? errno : S_ISREG(Info.st_mode) ? 0 : EINVAL;
  if (!Code && Start && ::lseek(Descriptor, static_cast<off_t>(Start), SEEK_SET) < 0)
    Code = errno;
  if (Code) {
    ::close(Descriptor);
    return std::error_code(Code, std::generic_category());
  }
  EventFile File(Descriptor);
  File.BufferStart = Start;
  // One byte more than a small file has: a read that does not fill the buffer is the end.
  File.Buffer.resize(std::clamp<uint64_t>(static_cast<uint64_t>(Info.st_size) + 1, SmallestBuffer, FirstBuffer));
  return File;
}

EventFile::EventFile(EventFile &&Other) noexcept
    : Descriptor(Other.Descriptor), Buffer(std::move(Other.Buffer)), Filled(Other.Filled),
      BufferStart(Other.BufferStart), Reader(Other.Reader), LastError(Other.LastError) {
  Other.Descriptor = -1;
}

EventFile::~EventFile() {
  if (Descriptor >= 0)
    ::close(Descriptor);
}

bool EventFile::fill() {
  // What was returned before is no longer needed: the rest moves to the front.
  auto Done = static_cast<size_t>(Reader.end());
  if (Done) {
    std::memmove(Buffer.data(), Buffer.data() + Done, Filled - Done);
    Filled -= Done;
    BufferStart += Done;
  }
  if (Filled == Buffer.size())
    Buffer.resize(Buffer.size() * 2);
  ssize_t Got;
  do
    Got = ::read(Descriptor, Buffer.data() + Filled, Buffer.size() - Filled);
  while (Got < 0 && errno == EINTR);
  if (Got < 0)
    LastError = std::error_code(errno, std::generic_category());
  else
    Filled += static_cast<size_t>(Got);
  Reader = RecordReader({Buffer.data(), Filled});
  return Got > 0;
}

RecordStatus EventFile::next(std::string_view &Payload) {
  for (;;) {
    RecordStatus Status = Reader.next(Payload);
    if (Status != RecordStatus::End && Status != RecordStatus::Torn)
      return Status;
    if (Reader.wanted() > LongestRecord)
      return RecordStatus::TooLong;
    if (fill())
      continue;
    // Once more, for offset() and wanted() in terms of the moved buffer.
    Status = Reader.next(Payload);
    return LastError ? RecordStatus::ReadError : Status;
  }
}

} // namespace summary_upgrade::events
