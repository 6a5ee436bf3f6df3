#include "report/GitHub.h"

namespace summary_upgrade::report {
namespace {

/// A command ends with its line; properties also end at commas and colons.
std::string escaped(llvm::StringRef Text, bool IsProperty) {
  std::string Result;
  for (const char C : Text) {
    if (C == '%')
      Result += "%25";
    else if (C == '\n')
      Result += "%0A";
    else if (C == '\r')
      Result += "%0D";
    else if (IsProperty && C == ':')
      Result += "%3A";
    else if (IsProperty && C == ',')
      Result += "%2C";
    else
      Result += C;
  }
  return Result;
}

} // namespace

void printGitHub(llvm::raw_ostream &Out, llvm::ArrayRef<Finding> Findings, const Context &C) {
  for (const Problem &P : C.Problems) {
    Out << (P.IsError ? "::error" : "::notice")
        << " title=summary-upgrade,file=" << escaped(repositoryPath(P.Path), true);
    if (P.At)
      Out << ",line=" << P.At->Line << ",col=" << P.At->Column;
    Out << "::" << escaped(P.Message, false) << '\n';
  }
  for (const Finding &F : Findings) {
    const std::string Name = C.Rule(F.Code).Name;
    Out << (F.Level == Severity::Notice ? "::notice" : "::warning")
        << " title=" << escaped(Name.empty() ? F.Code : F.Code + " " + Name, true)
        << ",file=" << escaped(repositoryPath(F.Place.Path), true);
    if (const text::SourceFile *File = C.Files(F.Place.Path)) {
      const text::Position Start = File->diskPosition(F.Place.Where.Begin), End = File->diskPosition(F.Place.Where.End);
      Out << ",line=" << Start.Line << ",endLine=" << End.Line;
      // Columns over several lines are refused by the service.
      if (Start.Line == End.Line && !File->isNotebook())
        Out << ",col=" << Start.Column << ",endColumn=" << End.Column;
    }
    std::string Text = repositoryPath(placeText(F.Place, C.Files)).str() + ": " + F.Code + " " + F.Message;
    if (!F.Help.empty())
      Text += "\nhelp: " + F.Help;
    Out << "::" << escaped(Text, false) << '\n';
  }
}

} // namespace summary_upgrade::report
