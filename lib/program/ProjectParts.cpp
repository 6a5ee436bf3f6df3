#include "program/ProjectParts.h"
#include "program/GeneratedFiles.h"
#include "program/ProjectLoader.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/ThreadPool.h"

using namespace llvm;

namespace summary_upgrade::program {

ProjectParts::ProjectParts(const std::vector<std::string> &Paths, const FileProvider &Files, unsigned Threads,
                           std::vector<std::string> Roots, const std::set<std::string> &Found, Wrappers Wrapping)
    : Files(Files), Threads(Threads), ImportRoots(std::move(Roots)), Described(std::move(Wrapping)),
      Loader(std::make_unique<ProjectLoader>(Paths, Files, Threads, ImportRoots, Found, Described)) {
  Parts = Loader->parts();
  OnPath = Loader->onPath();
  for (const LoadedFile &L : Loader->All)
    Words |= L.Vocabulary;
  Links.resize(Loader->All.size());
  for (const auto &[Path, Index] : Loader->Known)
    if (Path != Loader->All[Index].Absolute)
      Links[Index].push_back(Path);
}

ProjectParts::~ProjectParts() = default;

uint32_t ProjectParts::filesSeen() const { return Loader->Seen; }

std::vector<std::string> ProjectParts::paths() const {
  std::vector<std::string> Result;
  for (const LoadedFile &L : Loader->All)
    if (L.Named && L.Error.empty())
      Result.push_back(L.Absolute);
  return Result;
}

std::vector<FileProblem> ProjectParts::problems() const {
  std::vector<FileProblem> Result;
  for (size_t I : Loader->files())
    if (const LoadedFile &L = Loader->All[I]; L.Named && !L.Error.empty())
      Result.push_back({L.Path, L.Error, {}, false, /*MentionsSummaries=*/true, nullptr});
  return Result;
}

Project ProjectParts::make(ArrayRef<size_t> Part) {
  Project P;
  P.Described = Described;
  P.ImportRoots = ImportRoots;
  P.Words = Words;
  P.Seen = Loader->Seen;
  for (size_t I : Part) {
    LoadedFile &L = Loader->All[I];
    if (!L.File)
      continue; // gone since it was looked at
    std::string Generated = L.Meant ? std::string() : generatedMark(L.Path, L.File->bytes());
    if (!Generated.empty() && L.Named && mentionsSummaries(L.File->bytes())) {
      FileProblem &Skipped = P.Problems.emplace_back();
      Skipped.Path = L.Path;
      Skipped.Message = "generated (" + Generated + "): not edited unless it is named";
      Skipped.Generated = true;
    }
    if (!L.Facts && !Generated.empty())
      continue;
    if (!L.Facts) {
      if (L.Named)
        P.Problems.push_back({L.Path, L.Broken.Message, L.Broken.Where, true, mentionsSummaries(L.File->bytes()),
                              std::make_shared<text::SourceFile>(std::move(*L.File))});
      continue;
    }
    auto Module = std::make_unique<SourceModule>();
    Module->File = std::move(*L.File);
    Module->Facts = std::move(L.Facts);
    Module->Flow = std::move(L.Flow);
    Module->Writable = L.Named && Generated.empty();
    Module->Generated = std::move(Generated);
    Module->AbsolutePath = L.Absolute;
    P.ByPath[L.Absolute] = static_cast<uint32_t>(P.Modules.size());
    for (StringRef Link : Links[I])
      P.ByPath[Link] = static_cast<uint32_t>(P.Modules.size());
    P.Search.push_back(L.Search);
    P.Modules.push_back(std::move(Module));
  }
  P.link(OnPath);
  return P;
}

void ProjectParts::take(function_ref<void(size_t Part, Project Taken)> Give) {
  size_t Count = 0;
  for (const std::vector<size_t> &Part : Parts)
    Count += Part.size();
  if (Threads <= 1 || Count < 4) {
    for (size_t I = 0; I < Parts.size(); ++I) {
      for (size_t File : Parts[I])
        Loader->parse(Loader->All[File]);
      Give(I, make(Parts[I]));
    }
    return;
  }
  // Large ones first: what follows is done beside the long link of one of them.
  std::vector<size_t> Order(Parts.size());
  for (size_t I = 0; I < Order.size(); ++I)
    Order[I] = I;
  stable_sort(Order, [&](size_t A, size_t B) { return Parts[A].size() > Parts[B].size(); });
  std::vector<std::atomic<size_t>> Left(Parts.size());
  DefaultThreadPool Pool(hardware_concurrency(Threads));
  for (size_t Part : Order) {
    Left[Part] = Parts[Part].size();
    for (size_t File : Parts[Part])
      Pool.async([&, Part, File] {
        Loader->parse(Loader->All[File]);
        if (--Left[Part] == 0)
          Give(Part, make(Parts[Part]));
      });
  }
  Pool.wait();
}

Project ProjectParts::whole() {
  std::vector<size_t> All = Loader->files();
  erase_if(All, [&](size_t I) { return !Loader->All[I].Wanted; });
  Loader->parse(All);
  Project P = make(All);
  append_range(P.Problems, problems());
  llvm::sort(P.Problems, [](const FileProblem &A, const FileProblem &B) { return A.Path < B.Path; });
  return P;
}

} // namespace summary_upgrade::program
