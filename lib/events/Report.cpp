#include "events/Report.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include <cmath>

using namespace llvm;

namespace summary_upgrade::events {

std::string jsonText(StringRef Bytes) { return json::isUTF8(Bytes) ? Bytes.str() : json::fixUTF8(Bytes); }

void printProblem(raw_ostream &Out, const Problem &P) {
  Out << printable(P.Path, 4096) << ":" << P.Offset << ": " << P.Text << "\n";
}

namespace {

/// Columns as wide as their widest entry; tags and values are in UTF-8, and a wide character costs alignment
/// only.
class Table {
public:
  void add(std::vector<std::string> Row) {
    Widths.resize(std::max(Widths.size(), Row.size()));
    for (size_t I = 0; I < Row.size(); ++I)
      Widths[I] = std::max(Widths[I], width(Row[I]));
    Rows.push_back(std::move(Row));
  }

  void print(raw_ostream &Out) const {
    for (const auto &Row : Rows) {
      std::string Line;
      for (size_t I = 0; I < Row.size(); ++I) {
        Line += Row[I];
        if (I + 1 < Row.size())
          Line.append(Widths[I] - width(Row[I]) + 2, ' ');
      }
      Out << StringRef(Line).rtrim(' ') << "\n";
    }
  }

private:
  static size_t width(StringRef Text) {
    return count_if(Text, [](char C) { return (C & 0xc0) != 0x80; });
  }

