#include "Generate.h"
#include "Options.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace summary_upgrade::tools {

namespace {

struct Subcommand {
  StringRef Name, Words, Help;
};
constexpr Subcommand Subcommands[] = {
    {"rule", "--all", "explain a rule"},
    {"events", "show diff check convert", "show, compare, check and convert event files"},
    {"verify", "", "run a program before and after, and compare what both wrote"},
    {"lsp", "", "language server on standard input and output"},
    {"completion", "bash zsh fish", "print a completion script for a shell"},
    {"man", "", "print the manual page"},
    {"schema", "", "print a JSON schema of the settings file"},
};

/// The words an option takes, when its placeholder or help lists them.
SmallVector<StringRef, 8> choices(const OptionInfo &O) {
  SmallVector<StringRef, 8> Result;
  if (O.Value.contains('|'))
    O.Value.split(Result, '|');
  else if (O.Value == "FORMAT")
    O.Help.rsplit(": ").second.split(Result, ", ");
  return Result;
}
bool takesFile(const OptionInfo &O) { return O.Value.starts_with("FILE"); }

std::string spelled(const OptionInfo &O) { return O.Name.str() + (O.Short ? std::string(" -") + O.Short : ""); }

void bash(raw_ostream &Out, ArrayRef<OptionInfo> Table) {
  Out << "# bash completion of summary-upgrade, made by `summary-upgrade completion bash`\n"
         "_summary_upgrade() {\n"
         "  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}\n"
         "  COMPREPLY=()\n"
         "  if [[ $word == = ]]; then word=; elif [[ $before == = ]]; then before=${COMP_WORDS[COMP_CWORD-2]}; fi\n"
         "  case $before in\n";
  for (const OptionInfo &O : Table) {
    if (O.Value.empty())
      continue;
    Out << "    " << O.Name;
    if (O.Short)
      Out << "|-" << O.Short;
    Out << ") ";
    if (const auto Words = choices(O); !Words.empty())
      Out << "COMPREPLY=($(compgen -W '" << join(Words, " ") << "' -- \"$word\")); return";
    else if (takesFile(O))
      Out << "COMPREPLY=($(compgen -f -- \"$word\")); return";
    else
      Out << "return";
    Out << " ;;\n";
  }
  Out << "  esac\n  case ${COMP_WORDS[1]-} in\n";
  for (const Subcommand &S : Subcommands)
    Out << "    " << S.Name << ") if ((COMP_CWORD > 1)); then COMPREPLY=($(compgen -W '" << S.Words
        << "' -- \"$word\")); " << (S.Name == "events" ? "COMPREPLY+=($(compgen -f -- \"$word\")); " : "")
        << "return; fi ;;\n";
  Out << "  esac\n"
         "  if [[ $word == -* ]]; then\n"
         "    COMPREPLY=($(compgen -W '";
  ListSeparator Space(" ");
  for (const OptionInfo &O : Table)
    Out << Space << spelled(O);
  Out << "' -- \"$word\"))\n  else\n    COMPREPLY=($(compgen -f -- \"$word\"))\n    ((COMP_CWORD == 1)) && "
         "COMPREPLY+=($(compgen -W '";
  ListSeparator Again(" ");
  for (const Subcommand &S : Subcommands)
    Out << Again << S.Name;
  Out << "' -- \"$word\"))\n  fi\n}\ncomplete -o filenames -F _summary_upgrade summary-upgrade\n";
}

/// For single quotes in zsh and fish.
std::string quoted(StringRef Text, bool Zsh) {
  std::string Result;
  for (const char C : Text) {
    if (C == '\'')
      Result += Zsh ? "'\\''" : "\\'";
    else if (Zsh && (C == '[' || C == ']' || C == ':'))
      Result += std::string("\\") + C;
    else
      Result += C;
  }
  return Result;
}

void zsh(raw_ostream &Out, ArrayRef<OptionInfo> Table) {
  Out << "#compdef summary-upgrade\n# made by `summary-upgrade completion zsh`\n_summary_upgrade() {\n  local -a "
         "subcommands=(\n";
  for (const Subcommand &S : Subcommands)
    Out << "    '" << S.Name << ":" << quoted(S.Help, true) << "'\n";
  Out << "  )\n  if ((CURRENT > 2)); then\n    case $words[2] in\n";
  for (const Subcommand &S : Subcommands)
    Out << "      " << S.Name << ") compadd -- " << S.Words << (S.Name == "events" ? "; _files" : "")
        << "; return ;;\n";
  Out << "    esac\n  fi\n  ((CURRENT == 2)) && _describe -t commands command subcommands\n  _arguments -s \\\n";
  for (const OptionInfo &O : Table)
    for (const std::string &Name : O.Short ? std::vector<std::string>{O.Name.str(), std::string("-") + O.Short}
                                           : std::vector<std::string>{O.Name.str()}) {
      const bool Long = StringRef(Name).starts_with("--");
      Out << "    '" << Name << (O.Value.empty() ? "" : Long ? "=" : "+") << "[" << quoted(O.Help, true) << "]";
      if (!O.Value.empty()) {
        Out << ":" << quoted(O.Value, true) << ":";
        if (const auto Words = choices(O); !Words.empty())
          Out << "(" << join(Words, " ") << ")";
        else if (takesFile(O))
          Out << "_files";
      }
      Out << "' \\\n";
    }
  Out << "    '*:path:_files'\n}\n_summary_upgrade \"$@\"\n";
}

void fish(raw_ostream &Out, ArrayRef<OptionInfo> Table) {
  Out << "# made by `summary-upgrade completion fish`\n";
  for (const Subcommand &S : Subcommands) {
    Out << "complete -c summary-upgrade -n __fish_use_subcommand -a " << S.Name << " -d '" << quoted(S.Help, false)
        << "'\n";
    if (!S.Words.empty())
      Out << "complete -c summary-upgrade -n '__fish_seen_subcommand_from " << S.Name << "' -a '" << S.Words << "'\n";
  }
  for (const OptionInfo &O : Table) {
    Out << "complete -c summary-upgrade -l " << O.Name.drop_front(2);
    if (O.Short)
      Out << " -s " << O.Short;
    if (!O.Value.empty())
      Out << (takesFile(O) ? " -r" : " -x");
    if (const auto Words = choices(O); !Words.empty())
      Out << " -a '" << join(Words, " ") << "'";
    Out << " -d '" << quoted(O.Help, false) << "'\n";
  }
}

std::string roff(StringRef Text) {
  std::string Result;
  for (const char C : Text)
    Result += C == '-' ? "\\-" : C == '\\' ? "\\e" : std::string(1, C);
  // A line that begins with a dot or quote would be a request.
  return StringRef(Result).starts_with(".") || StringRef(Result).starts_with("'") ? "\\&" + Result : Result;
}

void man(raw_ostream &Out, ArrayRef<OptionInfo> Table) {
  Out << ".TH SUMMARY\\-UPGRADE 1 \"\" \"summary\\-upgrade " << SUMMARY_UPGRADE_VERSION << "\"\n"
      << ".SH NAME\nsummary\\-upgrade \\- moves TensorFlow 1 summary code to TensorFlow 2\n"
      << ".SH SYNOPSIS\n.B summary\\-upgrade\n[\\fIOPTIONS\\fR] \\fIPATHS\\fR...\n.br\n";
  for (const Subcommand &S : Subcommands)
    Out << ".B summary\\-upgrade " << S.Name << "\n...\n.br\n";
  Out << ".SH DESCRIPTION\nRewrites files and the Python files of directories in place; \\- reads standard input and "
         "prints the result.\n"
         "A group of ops, merges, runs and writes that belong together is migrated whole or not at all; what is not "
         "safe\n"
         "is left as it is, with a finding that says where and why.\n.SH COMMANDS\n";
  for (const Subcommand &S : Subcommands)
    Out << ".TP\n.B " << S.Name << "\n" << roff(S.Help) << "\n";
  Out << ".SH OPTIONS\n";
  StringRef Group;
  for (const OptionInfo &O : Table) {
    if (O.Group != Group)
      Out << ".SS " << (Group = O.Group) << "\n";
    Out << ".TP\n.B ";
    if (O.Short)
      Out << "\\-" << O.Short << ", ";
    Out << roff(O.Name) << (O.Value.empty() ? "" : " \\fI" + roff(O.Value) + "\\fR") << "\n" << roff(O.Help) << "\n";
  }
  Out << ".SH SETTINGS\nThe nearest summary\\-upgrade.toml, or pyproject.toml with a table [tool.summary\\-upgrade], "
         "above what is named.\n";
  for (const config::Key &K : config::keys())
    Out << ".TP\n.B " << roff(K.Name) << "\n" << roff(K.Help) << "\n";
  Out << ".SH EXIT STATUS\n.TP\n0\nnothing is left to do\n.TP\n1\nfindings are left, or changes are pending under "
         "\\-\\-check or \\-\\-diff\n"
         ".TP\n2\nwrong usage, a file that cannot be read, parsed or written, or an internal error\n"
         ".SH ENVIRONMENT\n.TP\n.B NO_COLOR\nwhen it is set and not empty, no colours unless \\-\\-color=always\n";
}

} // namespace

int runGenerate(int Argc, char **Argv) {
  const StringRef What = Argv[1];
  const StringRef Shell = Argc > 2 ? Argv[2] : "";
  if (Argc > (What == "completion" ? 3 : 2) ||
      (What == "completion" && Shell != "bash" && Shell != "zsh" && Shell != "fish")) {
    errs() << "summary-upgrade: usage: summary-upgrade " << (What == "completion" ? "completion bash|zsh|fish" : What)
           << "\n";
    return ExitError;
  }
  const std::vector<OptionInfo> Table = optionTable();
  if (What == "schema")
    config::printSchema(outs());
  else if (What == "man")
    man(outs(), Table);
  else if (Shell == "bash")
    bash(outs(), Table);
  else if (Shell == "zsh")
    zsh(outs(), Table);
  else
    fish(outs(), Table);
  return ExitClean;
}

} // namespace summary_upgrade::tools
