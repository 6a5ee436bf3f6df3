#include "VerifyChanges.h"
#include "VerifySides.h"
#include "text/Interrupt.h"
#include "verify/ReportText.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace summary_upgrade::tools {

Expected<verify::Contents> newContents(const program::Project &P, const migrate::Migration &M) {
  verify::Contents New;
  for (const text::FileEdits &E : M.Edits)
    for (const auto &Module : P.modules())
      if (Module->File.path() == E.Path) {
        auto Bytes = text::applyEdits(Module->File.bytes(), E.Edits);
        if (!Bytes)
          return Bytes.takeError();
        auto OnDisk = Module->File.onDisk(*Bytes);
        if (!OnDisk)
          return OnDisk.takeError();
        New[realPath(E.Path)] = std::move(*OnDisk);
      }
  return New;
}

namespace {

class PlanVerifier {
public:
  PlanVerifier(const VerifySettings &Settings, const program::Program &P, const migrate::Options &Opts,
               const migrate::Migration &M, raw_ostream &Out)
      : Settings(Settings), P(P), Opts(Opts), M(M), Out(Out), Places(P) {
    for (uint32_t C = 0; C < M.Components.size(); ++C)
      if (M.Components[C].What == migrate::Outcome::Migrated)
        Migrated.insert(C);
  }

  Expected<VerifiedPlan> verify() {
    VerifiedPlan Result;
    if (Migrated.empty())
      return Result;
    if (Error E = prepare())
      return std::move(E);
    auto All = run(M, "all changes");
    if (!All)
      return All.takeError();
    if (*All == verify::Outcome::Equal)
      return Result;
    Result.Refused = Migrated;
    Result.NothingProven = *All == verify::Outcome::NothingProven;
    if (Result.NothingProven || Migrated.size() == 1 || text::interrupted())
      return Result;
    std::set<uint32_t> Kept;
    for (uint32_t C : Migrated) {
      auto One = run(only({C}), ("component " + Twine(C + 1) + " of " + Twine(M.Components.size()) + " alone").str());
      if (!One)
        return One.takeError();
      if (*One == verify::Outcome::Equal)
        Kept.insert(C);
    }
    if (Kept.size() > 1) {
      auto Together = run(only(Kept), "those that are equal, together");
      if (!Together)
        return Together.takeError();
      if (*Together != verify::Outcome::Equal)
        Kept.clear();
    }
    for (uint32_t C : Kept)
      Result.Refused.erase(C);
    return Result;
  }

private:
  migrate::Migration only(const std::set<uint32_t> &Components) const {
    migrate::Options Some = Opts;
    Some.Wanted = [&](uint32_t C) { return Components.count(C) > 0; };
    return migrate::migrate(P, Some);
  }

  Error prepare() {
    auto Made = verify::Runner::make();
    if (!Made)
      return Made.takeError();
    R.emplace(std::move(*Made));
    if (Settings.Keep)
      R->keep();
    auto Where = verify::Place::of(Settings.Script, Settings.Root);
    if (!Where)
      return Where.takeError();
    auto New = newContents(P.project(), M);
    if (!New)
      return New.takeError();
    S.Before.Where = S.After.Where = std::move(*Where);
    std::vector<std::string> Old, Later;
    for (const auto &Module : P.project().modules()) {
      Old.push_back(Module->File.bytes().str());
      auto Found = New->find(realPath(Module->File.path()));
      Later.push_back(Found == New->end() ? Old.back() : Found->second);
    }
    if (Error E = choosePythons(S, Settings, Old, Later, R->scratch()))
      return E;
    V.emplace(*R, S.Before, Settings.Run);
    return Error::success();
  }

  Expected<verify::Outcome> run(const migrate::Migration &Plan, StringRef What) {
    auto New = newContents(P.project(), Plan);
    if (!New)
      return New.takeError();
    S.After.New = std::move(*New);
    auto Report = V->compare(S.After);
    if (!Report)
      return Report.takeError();
    Places.fill(*Report);
    Out << "verifying " << What << ":\n";
    verify::printReport(Out, *Report, S.Before, S.After, /*MaxDifferences=*/20,
                        /*Concise=*/Report->Verdict == verify::Outcome::Equal);
    Out.flush();
    return Report->Verdict;
  }

  const VerifySettings &Settings;
  const program::Program &P;
  const migrate::Options &Opts;
  const migrate::Migration &M;
  raw_ostream &Out;
  TagPlaces Places;
  std::set<uint32_t> Migrated;
  Sides S;
  std::optional<verify::Runner> R;
  std::optional<verify::Verification> V;
};

} // namespace

VerifiedPlan verifyPlan(const VerifySettings &Settings, const program::Program &P, const migrate::Options &Opts,
                        const migrate::Migration &M, raw_ostream &Out) {
  auto Result = PlanVerifier(Settings, P, Opts, M, Out).verify();
  if (Result)
    return std::move(*Result);
  Out << "NOTHING PROVEN: " << toString(Result.takeError()) << "\n";
  VerifiedPlan None;
  None.NothingProven = true;
  for (uint32_t C = 0; C < M.Components.size(); ++C)
    None.Refused.insert(C);
  return None;
}

} // namespace summary_upgrade::tools
