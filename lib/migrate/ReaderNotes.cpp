#include "migrate/ReaderNotes.h"
#include "migrate/Uses.h"
#include "llvm/ADT/STLExtras.h"
#include <set>

using namespace llvm;
using namespace summary_upgrade::program;
using namespace summary_upgrade::python;
using namespace summary_upgrade::report;

namespace summary_upgrade::migrate {

namespace {

/// Bytes that a v1 op or proto made are read as before; a component without a writer writes nothing of its own.
std::optional<NodeRef> writesTensors(const Program &P, const Component &C, const ComponentResult &R) {
  if (R.What != Outcome::Migrated || R.Bridged)
    return std::nullopt;
  if (!C.Writers.empty() && !(C.Writes.empty() && C.Ops.empty()))
    return P.Writers[C.Writers[0]].Call;
  if (any_of(C.Contribs, [&](uint32_t X) { return P.Contribs[X].isOp(); }))
    for (uint32_t X : C.Contribs)
      if (P.Contribs[X].Kind == ContribKind::Writer)
        return P.Contribs[X].Call;
  return std::nullopt;
}

} // namespace

void collectReaders(const Program &P, Suppressions &Comments, Migration &Result) {
  std::set<NodeRef> Seen;
  for (const Reader &R : P.Readers) {
    if (!Seen.insert(R.Events).second)
      continue;
    const bool Both = Result.Components[R.Component].What == Outcome::Migrated && Result.Components[R.Component].Uses;
    Result.Readers.push_back(
        locate(P, R.Events,
               Both ? "reads events with `summary_iterator`: it is made to read both forms (SU601)"
                    : "reads events with `summary_iterator`: it must read both forms (SU601), and stays as it is"));
  }
  auto named = [&](NodeRef Call, StringRef Fate) {
    const ModuleFacts &F = P.facts(Call.File);
    const Expr &X = F.Exprs[Call.Node];
    StringRef Name = X.Kind == ExprKind::Call ? F.Exprs[X.Children[0]].Text : X.Text;
    Result.Readers.push_back(
        locate(P, Call, ("reads events with `" + (Name.empty() ? "Tags" : Name) + "`: " + Fate).str()));
  };
  for (uint32_t I = 0; I < P.Components.size(); ++I)
    for (NodeRef Call : P.Components[I].Asked)
      named(Call, Result.Components[I].What == Outcome::Migrated && Result.Components[I].Uses
                      ? "it is made to find both forms (SU602)"
                      : "it must read both forms (SU602), and stays as it is");
  for (const Blocker &B : P.Loose)
    if (B.Code == "SU602")
      named(B.Place, "it must read both forms (SU602)");
  if (!P.project().words().ReadsEvents)
    return;
  for (uint32_t I = 0; I < P.Components.size(); ++I) {
    const auto Writer = writesTensors(P, P.Components[I], Result.Components[I]);
    if (!Writer || !P.project().module(Writer->File).Writable)
      continue;
    Finding F;
    F.Code = "SU603";
    F.Message =
        "this project reads event files, and TensorFlow 2 stores scalars, images and histograms in other fields";
    F.Level = Severity::Notice;
    F.Place = locate(P, *Writer);
    F.Component = I;
    if (!Comments.covers(F.Code, F.Place))
      Result.ReaderNotes.push_back(std::move(F));
  }
}

void addReaderNotes(Migration &Result) {
  llvm::stable_sort(Result.Readers, [](const Location &A, const Location &B) {
    return std::tie(A.Path, A.Where.Begin) < std::tie(B.Path, B.Where.Begin);
  });
  if (!Result.Readers.empty())
    for (Finding &Note : Result.ReaderNotes) {
      Note.Related = Result.Readers;
      Result.Findings.push_back(std::move(Note));
    }
  Result.ReaderNotes.clear();
}

} // namespace summary_upgrade::migrate
