#include "report/GitLab.h"
#include "report/Fingerprint.h"
#include "llvm/Support/JSON.h"

namespace summary_upgrade::report {
namespace {

void entry(llvm::json::OStream &J, llvm::StringRef Check, llvm::StringRef Description, llvm::StringRef Fingerprint,
           llvm::StringRef Severity, llvm::StringRef Path, text::Position Start, text::Position End) {
  J.object([&] {
    J.attribute("description", llvm::json::fixUTF8(Description));
    J.attribute("check_name", llvm::json::fixUTF8(Check));
    J.attribute("fingerprint", Fingerprint);
    J.attribute("severity", Severity);
    J.attributeObject("location", [&] {
      J.attribute("path", llvm::json::fixUTF8(repositoryPath(Path)));
      J.attributeObject("positions", [&] {
        for (auto [Key, P] : {std::pair(llvm::StringRef("begin"), Start), std::pair(llvm::StringRef("end"), End)})
          J.attributeObject(Key, [&, P = P] {
            J.attribute("line", P.Line);
            J.attribute("column", P.Column);
          });
      });
    });
  });
}

} // namespace

void printGitLab(llvm::raw_ostream &Out, llvm::ArrayRef<Finding> Findings, const Context &C) {
  const std::vector<std::string> Prints = fingerprints(Findings, C.Files);
  llvm::json::OStream J(Out, 2);
  J.array([&] {
    for (const Problem &P : C.Problems) {
      // A fingerprint of its own kind: the message is part of it, there is no code line.
      Finding F;
      F.Code = P.Message;
      F.Place.Path = P.Path;
      const text::Position At = P.At.value_or(text::Position());
      entry(J, "unreadable-file", P.Message, fingerprints(F, C.Files)[0], P.IsError ? "critical" : "info", P.Path, At,
            At);
    }
    for (size_t I = 0; I < Findings.size(); ++I) {
      const Finding &F = Findings[I];
      text::Position Start, End;
      if (const text::SourceFile *File = C.Files(F.Place.Path)) {
        Start = File->diskPosition(F.Place.Where.Begin);
        End = File->diskPosition(F.Place.Where.End);
      }
      entry(J, F.Code, F.Code + ": " + F.Message, Prints[I], F.Level == Severity::Notice ? "info" : "minor",
            F.Place.Path, Start, End);
    }
  });
  Out << '\n';
}

} // namespace summary_upgrade::report
