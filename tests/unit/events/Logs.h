// Event files and log directories made by hand, for the tests of this folder.
#ifndef SUMMARY_UPGRADE_TESTS_EVENTS_LOGS_H
#define SUMMARY_UPGRADE_TESTS_EVENTS_LOGS_H

#include "events/DataCompat.h"
#include "events/LogDir.h"
#include "events/Tensor.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"
#include "gtest/gtest.h"
#include <cstdlib>

namespace summary_upgrade::events {

/// An encoded Summary.Value with simple_value, as TensorFlow 1 writes it.
inline std::string oldScalar(std::string_view Tag, float Number) {
  std::string Out;
  appendStringField(Out, 1, Tag);
  appendFloatField(Out, 2, Number);
  return Out;
}

inline std::string metadataOf(std::string_view Plugin) {
  std::string Data, Out;
  appendStringField(Data, 1, Plugin);
  appendBytesField(Out, 1, Data);
  return Out;
}

/// A value that holds an encoded tensor; no metadata when `Plugin` is empty.
inline std::string tensorValue(std::string_view Tag, std::string_view Tensor, std::string_view Plugin) {
  std::string Out;
  appendStringField(Out, 1, Tag);
  appendBytesField(Out, 8, Tensor);
  if (!Plugin.empty())
    appendBytesField(Out, 9, metadataOf(Plugin));
  return Out;
}

inline std::string newScalar(std::string_view Tag, float Number, std::string_view Plugin = "scalars") {
  std::string Tensor;
  appendFloatScalarTensor(Tensor, Number);
  return tensorValue(Tag, Tensor, Plugin);
}

inline std::string strings(std::string_view Tag, std::vector<int64_t> Shape, std::vector<std::string_view> Parts,
                           std::string_view Plugin) {
  std::string Tensor;
  appendStringTensor(Tensor, Shape, Parts);
  return tensorValue(Tag, Tensor, Plugin);
}

inline std::string summary(const std::vector<std::string> &Values) {
  std::string Out;
  for (const std::string &Value : Values)
    appendBytesField(Out, 1, Value);
  return Out;
}

inline std::string event(int64_t Step, const std::vector<std::string> &Values, double Time = 100) {
  std::string Out;
  appendEvent(Out, Time, Step, EventKind::Summary, summary(Values));
  return Out;
}

inline std::string version(double Time = 100, std::string_view Text = "brain.Event:2") {
  std::string Out;
  appendEvent(Out, Time, 0, EventKind::FileVersion, Text);
  return Out;
}

inline std::string framed(const std::vector<std::string> &Payloads) {
  std::string Out;
  for (const std::string &Payload : Payloads)
    appendRecord(Out, Payload);
  return Out;
}

/// A directory of its own, removed at the end.
class LogDirectory {
public:
  LogDirectory() {
    llvm::SmallString<128> Made;
    if (llvm::sys::fs::createUniqueDirectory("events-test", Made))
      std::abort();
    Path = std::string(Made);
  }
  ~LogDirectory() { (void)llvm::sys::fs::remove_directories(Path); }
  LogDirectory(const LogDirectory &) = delete;

  std::string at(const llvm::Twine &Relative) const { return (Path + "/" + Relative).str(); }

  /// Writes bytes to a file of any name.
  std::string put(const llvm::Twine &Relative, llvm::StringRef Bytes, bool Append = false) const {
    std::string To = at(Relative);
    (void)llvm::sys::fs::create_directories(llvm::sys::path::parent_path(To));
    std::error_code Error;
    llvm::raw_fd_ostream Out(To, Error, Append ? llvm::sys::fs::OF_Append : llvm::sys::fs::OF_None);
    EXPECT_FALSE(Error) << Error.message();
    Out << Bytes;
    return To;
  }

  /// An event file of a run, the version record in front.
  std::string log(const llvm::Twine &Run, std::vector<std::string> Events) const {
    Events.insert(Events.begin(), version());
    return put(Run + "/events.out.tfevents.1", framed(Events));
  }

  std::string Path;
};

inline std::string fileBytes(llvm::StringRef Path) {
  auto Buffer = llvm::MemoryBuffer::getFile(Path, /*IsText=*/false, /*RequiresNullTerminator=*/false);
  return Buffer ? (*Buffer)->getBuffer().str() : "";
}

} // namespace summary_upgrade::events

#endif