  std::vector<std::vector<std::string>> Rows;
  std::vector<size_t> Widths;
};

std::string plural(size_t Count, StringRef Noun) { return (Twine(Count) + " " + Noun + (Count == 1 ? "" : "s")).str(); }

std::string stepRange(int64_t First, int64_t Last) {
  return First == Last ? std::to_string(First) : std::to_string(First) + ".." + std::to_string(Last);
}

std::string exampleText(Difference::Kind Kind, const Difference::Example &E) {
  switch (Kind) {
  case Difference::Kind::Missing:
    return "step " + std::to_string(E.StepBefore) + ": " + E.Before;
  case Difference::Kind::Extra:
    return "step " + std::to_string(E.StepAfter) + ": " + E.After;
  case Difference::Kind::Value:
    return "step " + std::to_string(E.StepBefore) + ": " + E.Before + " -> " + E.After;
  case Difference::Kind::Step:
    return "step " + std::to_string(E.StepBefore) + " -> " + std::to_string(E.StepAfter) + ": " + E.Before;
  case Difference::Kind::Plugin:
  case Difference::Kind::Renamed:
  case Difference::Kind::Moved:
    break;
  }
  return "";
}

std::string differenceText(const Difference &D) {
  std::string Plugin = D.Plugin.empty() ? "" : " (" + printable(D.Plugin) + ")";
  std::string Text =
      "`" + printable(D.Tag) + "`" + Plugin + " " + differenceName(D.What).str() + ": " + plural(D.Count, "value");
  switch (D.What) {
  case Difference::Kind::Renamed:
    return Text + ", now `" + printable(D.NewName) + "`";
  case Difference::Kind::Plugin:
    return Text + ", now `" + printable(D.NewName) + "`";
  case Difference::Kind::Moved:
    return "now in `" + printable(D.NewName) + "`: " + plural(D.Count, "value");
  case Difference::Kind::Step:
    if (D.Delta)
      Text += ", each by " + std::string(*D.Delta > 0 ? "+" : "") + std::to_string(*D.Delta);
    return Text;
  default:
    return Text;
  }
}

} // namespace

void printOverview(raw_ostream &Out, const Overview &O) {
  Table T;
  size_t Values = 0;
  T.add({"RUN", "TAG", "PLUGIN", "VALUES", "STEPS", "FIRST", "LAST"});
  for (const TagRow &R : O.Rows) {
    Values += R.Count;
    T.add({printable(R.Run), printable(R.Tag), printable(R.Plugin), std::to_string(R.Count),
           stepRange(R.FirstStep, R.LastStep), R.FirstValue, R.LastValue});
  }
  if (!O.Rows.empty())
    T.print(Out);
  Out << plural(O.Files, "file") << ", " << plural(O.Events, "event") << ", " << plural(O.Rows.size(), "tag") << ", "
      << plural(Values, "value") << "\n";
}

void printComparison(raw_ostream &Out, const Comparison &C, size_t MaxDifferences) {
  StringRef Run;
  bool FirstRun = true;
  for (const Difference &D : ArrayRef(C.Differences).take_front(MaxDifferences)) {
    if (FirstRun || D.Run != Run)
      Out << "run " << printable(D.Run) << "\n";
    FirstRun = false;
    Run = D.Run;
    Out << "  " << differenceText(D) << "\n";
    for (const Difference::Example &E : D.Examples)
      if (std::string Text = exampleText(D.What, E); !Text.empty())
        Out << "    " << Text << "\n";
  }
  if (C.Differences.size() > MaxDifferences)
    Out << "... and " << plural(C.Differences.size() - MaxDifferences, "more difference") << "\n";
  for (const std::string &Note : C.Notes)
    Out << "note: " << Note << "\n";
  size_t Tolerated = 0;
  for (const TagResult &T : C.Tags)
    Tolerated += T.Tolerated;
  Out << (C.equal() ? "EQUAL" : "DIFFERENT") << ": " << plural(C.CountBefore, "value") << " before, " << C.CountAfter
      << " after, " << C.Unmatched << " without a partner";
  if (Tolerated)
    Out << ", " << Tolerated << " equal within the tolerance";
  Out << "\n";
}

json::Array toJson(ArrayRef<Problem> Problems) {
  json::Array Out;
  for (const Problem &P : Problems)
    Out.push_back(json::Object{{"kind", problemName(P.What)},
                               {"path", jsonText(P.Path)},
                               {"offset", static_cast<int64_t>(P.Offset)},
                               {"text", jsonText(P.Text)}});
  return Out;
}

/// JSON has no NaN and no infinity: those stand there as words.
static json::Value number(const std::optional<float> &Number) {
  if (!Number)
    return nullptr;
  if (!std::isfinite(*Number))
    return describe(*Number);
  return static_cast<double>(*Number);
}

json::Object toJson(const Overview &O) {
  json::Array Rows;
  auto side = [](int64_t Step, double Time, const std::string &Text, std::optional<float> Number) {
    return json::Object{{"step", Step},
                        {"wall_time", std::isfinite(Time) ? json::Value(Time) : json::Value(nullptr)},
                        {"value", number(Number)},
                        {"text", jsonText(Text)}};
  };
  for (const TagRow &R : O.Rows)
    Rows.push_back(json::Object{{"run", jsonText(R.Run)},
                                {"tag", jsonText(R.Tag)},
                                {"plugin", jsonText(R.Plugin)},
                                {"count", static_cast<int64_t>(R.Count)},
                                {"first", side(R.FirstStep, R.FirstTime, R.FirstValue, R.FirstNumber)},
                                {"last", side(R.LastStep, R.LastTime, R.LastValue, R.LastNumber)}});
  return json::Object{
      {"files", static_cast<int64_t>(O.Files)}, {"events", static_cast<int64_t>(O.Events)}, {"tags", std::move(Rows)}};
}

json::Object toJson(const Comparison &C) {
  json::Array Differences, Tags, Notes;
  for (const Difference &D : C.Differences) {
    json::Array Examples;
    for (const Difference::Example &E : D.Examples) {
      json::Object One;
      if (D.What != Difference::Kind::Extra)
        One["before"] = json::Object{{"step", E.StepBefore}, {"text", jsonText(E.Before)}};
      if (D.What != Difference::Kind::Missing)
        One["after"] = json::Object{{"step", E.StepAfter}, {"text", jsonText(E.After)}};
      Examples.push_back(std::move(One));
    }
    json::Object One{{"kind", differenceName(D.What)},
                     {"run", jsonText(D.Run)},
                     {"tag", jsonText(D.Tag)},
                     {"plugin", jsonText(D.Plugin)},
                     {"count", static_cast<int64_t>(D.Count)},
                     {"examples", std::move(Examples)}};
    if (!D.NewName.empty())
      One["new_name"] = jsonText(D.NewName);
    if (D.Delta)
      One["delta"] = *D.Delta;
    Differences.push_back(std::move(One));
  }
  for (const TagResult &T : C.Tags)
    Tags.push_back(json::Object{{"run", jsonText(T.Run)},
                                {"tag", jsonText(T.Tag)},
                                {"plugin", jsonText(T.Plugin)},
                                {"before", static_cast<int64_t>(T.Before)},
                                {"after", static_cast<int64_t>(T.After)},
                                {"equal", static_cast<int64_t>(T.Exact)},
                                {"within_tolerance", static_cast<int64_t>(T.Tolerated)}});
  for (const std::string &Note : C.Notes)
    Notes.push_back(jsonText(Note));
  return json::Object{{"before", static_cast<int64_t>(C.CountBefore)},
                      {"after", static_cast<int64_t>(C.CountAfter)},
                      {"unmatched", static_cast<int64_t>(C.Unmatched)},
                      {"differences", std::move(Differences)},
                      {"tags", std::move(Tags)},
                      {"notes", std::move(Notes)}};
}

} // namespace summary_upgrade::events
