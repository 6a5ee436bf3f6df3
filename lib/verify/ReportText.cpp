#include "verify/ReportText.h"
#include "events/Report.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"

using namespace llvm;

namespace summary_upgrade::verify {

namespace {

std::string versions(const Side &S) { return "TensorFlow " + S.Python.TensorFlow + ", Python " + S.Python.Python; }

std::string plural(size_t Count, StringRef Noun) { return (Twine(Count) + " " + Noun + (Count == 1 ? "" : "s")).str(); }

void printTags(raw_ostream &Out, ArrayRef<TagVerdict> Tags) {
  std::vector<std::array<std::string, 7>> Rows{{"RUN", "TAG", "PLUGIN", "BEFORE", "AFTER", "VERDICT", "WHERE"}};
  for (const TagVerdict &T : Tags)
    Rows.push_back({events::printable(T.Run), events::printable(T.Tag), events::printable(T.Plugin),
                    std::to_string(T.Before), std::to_string(T.After), stateName(T.State).str(), T.Place});
  std::array<size_t, 7> Widths = {};
  for (const auto &Row : Rows)
    for (size_t I = 0; I < Row.size(); ++I)
      Widths[I] = std::max(Widths[I], Row[I].size());
  for (const auto &Row : Rows) {
    std::string Line;
    for (size_t I = 0; I < Row.size(); ++I)
      Line += Row[I] + std::string(Widths[I] - Row[I].size() + 2, ' ');
    Out << StringRef(Line).rtrim(' ') << "\n";
  }
}

void describeRun(raw_ostream &Out, StringRef Who, const RunRecord &R, const Side &S) {
  Out << Who << ": " << versions(S) << (S.swapped() ? " (import tensorflow = tensorflow.compat.v1)" : "") << ", "
      << R.Process.text() << ", " << format("%.1f", R.Process.Seconds) << " s, " << plural(R.Values, "value") << "\n";
}

json::Object runJson(const RunRecord &R, const Side &S) {
  json::Array Redirected, LastLines;
  for (const std::string &Path : R.Redirected)
    Redirected.push_back(events::jsonText(Path));
  for (const std::string &Line : R.LastLines)
    LastLines.push_back(events::jsonText(Line));
  return json::Object{{"python", S.Python.Path},
                      {"python_version", S.Python.Python},
                      {"tensorflow_version", S.Python.TensorFlow},
                      {"import_swapped", S.swapped()},
                      {"end", R.Process.text()},
                      {"values", static_cast<int64_t>(R.Values)},
                      {"ok", R.Process.ok()},
                      {"seconds", R.Process.Seconds},
                      {"guarded", R.Process.Guarded},
                      {"session_runs", static_cast<int64_t>(R.SessionRuns)},
                      {"stopped", R.Stopped},
                      {"random_ops", static_cast<int64_t>(R.RandomOps)},
                      {"redirected", std::move(Redirected)},
                      {"last_lines", std::move(LastLines)},
                      {"problems", events::toJson(R.Problems)}};
}

void printDetails(raw_ostream &Out, const Report &R, const Side &Before, const Side &After, size_t MaxDifferences) {
  if (!R.Streams.Tags.empty())
    printTags(Out, R.Streams.Tags);
  if (R.Verdict == Outcome::Different && R.Streams.Different) {
    std::string Differences;
    raw_string_ostream Text(Differences);
    events::printComparison(Text, R.Streams.Compared, MaxDifferences);
    // Its closing line and notes come in our own words.
    SmallVector<StringRef> Lines;
    StringRef(Differences).split(Lines, '\n', -1, false);
    for (StringRef Line : Lines)
      if (!Line.starts_with("DIFFERENT:") && !Line.starts_with("note: "))
        Out << Line << "\n";
  }
  for (size_t I = 0; I < R.Before.size(); ++I)
    describeRun(Out, R.Before.size() == 1 ? "before" : "before, run " + std::to_string(I + 1), R.Before[I], Before);
  if (R.After)
    describeRun(Out, "after", *R.After, After);
  for (const std::string &Note : R.Notes)
    Out << "note: " << Note << "\n";
}

} // namespace

void printReport(raw_ostream &Out, const Report &R, const Side &Before, const Side &After, size_t MaxDifferences,
                 bool Concise) {
  if (!Concise)
    printDetails(Out, R, Before, After, MaxDifferences);
  auto count = [&](std::initializer_list<TagState> States) {
    return count_if(R.Streams.Tags, [&](const TagVerdict &T) { return is_contained(States, T.State); });
  };
  switch (R.Verdict) {
  case Outcome::Equal:
    Out << "EQUAL: " << plural(R.Streams.Proven, "value") << " of "
        << plural(count({TagState::Equal, TagState::Tolerated, TagState::StepsEqual}), "tag");
    if (auto Steps = count({TagState::StepsEqual}))
      Out << "; " << plural(Steps, "tag") << " by steps only, because two runs of the original differ in values";
    if (auto Not = count({TagState::NotRepeatable}))
      Out << "; " << plural(Not, "tag") << " not compared, because two runs of the original differ in steps";
    break;
  case Outcome::Different:
    Out << "DIFFERENT: ";
    if (!R.Reason.empty())
      Out << R.Reason;
    else
      Out << count({TagState::Different, TagState::OnlyBefore, TagState::OnlyAfter}) << " of "
          << plural(R.Streams.Tags.size(), "tag");
    break;
  case Outcome::NothingProven:
    Out << "NOTHING PROVEN: " << R.Reason;
    break;
  }
  Out << "\n";
}

json::Object toJson(const Report &R, const Side &Before, const Side &After) {
  json::Array Tags, Runs, Notes;
  for (const TagVerdict &T : R.Streams.Tags)
    Tags.push_back(
        json::Object{{"run", events::jsonText(T.Run)},
                     {"tag", events::jsonText(T.Tag)},
                     {"plugin", events::jsonText(T.Plugin)},
                     {"before", static_cast<int64_t>(T.Before)},
                     {"after", static_cast<int64_t>(T.After)},
                     {"verdict", stateName(T.State)},
                     {"place", T.Place.empty() ? json::Value(nullptr) : json::Value(events::jsonText(T.Place))}});
  for (const RunRecord &B : R.Before)
    Runs.push_back(runJson(B, Before));
  for (const std::string &Note : R.Notes)
    Notes.push_back(events::jsonText(Note));
  json::Object Compared = events::toJson(R.Streams.Compared);
  json::Object Out{{"verdict", outcomeName(R.Verdict)},
                   {"reason", events::jsonText(R.Reason)},
                   {"values_proven", static_cast<int64_t>(R.Streams.Proven)},
                   {"tags", std::move(Tags)},
                   {"before", std::move(Runs)},
                   {"after", R.After ? json::Value(runJson(*R.After, After)) : json::Value(nullptr)},
                   {"notes", std::move(Notes)}};
  if (json::Value *Differences = Compared.get("differences"))
    Out["differences"] = R.Streams.Different ? std::move(*Differences) : json::Value(json::Array());
  return Out;
}

} // namespace summary_upgrade::verify
