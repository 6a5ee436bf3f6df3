#include "Options.h"
#ifdef SUMMARY_UPGRADE_HAS_CPP
#include "cpp/FrontEnd.h"
#endif
#include "rulebook/RuleBook.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"
#include <functional>
#include <limits>

using namespace llvm;

namespace summary_upgrade::tools {

namespace {

/// One option of the table that parsing, --help and suggestions are made from.
struct OptionSpec {
  StringRef Name;    ///< "--diff"
  char Short = 0;    ///< 'q' for -q
  StringRef Value;   ///< placeholder of its value, empty for a switch
  StringRef Group;
  StringRef Help;
  /// Takes the value ("" for a switch); returns what is wrong with it, or empty.
  std::function<std::string(StringRef)> Set;
};

std::string oneOf(StringRef Value, ArrayRef<StringRef> Allowed) {
  return ("`" + Value + "` is not one of " + join(Allowed, ", ")).str();
}

std::vector<OptionSpec> table(CommandLine &C, bool &Help, bool &Version) {
  auto flag = [](bool &Target) {
    return [&Target](StringRef) {
      Target = true;
      return std::string();
    };
  };
  auto codes = [](std::vector<std::string> &Target) {
    return [&Target](StringRef Value) -> std::string {
      SmallVector<StringRef, 8> Parts;
      Value.split(Parts, ',', -1, false);
      for (StringRef Part : Parts) {
        Part = Part.trim();
        bool Known = any_of(rulebook::RuleBook::get().all(),
                            [&](const rulebook::Rule &R) { return R.Code.starts_with(Part) || R.Name == Part; });
        if (!Known) {
          StringRef Near = rulebook::RuleBook::get().suggest(Part);
          return ("no rule `" + Part + "`" + (Near.empty() ? "" : "; did you mean `" + Near + "`?")).str();
        }
        Target.push_back(Part.str());
      }
      return {};
    };
  };
  std::vector<OptionSpec> T;
  T.push_back({"--diff", 0, "", "What to do", "print the changes as a patch and write nothing", flag(C.Diff)});
  T.push_back({"--check", 0, "", "What to do", "report only, for CI: exit 1 when there is something to do; writes nothing", flag(C.Check)});
  T.push_back({"--explain-component", 0, "FILE:LINE", "What to do",
               "show the component at a place as the tool sees it: ops, merges, runs, writes, writers, and why it is migrated or declined",
               [&C](StringRef V) -> std::string {
                 unsigned Line;
                 if (V.rsplit(':').second.getAsInteger(10, Line))
                   return "wants FILE:LINE";
                 C.ExplainComponent = V.str();
                 return {};
               }});
  T.push_back({"--target", 0, "auto|compat|tf2", "How to migrate",
               "spelling of the result: tf.compat.v2.summary (runs on 1.15 and 2.x) or tf.summary; auto goes by the file's own spelling",
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
               "native: v2 ops, written in the run; bridge: v1 summaries through a v2 writer; auto: native where possible, else bridge",
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
  T.push_back({"--select", 0, "CODES", "How to migrate", "only these rules (codes or prefixes, comma-separated)", codes(C.Select)});
  T.push_back({"--ignore", 0, "CODES", "How to migrate", "not these rules; a component that needs one of them is left alone", codes(C.Ignore)});
  T.push_back({"--output-format", 0, "FORMAT", "What is shown", "form of the findings: full, concise, json, sarif, github, gitlab, junit",
               [&C](StringRef V) -> std::string {
                 static constexpr StringRef Names[] = {"full", "concise", "json", "sarif", "github", "gitlab", "junit"};
                 const auto *At = find(Names, V);
                 if (At == std::end(Names))
                   return oneOf(V, Names);
                 C.Format = static_cast<OutputFormat>(At - Names);
                 return {};
               }});
  T.push_back({"--output-file", 0, "FILE", "What is shown", "write the findings to a file",
               [&C](StringRef V) -> std::string {
                 C.OutputFile = V.str();
                 return V.empty() ? "wants a name" : "";
               }});
  T.push_back({"--exit-zero", 0, "", "What is shown", "exit 0 when findings or changes are left", flag(C.ExitZero)});
  T.push_back({"--statistics", 0, "", "What is shown", "count the findings of each rule", flag(C.Statistics)});
  T.push_back({"--quiet", 'q', "", "What is shown", "no findings beside a result or patch, and no closing line", flag(C.Quiet)});
  T.push_back({"--color", 0, "auto|always|never", "What is shown", "colours; auto: on a terminal, unless NO_COLOR is set",
               [&C](StringRef V) -> std::string {
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
  T.push_back({"--jobs", 'j', "N", "Other", "files parsed at the same time (default: one for each processor)",
               [&C](StringRef V) -> std::string {
                 if (V.getAsInteger(10, C.Jobs) || C.Jobs == 0 || C.Jobs > 1024)
                   return "`" + V.str() + "` is not a number from 1 to 1024";
                 return {};
               }});
  T.push_back({"--help", 'h', "", "Other", "show this and exit", flag(Help)});
  T.push_back({"--version", 0, "", "Other", "show the version and exit", flag(Version)});
  return T;
}

void printHelp(raw_ostream &Out, ArrayRef<OptionSpec> Table) {
  Out << "summary-upgrade: moves TensorFlow 1 summary code to TensorFlow 2\n\n"
         "Usage:\n"
         "  summary-upgrade [OPTIONS] PATHS...     rewrite files and the Python files of directories, in place\n"
         "  summary-upgrade [OPTIONS] -            read standard input, print the result\n"
         "  summary-upgrade rule CODE              explain a rule; `rule --all` lists them\n"
         "  summary-upgrade events VERB ...        show, compare, check and convert event files\n\n"
         "A group of ops, merges, runs and writes that belong together is migrated whole or not at all; what is not safe\n"
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
         "  2  wrong usage, a file that cannot be read, parsed or written, or an internal error; the other files are still done\n";
}

} // namespace

std::optional<CommandLine> readCommandLine(int Argc, char **Argv, int &ExitCode) {
  CommandLine C;
  bool Help = false, Version = false;
  std::vector<OptionSpec> Table = table(C, Help, Version);
  auto fail = [&](const Twine &Message) {
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
    if (std::string Problem = Found->Set(Value); !Problem.empty())
      return fail("`" + Found->Name + "`: " + Problem);
  }
  if (Help) {
    printHelp(outs(), Table);
    ExitCode = ExitClean;
    return std::nullopt;
  }
  if (Version) {
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
  if (C.Paths.empty() && !C.ExplainComponent.empty())
    C.Paths.push_back(StringRef(C.ExplainComponent).rsplit(':').first.str());
  if (C.Paths.empty())
    return fail("no files or directories are named");
  if (C.Diff && C.Check)
    return fail("`--diff` and `--check` exclude each other");
  if (is_contained(C.Paths, "-") && C.Paths.size() > 1)
    return fail("standard input (`-`) cannot be mixed with files");
  return C;
}

} // namespace summary_upgrade::tools
