#include "program/Project.h"
#include "program/ProjectLoader.h"
#include "program/ProjectParts.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace summary_upgrade::program {

bool mentionsSummaries(StringRef Bytes) {
  return Bytes.contains("ummary") || Bytes.contains("FileWriter") || Bytes.contains("ummaries") ||
         Bytes.contains("callbacks.TensorBoard") || Bytes.contains("event_processing");
}

Vocabulary::Vocabulary(StringRef Bytes) {
  auto any = [&](std::initializer_list<StringRef> Words) {
    return any_of(Words, [&](StringRef Word) { return Bytes.contains(Word); });
  };
  ReadsEvents = any({"summary_iterator", "umulator", "event_processing", "event_multiplexer"});
  OldWriting = any({"merge_all", "merge_summary", "summary.merge", "FileWriter", "SummaryWriter", "Supervisor",
                    "MonitoredTraining", "SummarySaver", "Estimator", "learning.train"});
  NewWriting = any({"create_file_writer", "experimental.set_step"});
  TensorFlow = any({"import tensorflow", "from tensorflow"});
}

Vocabulary &Vocabulary::operator|=(const Vocabulary &Other) {
  ReadsEvents |= Other.ReadsEvents;
  OldWriting |= Other.OldWriting;
  NewWriting |= Other.NewWriting;
  TensorFlow |= Other.TensorFlow;
  return *this;
}

ParsedFile FileProvider::parse(const text::SourceFile &File) const {
  python::ParseResult Result = python::parseModule(File);
  ParsedFile Parsed;
  Parsed.Facts = std::move(Result.Facts);
  Parsed.Broken = std::move(Result.Error);
  if (Parsed.Facts)
    Parsed.Flow = std::make_shared<const python::Flow>(*Parsed.Facts);
  return Parsed;
}

Project Project::load(const std::vector<std::string> &Paths, const FileProvider &Files, unsigned Threads,
                      const std::vector<std::string> &ImportRoots, const std::set<std::string> &Found,
                      Wrappers Described) {
  return ProjectParts(Paths, Files, Threads, ImportRoots, Found, Described).whole();
}

Project Project::fromSources(std::vector<text::SourceFile> Sources, Wrappers Described) {
  Project P;
  P.Described = std::move(Described);
  std::vector<std::string> OnPath;
  for (text::SourceFile &Source : Sources) {
    python::ParseResult Result = python::parseModule(Source);
    ++P.Seen;
    P.Words |= Vocabulary(Source.bytes());
    if (!Result.Facts) {
      std::string Path = Source.path().str();
      P.Problems.push_back({Path, Result.Error.Message, Result.Error.Where, true, mentionsSummaries(Source.bytes()),
                            std::make_shared<text::SourceFile>(std::move(Source))});
      continue;
    }
    auto Module = std::make_unique<SourceModule>();
    Module->AbsolutePath = absolutePath(Source.path());
    Module->File = std::move(Source);
    Module->Facts = std::move(Result.Facts);
    Module->Flow = std::make_shared<const python::Flow>(*Module->Facts);
    Module->Writable = true;
    P.ByPath[Module->AbsolutePath] = static_cast<uint32_t>(P.Modules.size());
    SearchPath &Own = P.Search.emplace_back(searchPathOf(*Module->Facts, Module->File, Module->AbsolutePath, {}));
    for (auto *Folders : {&Own.Front, &Own.Back})
      OnPath.insert(OnPath.end(), Folders->begin(), Folders->end());
    P.Modules.push_back(std::move(Module));
  }
  P.link(OnPath);
  return P;
}

} // namespace summary_upgrade::program
