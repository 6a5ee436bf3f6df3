#include "Options.h"
#ifdef SUMMARY_UPGRADE_HAS_CPP
#include "cpp/clang/FrontEnd.h"
#endif
#include "rulebook/RuleBook.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"
#include <functional>
#include <limits>
#include <set>

using namespace llvm;

namespace summary_upgrade::tools {

namespace {

/// One option of the table that parsing, --help and suggestions are made from.
struct OptionSpec : OptionInfo {
  OptionSpec(StringRef Name, char Short, StringRef Value, StringRef Group, StringRef Help,
             std::function<std::string(StringRef)> Set)
      : OptionInfo{Name, Short, Value, Group, Help}, Set(std::move(Set)) {}
  /// Takes the value ("" for a switch); returns what is wrong with it, or empty.
  std::function<std::string(StringRef)> Set;
};

std::string oneOf(StringRef Value, ArrayRef<StringRef> Allowed) {
  return ("`" + Value + "` is not one of " + join(Allowed, ", ")).str();
}

/// Codes or prefixes of rules, or names, as codes. Returns what is wrong, or empty.
std::string readCodes(StringRef Value, std::vector<std::string> &Target) {
  SmallVector<StringRef, 8> Parts;
  Value.split(Parts, ',', -1, false);
  const rulebook::RuleBook &Book = rulebook::RuleBook::get();
  for (StringRef Part : Parts) {
    Part = Part.trim();
    if (const rulebook::Rule *Named = Book.findByName(Part)) {
      Target.push_back(Named->Code.str());
    } else if (any_of(Book.all(), [&](const rulebook::Rule &R) { return R.Code.starts_with(Part); })) {
      Target.push_back(Part.str());
    } else {
      StringRef Near = Book.suggest(Part);
      return ("no rule `" + Part + "`" + (Near.empty() ? "" : "; did you mean `" + Near + "`?")).str();
    }
  }
  return {};
}

/// What is asked for beside the job itself.
struct Requests {
  bool Help = false, Version = false, ShowSettings = false, Isolated = false;
  std::vector<std::string> Config;
};

std::vector<OptionSpec> table(CommandLine &C, Requests &R) {
  auto flag = [](bool &Target) {
    return [&Target](StringRef) {
      Target = true;
      return std::string();
    };
  };
  auto codes = [](std::vector<std::string> &Target) {
    return [&Target](StringRef Value) { return readCodes(Value, Target); };
  };
  std::vector<OptionSpec> T;
  T.push_back({"--diff", 0, "", "What to do", "print the changes as a patch and write nothing", flag(C.Diff)});
  T.push_back({"--check", 0, "", "What to do",
               "report only, for CI: exit 1 when there is something to do; writes nothing", flag(C.Check)});
  T.push_back({"--interactive", 'i', "", "What to do",
               "show each component and ask whether to migrate it: y, n, a (all that follow), q (none that follow), e "
               "(explain), ?; nothing is "
               "written before the last answer",
               flag(C.Interactive)});
  T.push_back({"--explain-component", 0, "FILE:LINE", "What to do",
               "show the component at a place as the tool sees it: ops, merges, runs, writes, writers, and why it is "
               "migrated or declined",
               [&C](StringRef V) -> std::string {
                 unsigned Line;
                 if (V.rsplit(':').second.getAsInteger(10, Line))
                   return "wants FILE:LINE";
                 C.ExplainComponent = V.str();
                 return {};
               }});
  T.push_back({"--target", 0, "auto|compat|tf2", "How to migrate",
               "spelling of the result: tf.compat.v2.summary (runs on 1.15 and 2.x) or tf.summary; auto goes by the "
               "file's own spelling",
               [&C](StringRef V) -> std::string {
                 if (V == "auto")
                   C.To = migrate::Target::Auto;
                 else if (V == "compat")
                   C.To = migrate::Target::Compat;
                 else if (V == "tf2")
                   C.To = migrate::Target::TF2;
                 else
                   return oneOf(V, {"auto", "compat", "tf2"});
                 return {};
               }});
  T.push_back({"--strategy", 0, "auto|native|bridge", "How to migrate",
               "native: v2 ops, written in the run; bridge: v1 summaries through a v2 writer; auto: native where "
               "possible, else bridge",
               [&C](StringRef V) -> std::string {
                 if (V == "auto")
                   C.How = migrate::Strategy::Auto;
                 else if (V == "native")
                   C.How = migrate::Strategy::Native;
                 else if (V == "bridge")
                   C.How = migrate::Strategy::Bridge;
                 else
                   return oneOf(V, {"auto", "native", "bridge"});
                 return {};
               }});
  T.push_back({"--tags", 0, "auto|exact|plain", "How to migrate",
               "auto: the tag that v1 wrote, where it is known; exact: worked out by the program where it is not "
               "known; plain: the name as it "
               "stands (new tags, so it needs --unsafe-fixes)",
               [&C](StringRef V) -> std::string {
                 if (V == "auto")
                   C.Tags = migrate::TagMode::Auto;
                 else if (V == "exact")
                   C.Tags = migrate::TagMode::Exact;
                 else if (V == "plain")
                   C.Tags = migrate::TagMode::Plain;
                 else
                   return oneOf(V, {"auto", "exact", "plain"});
                 return {};
               }});
  T.push_back({"--unsafe-fixes", 0, "", "How to migrate",
               "also what may change the event stream: v2 ops for float images, tags that v1 would have numbered",
               flag(C.UnsafeFixes)});
  T.push_back({"--select", 0, "CODES", "How to migrate", "only these rules (codes or prefixes, comma-separated)",
               codes(C.Select)});
  T.push_back({"--ignore", 0, "CODES", "How to migrate",
               "not these rules; a component that needs one of them is left alone", codes(C.Ignore)});
#ifdef SUMMARY_UPGRADE_HAS_CPP
  T.push_back({"--build-path", 'p', "DIR", "How to migrate",
               "C++: the folder of compile_commands.json, which says how the sources are compiled",
               [&C](StringRef V) -> std::string {
                 C.BuildPath = V.str();
                 return V.empty() ? "wants a folder" : "";
               }});
  T.push_back(
      {"--drop-wall-time", 0, "", "How to migrate",
       "C++: scalars whose event has a wall time of its own become v2 scalars, which have the time of their writing",
       flag(C.DropWallTime)});
#endif
  T.push_back({"--verify", 0, "SCRIPT", "Verifying",
               "run SCRIPT before and after, each in a scratch copy, with the arguments behind `--`, and write only "
               "components with which it gives "
               "the same events",
               [&C](StringRef V) -> std::string {
                 C.Verify = true;
                 C.Verifying.Script = V.str();
                 return V.empty() ? "wants a script" : "";
               }});
  for (const RunOption &O : runOptions(C.Verifying))
    T.push_back({O.Name, 0, O.Value, "Verifying", O.Help, [Set = O.Set](StringRef V) {
                   return Set(V) ? std::string() : ("`" + V + "` is no value for it").str();
                 }});
  T.push_back({"--output-format", 0, "FORMAT", "What is shown",
               "form of the findings: full, concise, json, sarif, github, gitlab, junit",
               [&C](StringRef V) -> std::string {
                 static constexpr StringRef Names[] = {"full", "concise", "json", "sarif", "github", "gitlab", "junit"};
                 const auto *At = find(Names, V);
                 if (At == std::end(Names))
                   return oneOf(V, Names);
                 C.Format = static_cast<OutputFormat>(At - Names);
                 return {};
               }});
  T.push_back(
      {"--output-file", 0, "FILE", "What is shown", "write the findings to a file", [&C](StringRef V) -> std::string {
         C.OutputFile = V.str();
         return V.empty() ? "wants a name" : "";
       }});
  T.push_back({"--baseline", 0, "FILE", "What is shown",
               "findings that this file knows are not reported; those that are gone leave the file",
               [&C](StringRef V) -> std::string {
                 C.Baseline = V.str();
                 return V.empty() ? "wants a name" : "";
               }});
  T.push_back({"--write-baseline", 0, "FILE", "What is shown",
               "write all findings to a file for --baseline, and do nothing else", [&C](StringRef V) -> std::string {
                 C.WriteBaseline = V.str();
                 return V.empty() ? "wants a name" : "";
               }});
  T.push_back({"--exit-zero", 0, "", "What is shown", "exit 0 when findings or changes are left", flag(C.ExitZero)});
  T.push_back({"--statistics", 0, "", "What is shown", "count the findings of each rule", flag(C.Statistics)});
  T.push_back({"--quiet", 'q', "", "What is shown", "no findings beside a result or patch, and no closing line",
               flag(C.Quiet)});
  T.push_back({"--color", 0, "auto|always|never", "What is shown",
               "colours; auto: on a terminal, unless NO_COLOR is set", [&C](StringRef V) -> std::string {
                 if (V == "auto")
                   C.Color = ColorMode::Auto;
                 else if (V == "always")
                   C.Color = ColorMode::Always;
                 else if (V == "never")
                   C.Color = ColorMode::Never;
                 else
                   return oneOf(V, {"auto", "always", "never"});
                 return {};
               }});
  T.push_back({"--stdin-filename", 0, "NAME", "What is shown", "name that findings give to standard input",
               [&C](StringRef V) -> std::string {
                 C.StdinFilename = V.str();
                 return {};
               }});
  T.push_back({"--config", 0, "KEY=VALUE", "Settings",
               "a setting, over those of the project's file; or a file (*.toml) that stands for it",
               [&R](StringRef V) -> std::string {
                 R.Config.push_back(V.str());
                 return V.contains('=') || V.ends_with(".toml") ? "" : "wants KEY=VALUE or a .toml file";
               }});
  T.push_back({"--isolated", 0, "", "Settings", "read no settings file", flag(R.Isolated)});
  T.push_back({"--show-settings", 0, "", "Settings", "show the settings that hold for PATHS and where they come from",
               flag(R.ShowSettings)});
  T.push_back({"--jobs", 'j', "N", "Other", "files parsed at the same time (default: one for each processor)",
               [&C](StringRef V) -> std::string {
                 if (V.getAsInteger(10, C.Jobs) || C.Jobs == 0 || C.Jobs > 1024)
                   return "`" + V.str() + "` is not a number from 1 to 1024";
                 return {};
               }});
  T.push_back({"--help", 'h', "", "Other", "show this and exit", flag(R.Help)});
  T.push_back({"--version", 0, "", "Other", "show the version and exit", flag(R.Version)});
  return T;
}

void printHelp(raw_ostream &Out, ArrayRef<OptionSpec> Table) {
  Out << "summary-upgrade: moves TensorFlow 1 summary code to TensorFlow 2\n\n"
         "Usage:\n"
         "  summary-upgrade [OPTIONS] PATHS...     rewrite Python files, notebooks and C++ files, also of whole "
         "directories, in place\n"
         "  summary-upgrade [OPTIONS] -            read standard input, print the result\n"
         "  summary-upgrade rule CODE              explain a rule; `rule --all` lists them\n"
         "  summary-upgrade events VERB ...        show, compare, check and convert event files\n"
         "  summary-upgrade verify SCRIPT ...      run a program before and after, and compare what both wrote\n"
         "  summary-upgrade lsp [--log-file FILE]  language server on standard input and output\n"
         "  summary-upgrade completion SHELL       completions for bash, zsh or fish\n"
         "  summary-upgrade man|schema             the manual page, a JSON schema of the settings file\n\n"
         "A group of ops, merges, runs and writes that belong together is migrated whole or not at all; what is not "
         "safe\n"
         "is left as it is, with a finding that says where and why.\n";
  StringRef Group;
  for (const OptionSpec &O : Table) {
    if (O.Group != Group) {
      Group = O.Group;
      Out << "\n" << Group << ":\n";
    }
    std::string Left = "  ";
    Left += O.Short ? std::string("-") + O.Short + ", " : std::string("    ");
    Left += O.Name.str() + (O.Value.empty() ? "" : " " + O.Value.str());
    Out << Left;
    if (Left.size() > 34)
      Out << "\n" << std::string(36, ' ');
    else
      Out << std::string(36 - Left.size(), ' ');
    // The help text, in lines of at most 76 characters.
    size_t Column = 0;
    SmallVector<StringRef, 24> Words;
    O.Help.split(Words, ' ');
    for (StringRef Word : Words) {
      if (Column + Word.size() > 76) {
        Out << "\n" << std::string(36, ' ');
        Column = 0;
      }
      if (Column)
        Out << ' ';
      Out << Word;
      Column += Word.size() + 1;
    }
    Out << "\n";
  }
  Out << "\nExit codes:\n"
         "  0  nothing is left to do\n"
         "  1  findings are left, or changes are pending under --check or --diff\n"
         "  2  wrong usage, a file that cannot be read, parsed or written, or an internal error; the other files are "
         "still done\n";
}

/// The deepest folder that holds all that is named, absolute.
std::string commonFolder(const CommandLine &C) {
  SmallString<256> Common;
  bool First = true;
  for (const std::string &Path : C.Paths) {
    SmallString<256> At(Path == "-" && C.StdinFilename != "<stdin>" ? C.StdinFilename : Path == "-" ? "." : Path);
    if (sys::fs::make_absolute(At))
      continue;
    sys::path::remove_dots(At, /*remove_dot_dot=*/true);
    if (!sys::fs::is_directory(At))
      sys::path::remove_filename(At);
    if (std::exchange(First, false))
      Common = At;
    while (At != Common && !StringRef(At).starts_with((Common + (Common == "/" ? "" : "/")).str()) && Common != "/")
      sys::path::remove_filename(Common);
  }
  if (First)
    (void)sys::fs::current_path(Common);
  return std::string(Common);
}

/// Reads the project's settings and lets those that have an option act as if it had been given. Returns what is wrong,
/// or empty.
std::string applySettings(CommandLine &C, const Requests &R, ArrayRef<OptionSpec> Table,
                          const std::set<std::string> &Given) {
  std::string File;
  for (const std::string &Entry : R.Config)
    if (!StringRef(Entry).contains('='))
      File = Entry;
  Expected<config::Settings> Found = !File.empty() ? config::Settings::read(File)
                                     : R.Isolated  ? config::Settings()
                                                   : config::Settings::find(commonFolder(C));
  if (!Found)
    return toString(Found.takeError());
  C.Settings = std::move(*Found);
  if (C.Settings.Folder.empty())
    C.Settings.Folder = commonFolder(C);
  for (const std::string &Entry : R.Config)
    if (StringRef(Entry).contains('='))
      if (Error E = C.Settings.set(Entry))
        return "--config: " + toString(std::move(E));
  for (const config::Key &K : config::keys()) {
    const config::Setting *S = C.Settings.get(K.Name);
    if (!S)
      continue;
    if (K.Name == "baseline") { // a path beside the settings
      SmallString<256> Path(S->Word);
      sys::fs::make_absolute(C.Settings.Folder, Path);
      if (!Given.count("--baseline"))
        C.Baseline = std::string(Path);
      continue;
    }
    std::string Problem;
    const auto *Spec = find_if(Table, [&](const OptionSpec &O) { return O.Name.drop_front(2) == K.Name; });
    if (Spec != Table.end() && !Given.count(Spec->Name.str()))
      Problem = Spec->Set(K.Kind == config::KeyKind::Word ? S->Word : join(S->List, ","));
    if (K.Name == "wrappers") {
      std::vector<program::Wrapper> All;
      for (const auto &[Function, Call] : S->Table) {
        auto Read = program::parseWrapper(Function, Call.front());
        if (!Read)
          return S->Origin + ": `wrappers`: " + toString(Read.takeError());
        All.push_back(std::move(*Read));
      }
      C.Wrappers = program::Wrappers(std::move(All));
    }
    std::vector<std::string> Codes;
    for (const auto &[Pattern, List] : S->Table)
      if (K.IsCodes && Problem.empty())
        Problem = readCodes(join(List, ","), Codes);
    if (!Problem.empty())
      return S->Origin + ": `" + K.Name.str() + "`: " + Problem;
  }
  return {};
}

} // namespace

std::vector<OptionInfo> optionTable() {
  CommandLine C;
  Requests R;
  const std::vector<OptionSpec> Table = table(C, R);
  return std::vector<OptionInfo>(Table.begin(), Table.end());
}

std::optional<CommandLine> readCommandLine(int Argc, char **Argv, int &ExitCode, std::string *Told) {
  CommandLine C;
  Requests R;
  std::set<std::string> Given;
  std::vector<OptionSpec> Table = table(C, R);
  auto fail = [&](const Twine &Message) {
    if (Told)
      *Told = Message.str();
    else
      errs() << "summary-upgrade: " << Message << "\n"
             << "summary-upgrade: see `summary-upgrade --help`\n";
    ExitCode = ExitError;
    return std::nullopt;
  };
  int I = 1;
  if (Argc > 1 && StringRef(Argv[1]) == "rule") {
    C.What = Command::Rule;
    I = 2;
  }
  bool OptionsEnded = false;
  for (; I < Argc; ++I) {
    StringRef A = Argv[I];
    if (OptionsEnded || A == "-" || !A.starts_with("-")) {
      C.Paths.push_back(A.str());
      continue;
    }
    if (A == "--" && C.Verify) {
      C.Verifying.Run.Arguments.assign(Argv + I + 1, Argv + Argc);
      break;
    }
    if (A == "--") {
      OptionsEnded = true;
      continue;
    }
    if (C.What == Command::Rule && A == "--all") {
      C.AllRules = true;
      continue;
    }
    StringRef Name = A, Value;
    bool HasValue = false;
    const OptionSpec *Found = nullptr;
    if (A.starts_with("--")) {
      if (size_t Equals = A.find('='); Equals != StringRef::npos) {
        Name = A.take_front(Equals);
        Value = A.drop_front(Equals + 1);
        HasValue = true;
      }
      for (const OptionSpec &O : Table)
        if (O.Name == Name)
          Found = &O;
    } else {
      Name = A.take_front(2);
      for (const OptionSpec &O : Table)
        if (O.Short && O.Short == A[1])
          Found = &O;
      if (Found && A.size() > 2) {
        Value = A.drop_front(2);
        HasValue = true;
        if (Found->Value.empty())
          Found = nullptr;
      }
    }
    if (!Found) {
      StringRef Near;
      unsigned Best = 4;
      for (const OptionSpec &O : Table)
        if (unsigned Distance = Name.edit_distance(O.Name, true, Best); Distance < Best) {
          Best = Distance;
          Near = O.Name;
        }
      return fail("unknown option `" + A + "`" + (Near.empty() ? Twine("") : "; did you mean `" + Near + "`?"));
    }
    if (Found->Value.empty() && HasValue)
      return fail("`" + Found->Name + "` takes no value");
    if (!Found->Value.empty() && !HasValue) {
      if (I + 1 >= Argc)
        return fail("`" + Found->Name + "` wants a value: " + Found->Value);
      Value = Argv[++I];
    }
    Given.insert(Found->Name.str());
    if (std::string Problem = Found->Set(Value); !Problem.empty())
      return fail("`" + Found->Name + "`: " + Problem);
  }
  if (R.Help) {
    printHelp(outs(), Table);
    ExitCode = ExitClean;
    return std::nullopt;
  }
  if (R.Version) {
    outs() << "summary-upgrade " SUMMARY_UPGRADE_VERSION "\n";
#ifdef SUMMARY_UPGRADE_HAS_CPP
    outs() << "C++ front end: Clang " << cpp::clangVersion() << "\n";
#endif
    ExitCode = ExitClean;
    return std::nullopt;
  }
  if (C.What == Command::Rule) {
    if (C.AllRules ? !C.Paths.empty() : C.Paths.size() != 1)
      return fail("`rule` wants one code, or `--all`");
    if (!C.AllRules)
      C.RuleCode = C.Paths[0];
    return C;
  }
  if (C.Verify && C.Paths.empty())
    C.Paths.push_back(C.Verifying.Script);
  if (C.Paths.empty() && !C.ExplainComponent.empty())
    C.Paths.push_back(StringRef(C.ExplainComponent).rsplit(':').first.str());
  if (R.ShowSettings) {
    C.What = Command::ShowSettings;
  } else if (C.Paths.empty())
    return fail("no files or directories are named");
  if (C.Diff && C.Check)
    return fail("`--diff` and `--check` exclude each other");
  if (C.Interactive && (C.Diff || C.Check || !C.WriteBaseline.empty() || !C.ExplainComponent.empty()))
    return fail(Twine("`--interactive` asks before it writes; `") +
                (C.Diff                     ? "--diff"
                 : C.Check                  ? "--check"
                 : !C.WriteBaseline.empty() ? "--write-baseline"
                                            : "--explain-component") +
                "` writes nothing");
  if (C.Interactive && is_contained(C.Paths, "-"))
    return fail("`--interactive` asks about files; it cannot be used on standard input");
  if (is_contained(C.Paths, "-") && C.Paths.size() > 1)
    return fail("standard input (`-`) cannot be mixed with files");
  if (C.Verify && is_contained(C.Paths, "-"))
    return fail("`--verify` runs files; it cannot be used on standard input");
  if (std::string Problem = applySettings(C, R, Table, Given); !Problem.empty()) {
    if (Told)
      *Told = std::move(Problem);
    else
      errs() << "summary-upgrade: " << Problem << "\n";
    ExitCode = ExitError;
    return std::nullopt;
  }
  return C;
}

} // namespace summary_upgrade::tools
