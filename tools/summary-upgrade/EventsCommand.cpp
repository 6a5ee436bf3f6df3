#include "EventsCommand.h"
#include "Options.h"
#include "events/Check.h"
#include "events/Convert.h"
#include "events/Report.h"
#include "text/Interrupt.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/raw_ostream.h"
#include <chrono>
#include <cmath>
#include <csignal>
#include <functional>
#include <thread>

using namespace llvm;
using namespace summary_upgrade::events;

namespace summary_upgrade::tools {

namespace {

constexpr StringRef Usage =
    "summary-upgrade events: reads, compares and converts event files\n\n"
    "Usage:\n"
    "  summary-upgrade events show [OPTIONS] DIR          runs, tags, plugins, steps, first and last values\n"
    "  summary-upgrade events diff [OPTIONS] BEFORE AFTER  whether two programs wrote the same\n"
    "  summary-upgrade events check [OPTIONS] DIR         damage, wrong versions, steps that go back, files "
    "that overlap\n"
    "  summary-upgrade events convert [OPTIONS] FROM TO   v1 summaries in the v2 format, by TensorBoard's "
    "rules\n\n"
    "DIR and the like are log directories with all that is below them, or single event files.\n\n"
    "show:\n"
    "  --tag GLOB             only tags it matches; * also matches /\n"
    "  --tail                 then print every value that is added, until interrupted\n"
    "  --json                 as JSON; with --tail one object a line\n"
    "diff:\n"
    "  --rtol R               relative tolerance of numbers, as float32 (default 1e-5)\n"
    "  --tags-only            compare runs, steps, tags and plugins, not values\n"
    "  --documented-changes   take as equal what TensorFlow 2 documents to write differently: tags of images "
    "and audio,\n"
    "                         buckets of histograms\n"
    "  --expect-empty         nothing on both sides is equal, and not a reason to prove nothing\n"
    "  --max N                differences to print (default 20)\n"
    "  --json                 as JSON, with every difference and the counts of every tag\n"
    "check:\n"
    "  --json                 as JSON\n"
    "convert:\n"
    "  --force                replace new files that are there already\n"
    "  --quiet                no closing line\n\n"
    "Exit codes:\n"
    "  show     0 shown, 1 no event files\n"
    "  diff     0 equal, 1 different, 2 nothing proven: nothing was written before, or a file is damaged\n"
    "  check    0 nothing found, 1 something found\n"
    "  convert  0 converted, 1 converted, but parts of a file were damaged\n"
    "  all      2 wrong usage, or a file or directory that cannot be read or written\n";

struct EventsLine {
  std::vector<std::string> Paths;
  std::string Tag;
  bool Tail = false, Json = false, TagsOnly = false, Documented = false, ExpectEmpty = false, Force = false,
       Quiet = false;
  double RelativeTolerance = 1e-5;
  size_t Max = 20;
};

std::string plural(size_t Count, StringRef Noun) { return (Twine(Count) + " " + Noun + (Count == 1 ? "" : "s")).str(); }

int fail(const Twine &Message) {
  errs() << "summary-upgrade: " << Message << "\n"
         << "summary-upgrade: see `summary-upgrade events --help`\n";
  return ExitError;
}

int failed(Error E) {
  errs() << "summary-upgrade: " << toString(std::move(E)) << "\n";
  return ExitError;
}

void complain(const Problem &P) {
  errs() << "summary-upgrade: ";
  printProblem(errs(), P);
}

void print(json::Value Value) { outs() << formatv("{0:2}", Value) << "\n"; }

int follow(LogDirReader &Reader, bool Json) {
  auto Print = [&](const Arrival &A) {
    if (!Json) {
      outs() << printable(A.Run) << "  " << printable(A.Tag) << "  step " << A.Step << "  " << A.Value << "\n";
      return;
    }
    bool Finite = A.Number && std::isfinite(*A.Number);
    json::Object One{{"run", jsonText(A.Run)},
                     {"tag", jsonText(A.Tag)},
                     {"step", A.Step},
                     {"wall_time", std::isfinite(A.Time) ? json::Value(A.Time) : json::Value(nullptr)},
                     {"value", Finite ? json::Value(static_cast<double>(*A.Number)) : json::Value(nullptr)},
                     {"text", jsonText(A.Value)}};
    outs() << json::Value(std::move(One)) << "\n";
  };
  while (!text::interrupted() && !outs().has_error()) {
    if (Error E = Reader.follow(Print, complain))
      return failed(std::move(E));
    outs().flush();
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
  }
  return ExitClean;
}

int show(const EventsLine &Line) {
  std::optional<GlobPattern> Tags;
  if (!Line.Tag.empty()) {
    auto Pattern = GlobPattern::create(Line.Tag, /*MaxSubPatterns=*/1024);
    if (!Pattern)
      return fail("`--tag`: " + toString(Pattern.takeError()));
    Tags.emplace(std::move(*Pattern));
  }
  LogDirReader Reader(Line.Paths[0], Tags ? &*Tags : nullptr);
  std::vector<Problem> Problems;
  auto All = Reader.read([&](Problem P) {
    // The last record of a file that is followed is still to come.
    if (Line.Tail && P.What == Problem::Kind::Torn)
      return;
    Problems.push_back(std::move(P));
  });
  if (!All)
    return failed(All.takeError());
  if (Line.Json && Line.Tail) {
    outs() << json::Value(toJson(*All)) << "\n";
  } else if (Line.Json) {
    json::Object Out = toJson(*All);
    Out["problems"] = toJson(Problems);
    print(std::move(Out));
  } else {
    printOverview(outs(), *All);
  }
  if (!Line.Json || Line.Tail)
    for_each(Problems, complain);
  if (Line.Tail)
    return follow(Reader, Line.Json);
  bool Unreadable = any_of(Problems, [](const Problem &P) { return P.What == Problem::Kind::Unreadable; });
  return Unreadable ? ExitError : All->Files ? ExitClean : ExitFindings;
}

int diff(const EventsLine &Line) {
  Names Known;
  std::vector<Problem> Problems;
  auto Note = [&](Problem P) { Problems.push_back(std::move(P)); };
  auto Before = loadStream(Line.Paths[0], Known, Line.Documented, Note);
  if (!Before)
    return failed(Before.takeError());
  auto After = loadStream(Line.Paths[1], Known, Line.Documented, Note);
  if (!After)
    return failed(After.takeError());
  CompareOptions Options;
  Options.RelativeTolerance = Line.RelativeTolerance;
  Options.TagsOnly = Line.TagsOnly;
  Comparison C = compareStreams(*Before, *After, Known, Options);
  // The end of a file that its program did not live to complete is no part of its stream; all other damage
  // may hide a difference.
  bool Damaged = any_of(
      Problems, [](const Problem &P) { return P.What != Problem::Kind::Torn && P.What != Problem::Kind::Empty; });
  bool NothingWritten = !C.CountBefore && !(Line.ExpectEmpty && C.equal());
  int ExitCode = NothingWritten || (C.equal() && Damaged) ? ExitError : C.equal() ? ExitClean : ExitFindings;
  if (Line.Json) {
    json::Object Out = toJson(C);
    Out["verdict"] = ExitCode == ExitClean ? "equal" : ExitCode == ExitFindings ? "different" : "nothing-proven";
    Out["problems"] = toJson(Problems);
    print(std::move(Out));
    return ExitCode;
  }
  printComparison(outs(), C, Line.Max);
  outs().flush();
  for_each(Problems, complain);
  if (NothingWritten)
    errs() << "summary-upgrade: nothing was written before: an empty stream proves nothing\n";
  else if (ExitCode == ExitError)
    errs() << "summary-upgrade: a file is damaged: what is lost may have differed\n";
  return ExitCode;
}

int check(const EventsLine &Line) {
  auto Result = checkLogDir(Line.Paths[0]);
  if (!Result)
    return failed(Result.takeError());
  if (Line.Json) {
    print(json::Object{{"files", static_cast<int64_t>(Result->Files)},
                       {"events", static_cast<int64_t>(Result->Events)},
                       {"values", static_cast<int64_t>(Result->Values)},
                       {"problems", toJson(Result->Problems)}});
  } else {
    for (const Problem &P : Result->Problems)
      printProblem(outs(), P);
    outs() << plural(Result->Files, "file") << ", " << plural(Result->Events, "event") << ", "
           << plural(Result->Values, "value") << ", " << plural(Result->Problems.size(), "problem") << "\n";
  }
  bool Unreadable = any_of(Result->Problems, [](const Problem &P) { return P.What == Problem::Kind::Unreadable; });
  return Unreadable ? ExitError : Result->Problems.empty() ? ExitClean : ExitFindings;
}

int convert(const EventsLine &Line) {
  ConvertResult Result;
  bool Damaged = false, Unreadable = false;
  auto Note = [&](Problem P) {
    (P.What == Problem::Kind::Unreadable ? Unreadable : Damaged) = true;
    complain(P);
  };
  if (Error E = convertLogDir(Line.Paths[0], Line.Paths[1], Line.Force, Result, Note))
    return failed(std::move(E));
  if (!Line.Quiet)
    outs() << plural(Result.Files, "file") << ", " << plural(Result.Events, "event") << ", "
           << plural(Result.Values, "value") << " converted\n";
  return Unreadable ? ExitError : Damaged ? ExitFindings : ExitClean;
}

struct Verb {
  StringRef Name;
  size_t Paths;
  StringRef Wants;
  std::vector<StringRef> Options;
  int (*Run)(const EventsLine &);
};

/// An option and what takes its value; switches get "".
struct OptionSpec {
  StringRef Name;
  bool HasValue;
  std::function<bool(StringRef)> Set; ///< false: the value is wrong
};

} // namespace

int runEvents(int Argc, char **Argv) {
  static const Verb Verbs[] = {
      {"show", 1, "one directory", {"--tag", "--tail", "--json"}, show},
      {"diff",
       2,
       "two directories",
       {"--rtol", "--tags-only", "--documented-changes", "--expect-empty", "--max", "--json"},
       diff},
      {"check", 1, "one directory", {"--json"}, check},
      {"convert", 2, "two directories", {"--force", "--quiet"}, convert},
  };
  EventsLine Line;
  auto flag = [](bool &Target) { return [&Target](StringRef) { return Target = true; }; };
  const OptionSpec Table[] = {
      {"--tag", true, [&](StringRef V) { return !(Line.Tag = V.str()).empty(); }},
      {"--rtol", true,
       [&](StringRef V) { return !V.getAsDouble(Line.RelativeTolerance) && Line.RelativeTolerance >= 0; }},
      {"--max", true, [&](StringRef V) { return !V.getAsInteger(10, Line.Max); }},
      {"--tail", false, flag(Line.Tail)},
      {"--json", false, flag(Line.Json)},
      {"--tags-only", false, flag(Line.TagsOnly)},
      {"--documented-changes", false, flag(Line.Documented)},
      {"--expect-empty", false, flag(Line.ExpectEmpty)},
      {"--force", false, flag(Line.Force)},
      {"--quiet", false, flag(Line.Quiet)},
  };
  SmallVector<StringRef> Arguments(Argv + 2, Argv + Argc);
  if (is_contained(ArrayRef<StringRef>(Arguments).take_until([](StringRef A) { return A == "--"; }), "--help") ||
      (!Arguments.empty() && Arguments[0] == "-h")) {
    outs() << Usage;
    return ExitClean;
  }
  if (Arguments.empty())
    return fail("`events` wants one of show, diff, check, convert");
  const Verb *Chosen = find_if(Verbs, [&](const Verb &V) { return V.Name == Arguments[0]; });
  if (Chosen == std::end(Verbs))
    return fail("`events` knows show, diff, check and convert, not `" + Arguments[0] + "`");
  bool OptionsEnded = false;
  for (size_t I = 1; I < Arguments.size(); ++I) {
    StringRef A = Arguments[I];
    if (OptionsEnded || !A.starts_with("-")) {
      Line.Paths.push_back(A.str());
      continue;
    }
    if (A == "--") {
      OptionsEnded = true;
      continue;
    }
    auto [Name, Value] = A.split('=');
    bool Attached = A.contains('=');
    const OptionSpec *Found = find_if(Table, [&, &Name = Name](const OptionSpec &O) { return O.Name == Name; });
    if (Found == std::end(Table) || !is_contained(Chosen->Options, Name)) {
      StringRef Near;
      unsigned Best = 4;
      for (StringRef Option : Chosen->Options)
        if (unsigned Distance = Name.edit_distance(Option, true, Best); Distance < Best) {
          Best = Distance;
          Near = Option;
        }
      return fail("`events " + Chosen->Name + "` has no option `" + A + "`" +
                  (Near.empty() ? "" : "; did you mean `" + Near.str() + "`?"));
    }
    if (!Found->HasValue && Attached)
      return fail("`" + Name + "` takes no value");
    if (Found->HasValue && !Attached) {
      if (I + 1 == Arguments.size())
        return fail("`" + Name + "` wants a value");
      Value = Arguments[++I];
    }
    if (!Found->Set(Value))
      return fail("`" + Name + "`: `" + Value + "` is no value for it");
  }
  if (Line.Paths.size() != Chosen->Paths)
    return fail("`events " + Chosen->Name + "` wants " + Chosen->Wants);
  // Nothing is half done when these stop at once; `--tail` ends by itself, and `convert` removes its new
  // file.
  if (!Line.Tail && Chosen->Run != convert)
    std::signal(SIGINT, SIG_DFL);
  return Chosen->Run(Line);
}

} // namespace summary_upgrade::tools
