// Bytes as an event file: no crash, no allocation by a length field, and what the rules make of it is stable.
// The first byte chooses: 0 takes the rest as a file; anything else as records, each one byte of length
// before its payload, that are framed with right checksums, so that the messages inside are reached.
#include "events/Check.h"
#include "events/Compare.h"
#include "events/DataCompat.h"
#include "events/Overview.h"
#include "events/Record.h"
#include "events/Report.h"
#include <cstdlib>
#include <string>
#include <sys/mman.h>
#include <unistd.h>

using namespace summary_upgrade::events;

namespace {

/// The bytes as a file that has a path.
class File {
public:
  explicit File(const std::string &Bytes) : Descriptor(memfd_create("fuzz", MFD_CLOEXEC)) {
    if (Descriptor < 0 || write(Descriptor, Bytes.data(), Bytes.size()) != static_cast<ssize_t>(Bytes.size()))
      std::abort();
    Path = "/proc/self/fd/" + std::to_string(Descriptor);
  }
  ~File() { close(Descriptor); }

  int Descriptor;
  std::string Path;
};

void require(bool Good) {
  if (!Good)
    std::abort();
}

std::string fileOf(const uint8_t *Data, size_t Size) {
  if (Data[0] == 0)
    return std::string(reinterpret_cast<const char *>(Data + 1), Size - 1);
  std::string Out;
  for (size_t At = 1; At < Size;) {
    // Long payloads: 255 means all the rest.
    size_t Length = Data[At++];
    if (Length == 255 || Length > Size - At)
      Length = Size - At;
    appendRecord(Out, std::string_view(reinterpret_cast<const char *>(Data + At), Length));
    At += Length;
  }
  return Out;
}

/// The same file with every event migrated; a second migration has to change nothing.
std::string migrated(const std::string &Bytes) {
  std::string Out;
  RecordReader Reader(Bytes);
  for (std::string_view Payload;;) {
    RecordStatus Status = Reader.next(Payload);
    if (Status == RecordStatus::BadDataCrc)
      continue;
    if (Status != RecordStatus::Ok)
      return Out;
    std::string Once, Twice;
    WireError Error;
    if (!appendMigratedEvent(Once, Payload, Error)) {
      require(Payload.data() <= Error.Where && Error.Where <= Payload.data() + Payload.size());
      continue;
    }
    require(appendMigratedEvent(Twice, Once, Error) && Once == Twice);
    appendRecord(Out, Once);
  }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *Data, size_t Size) {
  if (Size == 0)
    return 0;
  std::string Bytes = fileOf(Data, Size), New = migrated(Bytes);
  File Before(Bytes), After(New);
  auto inside = [&](const Problem &P) { require(P.Offset <= Bytes.size()); };

  auto Checked = checkLogDir(Before.Path);
  require(static_cast<bool>(Checked));
  llvm::for_each(Checked->Problems, inside);

  std::string Text;
  llvm::raw_string_ostream Out(Text);
  LogDirReader Reader(Before.Path, nullptr);
  auto All = Reader.read(inside);
  require(static_cast<bool>(All));
  printOverview(Out, *All);
  Out << llvm::json::Value(toJson(*All));

  for (bool Documented : {false, true}) {
    Names Known;
    auto A = loadStream(Before.Path, Known, Documented, inside);
    auto B = loadStream(After.Path, Known, Documented, [](Problem) {});
    require(A && B);
    Comparison C = compareStreams(*A, *B, Known, CompareOptions());
    // Only what could not be migrated may differ.
    require(C.equal() || !Checked->Problems.empty());
    require(C.equal() == C.Differences.empty());
    printComparison(Out, C, 20);
    Out << llvm::json::Value(toJson(C));
    require(compareStreams(*A, *A, Known, CompareOptions()).equal());
  }
  return 0;
}
