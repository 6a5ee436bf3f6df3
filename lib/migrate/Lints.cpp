#include "migrate/Lints.h"
#include "lint/Lint.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace summary_upgrade::report;

namespace summary_upgrade::migrate {

void addLints(const program::Program &P, const Options &Opts, Suppressions &Comments, Migration &Result,
              std::map<uint32_t, std::vector<text::Edit>> &Edits) {
  auto locate = [&](program::NodeRef E, std::string Label = {}) {
    const program::SourceModule &M = P.project().module(E.File);
    return Location{M.File.path().str(), M.Facts->ExprRange[E.Node], std::move(Label)};
  };
  for (const lint::Lint &L : lint::lint(P)) {
    const program::SourceModule &M = P.project().module(L.Place.File);
    Finding F;
    F.Code = L.Code;
    F.Message = L.Message;
    F.Help = L.Help;
    F.Place = locate(L.Place);
    for (const auto &[Place, Label] : L.Related)
      F.Related.push_back(locate(Place, Label));
    if (!M.Writable || Comments.covers(L.Code, F.Place) || !Opts.Enabled(L.Code, F.Place.Path))
      continue;
    std::vector<text::Edit> &Mine = Edits[L.Place.File];
    const bool Meets = L.How && any_of(L.How->Edits, [&](const text::Edit &E) {
                         return any_of(Mine, [&](const text::Edit &Other) {
                           return E.Where.Begin <= Other.Where.End && Other.Where.Begin <= E.Where.End;
                         });
                       });
    if (!L.How) {
      Result.Findings.push_back(std::move(F));
      continue;
    }
    // Numbers are the same in a plan with unsafe fixes and in one without.
    const auto Index = static_cast<uint32_t>(Result.Components.size());
    ComponentResult &C = Result.Components.emplace_back();
    C.IsLint = true;
    if (Meets) { // fixed by the next run
      Result.Findings.push_back(std::move(F));
      continue;
    }
    C.Uses = 1;
    C.Code = L.Code;
    C.Reason = L.Message;
    C.Place = (M.File.path() + ":" + Twine(M.File.position(F.Place.Where.Begin).Line)).str();
    if (!Opts.Wanted(Index)) {
      C.Uses = 0;
      continue;
    }
    F.Component = Index;
    F.Fix = L.How->How;
    F.FixTitle = L.How->Title;
    const bool Applied = F.Fix == Applicability::Safe || Opts.UnsafeFixes;
    C.What = Applied ? Outcome::Migrated : Outcome::NeedsUnsafe;
    if (Applied) {
      Mine.insert(Mine.end(), L.How->Edits.begin(), L.How->Edits.end());
      Result.FilesOf.push_back({Index, {F.Place.Path}, {{F.Place.Path, L.How->Edits}}});
    }
    Result.Findings.push_back(std::move(F));
  }
}

} // namespace summary_upgrade::migrate
