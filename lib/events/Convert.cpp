#include "events/Convert.h"
#include "events/DataCompat.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace summary_upgrade::events {

namespace {

Error fail(const Twine &Path, std::error_code Code) {
  return createStringError(Code, "%s: %s", Path.str().c_str(), Code.message().c_str());
}

size_t countMigrated(const Event &E) {
  size_t Count = 0;
  if (E.Kind == EventKind::Summary) {
    ValueReader Values(E.Body);
    Value V;
    while (Values.next(V))
      Count += isMigrated(V.Kind);
  }
  return Count;
}

void convertRecords(EventFile &File, StringRef Path, raw_ostream &Out, ConvertResult &Result,
                    function_ref<void(Problem)> Complain) {
  std::string Converted, Record;
  auto Take = [&](const Event &E, uint64_t Offset) {
    Converted.clear();
    Record.clear();
    WireError Error;
    if (appendMigratedEvent(Converted, E.Raw, Error)) {
      Result.Values += countMigrated(E);
    } else {
      Complain({Problem::Kind::Malformed, Path.str(), Offset, std::string("left as it is: ") + Error.What});
      Converted.assign(E.Raw);
    }
    ++Result.Events;
    appendRecord(Record, Converted);
    Out << Record;
  };
  readEvents(File, Path, Take, Complain);
}

Error convertFile(const LogFile &From, const Twine &To, bool Overwrite, ConvertResult &Result,
                  function_ref<void(Problem)> Complain) {
  SmallString<128> Path;
  To.toVector(Path);
  if (!Overwrite && sys::fs::exists(Path))
    return createStringError(std::errc::file_exists, "%s: is there already", Path.c_str());
  auto File = EventFile::open(From.Path);
  if (!File) {
    Complain({Problem::Kind::Unreadable, From.Path, 0, File.getError().message()});
    return Error::success();
  }
  SmallString<128> Model = sys::path::parent_path(Path);
  if (std::error_code Code = Model.empty() ? std::error_code() : sys::fs::create_directories(Model))
    return fail(Model, Code);
  // No "tfevents" in it: a TensorBoard that watches must not read half a file.
  sys::path::append(Model, ".summary-upgrade-%%%%%%%%.tmp");
  auto Temporary = sys::fs::TempFile::create(Model, sys::fs::all_read | sys::fs::owner_write);
  if (!Temporary)
    return joinErrors(createStringError("%s: cannot be written", Path.c_str()), Temporary.takeError());
  std::error_code WriteError;
  {
    raw_fd_ostream Out(Temporary->FD, /*shouldClose=*/false);
    Out.SetBufferSize(1 << 20);
    convertRecords(*File, From.Path, Out, Result, Complain);
    Out.flush();
    WriteError = Out.error();
    Out.clear_error();
  }
  if (WriteError) {
    consumeError(Temporary->discard());
    return fail(Path, WriteError);
  }
  ++Result.Files;
  return Temporary->keep(Path);
}

StringRef parentOf(StringRef Path) {
  StringRef Parent = sys::path::parent_path(Path);
  return Parent.empty() ? "." : Parent;
}

std::string realPath(StringRef Path) {
  SmallString<128> Real;
  // What is not there yet is resolved up to what is.
  if (!sys::fs::real_path(Path, Real))
    return std::string(Real);
  StringRef Parent = parentOf(Path);
  SmallString<128> Out(Parent == Path || Path == "." ? Path.str() : realPath(Parent));
  sys::path::append(Out, sys::path::filename(Path));
  return std::string(Out);
}

bool isInside(StringRef Inner, StringRef Outer) {
  return Inner == Outer || (Inner.starts_with(Outer) && (Outer.ends_with("/") || Inner[Outer.size()] == '/'));
}

std::string v2Name(StringRef Path) {
  StringRef Name = sys::path::filename(Path);
  return (Name + (Name.ends_with(".v2") ? "" : ".v2")).str();
}

} // namespace

Error convertLogDir(StringRef From, StringRef To, bool Overwrite, ConvertResult &Result,
                    function_ref<void(Problem)> Complain) {
  auto Files = findEventFiles(From);
  if (!Files)
    return Files.takeError();
  bool OneFile = sys::fs::is_regular_file(From);
  if (OneFile && !sys::fs::is_directory(To)) {
    if (realPath(From) == realPath(To))
      return createStringError("%s: is the file to convert", To.str().c_str());
    return convertFile(Files->front(), To, Overwrite, Result, Complain);
  }
  std::string RealFrom = realPath(OneFile ? parentOf(From) : From), RealTo = realPath(To);
  // Two files with the same events in one directory are the same run twice.
  if (OneFile ? RealFrom == RealTo : isInside(RealTo, RealFrom) || isInside(RealFrom, RealTo))
    return createStringError("%s: old and new event files would lie in one log directory", To.str().c_str());
  for (const LogFile &File : *Files) {
    SmallString<128> Path(To);
    if (File.Run != ".")
      sys::path::append(Path, File.Run);
    sys::path::append(Path, v2Name(File.Path));
    if (Error E = convertFile(File, Path, Overwrite, Result, Complain))
      return E;
  }
  return Error::success();
}

} // namespace summary_upgrade::events
