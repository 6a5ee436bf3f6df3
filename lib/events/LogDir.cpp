#include "events/LogDir.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include <algorithm>
#include <set>

using namespace llvm;

namespace summary_upgrade::events {

namespace {

using Ancestors = std::vector<sys::fs::UniqueID>;

std::error_code collect(const std::string &Dir, const std::string &Run, Ancestors &Above, std::vector<LogFile> &Out) {
  std::error_code Error;
  std::vector<std::string> Below;
  for (sys::fs::directory_iterator I(Dir, Error), End; !Error && I != End; I.increment(Error)) {
    // Dangling links and entries that vanish meanwhile are no event files.
    auto Status = I->status();
    if (!Status)
      continue;
    StringRef Name = sys::path::filename(I->path());
    if (Status->type() == sys::fs::file_type::directory_file)
      Below.push_back(Name.str());
    else if (Status->type() == sys::fs::file_type::regular_file && Name.contains("tfevents"))
      Out.push_back({I->path(), Run});
  }
  if (Error)
    return Error;
  for (const std::string &Name : Below) {
    SmallString<128> Path(Dir);
    sys::path::append(Path, Name);
    sys::fs::UniqueID Id;
    if (sys::fs::getUniqueID(Path, Id) || is_contained(Above, Id))
      continue;
    Above.push_back(Id);
    // A directory below that may not be read is left out, as it is by TensorBoard.
    (void)collect(std::string(Path), Run == "." ? Name : Run + "/" + Name, Above, Out);
    Above.pop_back();
  }
  return {};
}

} // namespace

Expected<std::vector<LogFile>> findEventFiles(StringRef Dir) {
  std::vector<LogFile> Out;
  if (sys::fs::is_regular_file(Dir)) {
    Out.push_back({Dir.str(), "."});
    return Out;
  }
  Ancestors Above(1);
  std::error_code Error = sys::fs::getUniqueID(Dir, Above[0]);
  if (!Error)
    Error = collect(Dir.str(), ".", Above, Out);
  if (Error)
    return createStringError(Error, "%s: %s", Dir.str().c_str(), Error.message().c_str());
  sort(Out, [](const LogFile &A, const LogFile &B) { return std::tie(A.Run, A.Path) < std::tie(B.Run, B.Path); });
  return Out;
}

StringRef problemName(Problem::Kind Kind) {
  switch (Kind) {
  case Problem::Kind::Unreadable:
    return "unreadable";
  case Problem::Kind::Empty:
    return "empty";
  case Problem::Kind::Torn:
    return "torn-tail";
  case Problem::Kind::BadLengthCrc:
    return "bad-length-crc";
  case Problem::Kind::BadDataCrc:
    return "bad-data-crc";
  case Problem::Kind::TooLong:
    return "too-long";
  case Problem::Kind::Malformed:
    return "malformed";
  case Problem::Kind::Version:
    return "version";
  case Problem::Kind::StepBack:
    return "step-back";
  case Problem::Kind::TwoFiles:
    return "two-files";
  }
  return "";
}

void readEvents(EventFile &File, StringRef Path, function_ref<void(const Event &, uint64_t)> Take,
                function_ref<void(Problem)> Complain, bool TornIsEnd) {
  auto complain = [&](Problem::Kind Kind, uint64_t Offset, const Twine &Text) {
    Complain({Kind, Path.str(), Offset, Text.str()});
  };
  std::string_view Payload;
  for (;;) {
    RecordStatus Status = File.next(Payload);
    switch (Status) {
    case RecordStatus::Ok: {
      Event E;
      WireError Error;
      if (parseEvent(Payload, E, Error))
        Take(E, File.offset());
      else
        complain(Problem::Kind::Malformed, File.offsetOf(Error.Where), Twine("not an event: ") + Error.What);
      continue;
    }
    case RecordStatus::End:
      return;
    case RecordStatus::Torn:
      if (!TornIsEnd) {
        uint64_t Left = File.size() - File.offset();
        complain(Problem::Kind::Torn, File.offset(),
                 "the last record is cut off: " + Twine(Left) + " bytes" +
                     (File.wanted() ? " of " + Twine(File.wanted()) : Twine(", less than its length field")));
      }
      return;
    case RecordStatus::BadLengthCrc:
      complain(Problem::Kind::BadLengthCrc, File.offset(),
               "the checksum of a record's length is wrong; the rest of the file is lost");
      return;
    case RecordStatus::BadDataCrc:
      complain(Problem::Kind::BadDataCrc, File.offset(), "the checksum of a record is wrong; it is skipped");
      continue;
    case RecordStatus::TooLong:
      complain(Problem::Kind::TooLong, File.offset(),
               "a record claims " + Twine(File.wanted()) + " bytes, more than a message can have; the rest is lost");
      return;
    case RecordStatus::ReadError:
      complain(Problem::Kind::Unreadable, File.offset(), File.error().message());
      return;
    }
  }
}

void readEvents(StringRef Path, function_ref<void(const Event &, uint64_t)> Take,
                function_ref<void(Problem)> Complain) {
  auto File = EventFile::open(Path);
  if (!File) {
    Complain({Problem::Kind::Unreadable, Path.str(), 0, File.getError().message()});
    return;
  }
  readEvents(*File, Path, Take, Complain);
  if (File->size() == 0)
    Complain({Problem::Kind::Empty, Path.str(), 0, "the file is empty"});
}

} // namespace summary_upgrade::events
