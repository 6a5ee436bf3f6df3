#include "Planned.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace summary_upgrade::tools {

namespace {

/// Why the migrated text would not be Python, or nothing.
std::string change(const text::SourceFile &File, const text::FileEdits &E, std::vector<NewFile> &Changed) {
  auto Code = text::applyEdits(File.bytes(), E.Edits);
  auto New = Code ? File.onDisk(*Code) : Expected<std::string>(Code.takeError());
  if (!New)
    return toString(New.takeError());
  auto Source = text::SourceFile::fromBytes(E.Path, *New);
  if (!Source)
    return toString(Source.takeError());
  if (auto Parsed = python::parseModule(*Source); !Parsed.Facts)
    return "line " + std::to_string(Source->position(Parsed.Error.Where.Begin).Line) + ": " + Parsed.Error.Message;
  Changed.push_back({E.Path, File.diskBytes().str(), std::move(*New), File.bytes().str(), std::move(*Code)});
  return {};
}

} // namespace

const text::SourceFile *Planned::file(StringRef Path) const {
  auto It = Files.find(Path.str());
  return It == Files.end() ? nullptr : It->second.get();
}

Planned keep(const program::Project &P, migrate::Migration M) {
  Planned Result;
  Result.M = std::move(M);
  Result.Problems = P.problems();
  std::map<StringRef, const text::SourceFile *> ByPath;
  for (const auto &Module : P.modules())
    ByPath[Module->File.path()] = &Module->File;
  auto want = [&](StringRef Path) {
    if (auto It = ByPath.find(Path); It != ByPath.end())
      if (auto &Kept = Result.Files[Path.str()]; !Kept)
        Kept = std::make_shared<text::SourceFile>(*It->second);
  };
  auto wantAll = [&](ArrayRef<report::Finding> Findings) {
    for (const report::Finding &F : Findings) {
      want(F.Place.Path);
      for (const report::Location &Related : F.Related)
        want(Related.Path);
    }
  };
  wantAll(Result.M.Findings);
  wantAll(Result.M.ReaderNotes);
  for (const report::Location &Reader : Result.M.Readers)
    want(Reader.Path);
  for (const text::FileEdits &E : Result.M.Edits) {
    want(E.Path);
    std::string Reason = change(*ByPath.at(E.Path), E, Result.Changed);
    if (Reason.empty())
      continue;
    Result.Broken = E.Path + ": internal error: the migrated text would not be Python (" + Reason +
                    "); no file is changed. Please report this.";
    break;
  }
  for (const program::FileProblem &Problem : Result.Problems)
    if (Problem.File)
      Result.Files.try_emplace(Problem.Path, Problem.File);
  return Result;
}

Planned planParts(program::ProjectParts &Parts, const migrate::Options &Opts, Progress &Bar) {
  std::vector<Planned> Each(Parts.size());
  {
    Progress::Phase Planning(Bar, "planning", static_cast<uint32_t>(Parts.size()));
    Parts.take([&](size_t Part, program::Project P) {
      const program::Linker Linked(P);
      const program::Program Summary(Linked);
      Each[Part] = keep(P, migrate::migratePart(Summary, Opts));
      Bar.step();
    });
  }
  Planned Result;
  Result.Problems = Parts.problems();
  std::vector<migrate::Migration> Plans;
  for (Planned &Part : Each) {
    Plans.push_back(std::move(Part.M));
    std::move(Part.Changed.begin(), Part.Changed.end(), std::back_inserter(Result.Changed));
    std::move(Part.Problems.begin(), Part.Problems.end(), std::back_inserter(Result.Problems));
    Result.Files.merge(Part.Files);
    if (Result.Broken.empty())
      Result.Broken = std::move(Part.Broken);
  }
  Result.M = migrate::joinParts(std::move(Plans));
  llvm::sort(Result.Changed, [](const NewFile &A, const NewFile &B) { return A.Path < B.Path; });
  llvm::sort(Result.Problems,
             [](const program::FileProblem &A, const program::FileProblem &B) { return A.Path < B.Path; });
  return Result;
}

} // namespace summary_upgrade::tools
