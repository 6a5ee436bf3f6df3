#include "report/JUnit.h"
#include "text/UnifiedDiff.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/Support/JSON.h"
#include <map>
#include <set>

namespace summary_upgrade::report {
namespace {

/// Text of an element or an attribute; what XML 1.0 cannot hold becomes U+FFFD.
std::string escaped(llvm::StringRef Text) {
  std::string Result;
  for (const char C : llvm::json::fixUTF8(Text)) {
    if (C == '&')
      Result += "&amp;";
    else if (C == '<')
      Result += "&lt;";
    else if (C == '>')
      Result += "&gt;";
    else if (C == '"')
      Result += "&quot;";
    else if (C == '\n' || C == '\t')
      Result += C == '\n' ? "&#10;" : "&#9;";
    else if (static_cast<unsigned char>(C) < 0x20)
      Result += "\xEF\xBF\xBD";
    else
      Result += C;
  }
  return Result;
}

struct Case {
  enum Kind : uint8_t { Passed, Failed, Error } What = Passed;
  std::string Name, Type, Message, Text;
  unsigned Line = 0;
};

/// The change of the finding's component.
std::string patch(const Finding &F, const Context &C) {
  std::string Text;
  for (const text::FileEdits &Changes : C.FixOf(F))
    if (const text::SourceFile *File = C.Files(Changes.Path)) {
      auto New = text::applyEdits(File->bytes(), Changes.Edits);
      if (New)
        Text += toUTF8(text::unifiedDiff(Changes.Path, Changes.Path, File->bytes(), *New), File->encoding());
      else
        llvm::consumeError(New.takeError());
    }
  return Text;
}

} // namespace

void printJUnit(llvm::raw_ostream &Out, llvm::ArrayRef<Finding> Findings, const Context &C) {
  std::map<std::string, std::vector<Case>> Suites;
  for (const Problem &P : C.Problems)
    Suites[repositoryPath(P.Path).str()].push_back({P.IsError ? Case::Error : Case::Passed, "read", "unreadable-file",
                                                    P.Message, P.Message, P.At ? P.At->Line : 0});
  std::set<uint32_t> Told; // components whose change is written: once is enough
  for (const Finding &F : Findings) {
    Case New;
    New.What = F.Level == Severity::Notice ? Case::Passed : Case::Failed;
    const std::string Place = placeText(F.Place, C.Files);
    New.Name = F.Code + llvm::StringRef(Place).drop_front(F.Place.Path.size()).str();
    New.Type = F.Code;
    New.Message = F.Message;
    New.Text = repositoryPath(Place).str() + ": " + F.Message + (F.Help.empty() ? "" : "\nhelp: " + F.Help);
    if (F.Fix != Applicability::None && F.Component && Told.insert(*F.Component).second)
      New.Text += "\nfix (" + applicabilityName(F.Fix).str() + "):\n" + patch(F, C);
    if (const text::SourceFile *File = C.Files(F.Place.Path))
      New.Line = File->diskPosition(F.Place.Where.Begin).Line;
    Suites[repositoryPath(F.Place.Path).str()].push_back(std::move(New));
  }
  if (Suites.empty())
    Suites["summary-upgrade"].push_back({Case::Passed, "nothing to do", "", "", "", 0});
  auto count = [](llvm::ArrayRef<Case> Cases, Case::Kind Kind) {
    return llvm::count_if(Cases, [&](const Case &C) { return C.What == Kind; });
  };
  size_t Tests = 0, Failures = 0, Errors = 0;
  for (const auto &[Path, Cases] : Suites) {
    Tests += Cases.size();
    Failures += count(Cases, Case::Failed);
    Errors += count(Cases, Case::Error);
  }
  Out << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      << "<testsuites name=\"summary-upgrade\" tests=\"" << Tests << "\" failures=\"" << Failures << "\" errors=\""
      << Errors << "\">\n";
  for (const auto &[Path, Cases] : Suites) {
    llvm::StringRef Class = Path;
    Class.consume_back(".py");
    Out << "  <testsuite name=\"" << escaped(Path) << "\" tests=\"" << Cases.size() << "\" failures=\""
        << count(Cases, Case::Failed) << "\" errors=\"" << count(Cases, Case::Error) << "\">\n";
    for (const Case &One : Cases) {
      Out << "    <testcase name=\"" << escaped(One.Name) << "\" classname=\"" << escaped(Class) << "\" file=\""
          << escaped(Path) << '"';
      if (One.Line)
        Out << " line=\"" << One.Line << '"';
      if (One.Type.empty()) {
        Out << "/>\n";
        continue;
      }
      Out << ">\n";
      if (One.What == Case::Passed)
        Out << "      <system-out>" << escaped(One.Text) << "</system-out>\n";
      else
        Out << "      <" << (One.What == Case::Failed ? "failure" : "error") << " type=\"" << escaped(One.Type)
            << "\" message=\"" << escaped(One.Message) << "\">" << escaped(One.Text) << "</"
            << (One.What == Case::Failed ? "failure" : "error") << ">\n";
      Out << "    </testcase>\n";
    }
    Out << "  </testsuite>\n";
  }
  Out << "</testsuites>\n";
}

} // namespace summary_upgrade::report
