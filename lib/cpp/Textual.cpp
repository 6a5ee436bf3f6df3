// What is found without the compiler: summaries that reach event files on other ways than TensorFlow's C++
// writers.
#include "cpp/Textual.h"
#include "cpp/Plan.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace summary_upgrade::cpp {

namespace {

report::Finding finding(StringRef Code, const Twine &Message, const TextOf &File, size_t At, size_t Length) {
  report::Finding F;
  F.Code = Code.str();
  F.Message = Message.str();
  F.Place = {File.Name.str(), {static_cast<uint32_t>(At), static_cast<uint32_t>(At + Length)}, {}};
  return F;
}

/// `TF_NewOperation(graph, "ScalarSummary", name)`: the ops of a graph that the C API builds.
void capi(const TextOf &File, StringRef Code, std::vector<report::Finding> &Result) {
  for (StringRef Callee : {StringRef("TF_NewOperation"), StringRef("TF_NewOperationLocked"), StringRef("TFE_NewOp")})
    for (size_t At = Code.find(Callee); At != StringRef::npos; At = Code.find(Callee, At + 1)) {
      size_t Open = At + Callee.size();
      if ((At && isIdentifierByte(Code[At - 1])) || (Open < Code.size() && isIdentifierByte(Code[Open])))
        continue;
      while (Open < Code.size() && isSpace(Code[Open]))
        ++Open;
      if (Open >= Code.size() || Code[Open] != '(')
        continue;
      StringRef Arguments = File.Text.substr(Open, Code.find(')', Open) - Open);
      for (StringRef Op :
           {"ScalarSummary", "HistogramSummary", "ImageSummary", "AudioSummary", "TensorSummary", "MergeSummary"})
        if (Arguments.contains(("\"" + Op + "\"").str())) {
          Result.push_back(
              finding("SU817", "`" + Op + "` is made by the C API, which is not followed", File, At, Open - At));
          Result.back().Help = "write the value from the host: `summary_v2/c_api.h` has a C interface";
        }
    }
}

/// The first value that is put into a summary of v1's form.
void vendored(const TextOf &File, StringRef Code, std::vector<report::Finding> &Result) {
  StringRef Name = File.Name;
  if (Name.contains(".pb.") || File.Text.contains("tensorflow/core/"))
    return; // generated, or TensorFlow's own
  for (StringRef Setter : {StringRef("set_simple_value"), StringRef("mutable_histo"), StringRef("set_allocated_histo")})
    for (size_t At = Code.find(Setter); At != StringRef::npos; At = Code.find(Setter, At + 1)) {
      StringRef Before = Code.take_front(At).rtrim(), After = Code.substr(At + Setter.size());
      if (!(Before.ends_with(".") || Before.ends_with("->")) || (!After.empty() && isIdentifierByte(After[0])))
        continue;
      Result.push_back(finding("SU818", "a v1 value for a writer of the project's own, which is not changed", File, At,
                               Setter.size()));
      Result.back().Level = report::Severity::Notice;
      Result.back().Help = "`summary_v2::import_event(writer, event)` takes the `Event` of any copy of "
                           "TensorFlow's protos, and writes v2";
      return;
    }
}

} // namespace

std::vector<report::Finding> findTextually(ArrayRef<TextOf> Files) {
  std::vector<report::Finding> Result;
  // A project that has TensorFlow's writers puts its values into those, as far as text can tell.
  bool HasWriter = any_of(Files, [](const TextOf &F) {
    return F.Text.contains("EventsWriter") || F.Text.contains("SummaryWriterInterface");
  });
  for (const TextOf &File : Files) {
    bool C = File.Text.contains("TF_NewOperation") || File.Text.contains("TFE_NewOp");
    bool V = !HasWriter && (File.Text.contains("set_simple_value") || File.Text.contains("_histo"));
    if (!C && !V)
      continue;
    const std::string Code = blanked(File.Text);
    if (C)
      capi(File, Code, Result);
    if (V)
      vendored(File, Code, Result);
  }
  return Result;
}

} // namespace summary_upgrade::cpp
