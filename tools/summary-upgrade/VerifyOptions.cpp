#include "VerifyOptions.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/raw_ostream.h"
#include <functional>

using namespace llvm;

namespace summary_upgrade::tools {

namespace {

constexpr StringRef Usage =
    "summary-upgrade verify: runs a program before and after its migration and compares what both wrote\n\n"
    "Usage:\n"
    "  summary-upgrade verify [OPTIONS] SCRIPT [-- ARGS...]             migrate SCRIPT and what it imports, "
    "in a scratch copy\n"
    "  summary-upgrade verify [OPTIONS] --pair BEFORE AFTER [-- ARGS...]  compare a migration that was made "
    "by hand\n\n"
    "Both programs run with ARGS, one after the other, each in its own copy of the project, with fixed seeds "
    "and one thread. What they\n"
    "write to absolute paths goes to the scratch directory as well. Nothing of yours is changed.\n\n"
    "Programs:\n"
    "  --before-python PYTHON   interpreter of the original (default: $SUMMARY_UPGRADE_BEFORE_PYTHON, else "
    "one with TensorFlow\n"
    "                           that is found: the active environment, the oracle's, PATH, pyenv)\n"
    "  --after-python PYTHON    interpreter of the result (default: $SUMMARY_UPGRADE_AFTER_PYTHON, else the "
    "original's)\n"
    "  --root DIR               the project, which is copied (default: the folder above SCRIPT that is under "
    "version control or\n"
    "                           has a setup.py or pyproject.toml, else SCRIPT's own)\n"
    "  --script NAME            with directories in --pair: the file in them that starts the program\n"
    "  --target auto|compat|tf2, --strategy auto|native|bridge, --tags auto|exact|plain, --unsafe-fixes\n"
    "                           how to migrate, as for the main command\n"
    "Runs:\n"
    "  --runs N                 run the original N times first, to tell noise from a difference (default: "
    "once, and a second time\n"
    "                           when the values differ)\n"
    "  --max-session-runs N     end both programs at the session run after the N-th\n"
    "  --timeout SECONDS        of each run (default 600)\n"
    "  --own-seeds              leave the seeds that TensorFlow makes from a graph seed and the number of ops\n"
    "Comparison:\n"
    "  --rtol R                 relative tolerance of numbers, as float32 (default 1e-5)\n"
    "  --strict                 count as different also what TensorFlow 2 documents to write differently: "
    "tags of images and audio,\n"
    "                           buckets of histograms\n"
    "Report:\n"
    "  --output-format full|concise|json\n"
    "  --max N                  differences to print (default 20)\n"
    "  --keep                   leave the scratch directory, and say where it is\n\n"
    "Exit codes:\n"
    "  0  equal\n"
    "  1  different\n"
    "  2  nothing proven (no summaries, a program that fails or does not end, nothing to migrate), or wrong "
    "usage\n";

struct Spec {
  StringRef Name;
  bool HasValue;
  std::function<bool(StringRef)> Set; ///< false: the value is wrong
};

} // namespace

std::optional<VerifyLine> readVerifyLine(int Argc, char **Argv, int &ExitCode) {
  VerifyLine Line;
  auto fail = [&](const Twine &Message) {
    errs() << "summary-upgrade: " << Message << "\n"
           << "summary-upgrade: see `summary-upgrade verify --help`\n";
    ExitCode = ExitError;
    return std::nullopt;
  };
  auto flag = [](bool &Target, bool Value = true) {
    return [&Target, Value](StringRef) {
      Target = Value;
      return true;
    };
  };
  auto text = [](std::string &Target) { return [&Target](StringRef V) { return !(Target = V.str()).empty(); }; };
  VerifySettings &S = Line.Settings;
  std::vector<Spec> Table = {
      {"--pair", false, flag(Line.Pair)},
      {"--keep", false, flag(S.Keep)},
      {"--strict", false, flag(S.Run.Documented, false)},
      {"--own-seeds", false, flag(S.Run.OwnSeeds)},
      {"--root", true, text(S.Root)},
      {"--script", true, text(S.Script)},
      {"--max", true, [&](StringRef V) { return !V.getAsInteger(10, Line.Max); }},
      {"--rtol", true,
       [&](StringRef V) { return !V.getAsDouble(S.Run.RelativeTolerance) && S.Run.RelativeTolerance >= 0; }},
      {"--target", true,
       [&](StringRef V) {
         Line.To = V == "compat" ? migrate::Target::Compat : V == "tf2" ? migrate::Target::TF2 : migrate::Target::Auto;
         return V == "auto" || V == "compat" || V == "tf2";
       }},
      {"--unsafe-fixes", false, flag(Line.UnsafeFixes)},
      {"--tags", true,
       [&](StringRef V) {
         Line.Tags = V == "exact"   ? migrate::TagMode::Exact
                     : V == "plain" ? migrate::TagMode::Plain
                                    : migrate::TagMode::Auto;
         return V == "auto" || V == "exact" || V == "plain";
       }},
      {"--strategy", true,
       [&](StringRef V) {
         Line.How = V == "native"   ? migrate::Strategy::Native
                    : V == "bridge" ? migrate::Strategy::Bridge
                                    : migrate::Strategy::Auto;
         return V == "auto" || V == "native" || V == "bridge";
       }},
      {"--output-format", true,
       [&](StringRef V) {
         Line.Format = V == "json" ? OutputFormat::Json : V == "concise" ? OutputFormat::Concise : OutputFormat::Full;
         return V == "full" || V == "concise" || V == "json";
       }},
  };
  for (const RunOption &O : runOptions(S))
    Table.push_back({O.Name, true, O.Set});
  SmallVector<StringRef> Arguments(Argv + 2, Argv + Argc);
  size_t I = 0;
  for (; I < Arguments.size() && Arguments[I] != "--"; ++I) {
    StringRef A = Arguments[I];
    if (A == "--help" || A == "-h") {
      outs() << Usage;
      ExitCode = ExitClean;
      return std::nullopt;
    }
    if (!A.starts_with("-")) {
      Line.Paths.push_back(A.str());
      continue;
    }
    auto [Name, Value] = A.split('=');
    bool Attached = A.contains('=');
    auto Found = find_if(Table, [&, &Name = Name](const Spec &O) { return O.Name == Name; });
    if (Found == Table.end()) {
      StringRef Near;
      unsigned Best = 4;
      for (const Spec &O : Table)
        if (unsigned Distance = Name.edit_distance(O.Name, true, Best); Distance < Best) {
          Best = Distance;
          Near = O.Name;
        }
      return fail("`verify` has no option `" + A + "`" + (Near.empty() ? "" : "; did you mean `" + Near.str() + "`?") +
                  "; the program's own arguments stand behind `--`");
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
  for (++I; I < Arguments.size(); ++I)
    S.Run.Arguments.push_back(Arguments[I].str());
  if (Line.Paths.size() != (Line.Pair ? 2u : 1u))
    return fail(Line.Pair ? "`verify --pair` wants two programs"
                          : "`verify` wants one script; its arguments stand behind `--`");
  if (!Line.Pair) {
    if (!S.Script.empty())
      return fail("`--script` goes with `--pair`");
    S.Script = Line.Paths[0];
    if (StringRef(S.Script).ends_with(".ipynb"))
      return fail("`verify` runs scripts, no notebooks: `jupyter nbconvert --to script` makes a script of one");
  }
  return Line;
}

std::vector<RunOption> runOptions(VerifySettings &S) {
  auto text = [](std::string &Target) { return [&Target](StringRef V) { return !(Target = V.str()).empty(); }; };
  return {
      {"--before-python", "PYTHON",
       "with --verify: interpreter of the original (default: one with TensorFlow that is found)", text(S.BeforePython)},
      {"--after-python", "PYTHON", "with --verify: interpreter of the result (default: the original's)",
       text(S.AfterPython)},
      {"--runs", "N", "with --verify: run the original N times first, to tell noise from a difference",
       [&S](StringRef V) { return !V.getAsInteger(10, S.Run.Runs) && S.Run.Runs > 0 && S.Run.Runs <= 100; }},
      {"--max-session-runs", "N", "with --verify: end both programs at the session run after the N-th",
       [&S](StringRef V) { return !V.getAsInteger(10, S.Run.MaxSessionRuns) && S.Run.MaxSessionRuns > 0; }},
      {"--timeout", "SECONDS", "with --verify: of each run (default 600)",
       [&S](StringRef V) { return !V.getAsDouble(S.Run.Timeout) && S.Run.Timeout > 0; }},
  };
}

} // namespace summary_upgrade::tools
