#include "program/Project.h"
#include "program/GeneratedFiles.h"
#include "program/ProjectLoader.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/ThreadPool.h"
#include <deque>
#include <set>

using namespace llvm;

namespace summary_upgrade::program {

namespace path = llvm::sys::path;

bool mentionsSummaries(StringRef Bytes) {
  return Bytes.contains("ummary") || Bytes.contains("FileWriter") || Bytes.contains("ummaries") ||
         Bytes.contains("callbacks.TensorBoard") || Bytes.contains("event_processing");
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
  Project P;
  P.Described = std::move(Described);
  P.ImportRoots = ImportRoots;
  ProjectLoader Loader(Paths, Files, Threads, ImportRoots, Found, P.Described);
  P.Seen = Loader.Seen;
  P.Limit = Loader.Limit;
  P.SourceFolders = Loader.SourceFolders;

  std::vector<LoadedFile *> Order;
  for (LoadedFile &L : Loader.All)
    Order.push_back(&L);
  llvm::stable_sort(Order, [](const LoadedFile *A, const LoadedFile *B) {
    return std::tie(B->Named, A->Absolute) < std::tie(A->Named, B->Absolute);
  });
  DenseMap<const LoadedFile *, uint32_t> Indices;
  for (LoadedFile *L : Order) {
    if (!L->Error.empty()) {
      if (L->Named)
        P.Problems.push_back({L->Path, L->Error, {}, false, /*MentionsSummaries=*/true, nullptr});
      continue;
    }
    if (!L->Wanted)
      continue;
    std::string Generated = L->Meant ? std::string() : generatedMark(L->Path, L->File->bytes());
    if (!Generated.empty() && L->Named && mentionsSummaries(L->File->bytes())) {
      FileProblem &Skipped = P.Problems.emplace_back();
      Skipped.Path = L->Path;
      Skipped.Message = "generated (" + Generated + "): not edited unless it is named";
      Skipped.Generated = true;
    }
    if (!L->Facts && !Generated.empty())
      continue;
    if (!L->Facts) {
      bool Mentions = L->Named && mentionsSummaries(L->File->bytes());
      if (L->Named || Mentions)
        P.Problems.push_back({L->Path, L->Broken.Message, L->Broken.Where, true, Mentions,
                              std::make_shared<text::SourceFile>(std::move(*L->File))});
      continue;
    }
    auto Module = std::make_unique<SourceModule>();
    Module->File = std::move(*L->File);
    Module->Facts = std::move(L->Facts);
    Module->Flow = std::move(L->Flow);
    Module->Writable = L->Named && Generated.empty();
    Module->Generated = std::move(Generated);
    Module->AbsolutePath = L->Absolute;
    Indices[L] = static_cast<uint32_t>(P.Modules.size());
    P.Modules.push_back(std::move(Module));
  }
  for (const auto &[Path, Index] : Loader.Known)
    if (auto It = Indices.find(&Loader.All[Index]); It != Indices.end())
      P.ByPath[Path] = It->second;
  P.link();
  return P;
}

Project Project::fromSources(std::vector<text::SourceFile> Sources, Wrappers Described) {
  Project P;
  P.Described = std::move(Described);
  for (text::SourceFile &Source : Sources) {
    python::ParseResult Result = python::parseModule(Source);
    ++P.Seen;
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
    P.Modules.push_back(std::move(Module));
  }
  P.link();
  return P;
}

} // namespace summary_upgrade::program
