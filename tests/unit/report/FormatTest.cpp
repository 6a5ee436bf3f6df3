#include "report/Concise.h"
#include "report/Full.h"
#include "report/Json.h"
#include "llvm/Support/JSON.h"
#include "gtest/gtest.h"
#include <map>

using namespace summary_upgrade;
using namespace summary_upgrade::report;

namespace {

/// Findings over files in memory.
class Formats : public testing::Test {
protected:
  void addFile(const std::string &Path, const std::string &Bytes) {
    auto File = text::SourceFile::fromBytes(Path, Bytes);
    ASSERT_TRUE(bool(File)) << llvm::toString(File.takeError());
    Files.emplace(Path, std::move(*File));
  }
  /// The place of the first `Text` in a file.
  Location at(const std::string &Path, llvm::StringRef Text, std::string Label = "") {
    const auto Begin = static_cast<uint32_t>(Files.at(Path).bytes().find(Text));
    return {Path, {Begin, Begin + static_cast<uint32_t>(Text.size())}, std::move(Label)};
  }
  Finding finding(Location Place) {
    Finding F;
    F.Code = "SU214";
    F.Message = "the step of this write is only known after the run that writes it";
    F.Place = std::move(Place);
    return F;
  }
  auto lookup() {
    return [this](llvm::StringRef Path) -> const text::SourceFile * {
      const auto At = Files.find(Path.str());
      return At == Files.end() ? nullptr : &At->second;
    };
  }
  std::string full(const Finding &F, bool Color = false) {
    std::string Text;
    llvm::raw_string_ostream Out(Text);
    printFull(Out, F, lookup(), Color);
    return Text;
  }
  std::string concise(const Finding &F, bool Color = false) {
    std::string Text;
    llvm::raw_string_ostream Out(Text);
    printConcise(Out, F, lookup(), Color);
    return Text;
  }
  std::map<std::string, text::SourceFile> Files;
};

} // namespace

TEST_F(Formats, FullShowsTheLineTheLabelRelatedPlacesAndHelp) {
  addFile("train.py", "s, step = sess.run([merged, gs])\nif s:\n    writer.add_summary(s, step)\n");
  Finding F = finding(at("train.py", "step)", "fetched by the run"));
  --F.Place.Where.End;
  F.Related.push_back(at("train.py", "sess.run", "the run"));
  F.Help = "keep the value and write it from the host";
  EXPECT_EQ(full(F), "train.py:3:27: SU214 the step of this write is only known after the run that writes it\n"
                     "   |\n"
                     " 3 |     writer.add_summary(s, step)\n"
                     "   |                           ^^^^ fetched by the run\n"
                     "  ::: train.py:1:11\n"
                     "   |\n"
                     " 1 | s, step = sess.run([merged, gs])\n"
                     "   |           -------- the run\n"
                     "   = help: keep the value and write it from the host\n"
                     "\n");
}

TEST_F(Formats, TheGutterFitsTheLargestLineNumber) {
  addFile("a.py", std::string(999, '\n') + "here\n");
  EXPECT_EQ(full(finding(at("a.py", "here"))),
            "a.py:1000:1: SU214 the step of this write is only known after the run that writes it\n"
            "     |\n"
            "1000 | here\n"
            "     | ^^^^\n"
            "\n");
}

TEST_F(Formats, TheHeadlineSaysWhatKindOfFixThereIs) {
  addFile("a.py", "here\n");
  struct {
    Applicability Fix;
    Severity Level;
    llvm::StringRef Expected;
  } Cases[] = {
      {Applicability::None, Severity::Warning, "a.py:1:1: SU214 m\n"},
      {Applicability::Safe, Severity::Warning, "a.py:1:1: SU214 [safe] m\n"},
      {Applicability::Unsafe, Severity::Warning, "a.py:1:1: SU214 [unsafe] m\n"},
      {Applicability::DisplayOnly, Severity::Warning, "a.py:1:1: SU214 [display-only] m\n"},
      {Applicability::Safe, Severity::Notice, "a.py:1:1: SU214 [notice] m\n"},
  };
  for (const auto &Case : Cases) {
    Finding F = finding(at("a.py", "here"));
    F.Message = "m";
    F.Fix = Case.Fix;
    F.Level = Case.Level;
    EXPECT_EQ(concise(F), Case.Expected);
  }
}

// Each line: source, the text the finding is about, and the two lines of the excerpt.
TEST_F(Formats, TheCaretStandsUnderItsPlace) {
  struct {
    std::string Source;
    llvm::StringRef Place;
    std::string Code, Mark;
  } Cases[] = {
      {"\tx = f(y)\n", "f(y)", " x = f(y)", "     ^^^^"},                 // a tab is one column
      {"s = 'äöü'; f()\n", "f()", "s = 'äöü'; f()", "           ^^^"},    // two bytes, one column
      {"s = '日本'; f()\n", "f()", "s = '日本'; f()", "            ^^^"}, // three bytes, two columns
      {"f(a,\r\n  b)\r\n", "f(a,\r\n  b)", "f(a,", "^^^^"},               // over two lines
      {"\xEF\xBB\xBF"
       "f()\n",
       "f()", "f()", "^^^"},                                                           // byte order mark
      {"# coding: latin-1\ns = '\xE4'; f()\n", "f()", "s = 'ä'; f()", "         ^^^"}, // not UTF-8
      {"x\n", "", "x", "^"},                                                           // empty place
      {"# coding: utf-8\n\ff()\n", "f()", " f()", " ^^^"},                             // form feed
  };
  for (const auto &Case : Cases) {
    Files.clear();
    addFile("a.py", Case.Source);
    const std::string Text = full(finding(at("a.py", Case.Place)));
    EXPECT_NE(Text.find(" | " + Case.Code + "\n   | " + Case.Mark + "\n"), std::string::npos) << Text;
  }
}

TEST_F(Formats, LongLinesAreCutAroundThePlace) {
  addFile("a.py", std::string(300, 'x') + "here" + std::string(300, 'y') + "\n");
  EXPECT_EQ(full(finding(at("a.py", "here"))),
            "a.py:1:301: SU214 the step of this write is only known after the run that writes it\n"
            "   |\n"
            " 1 | …" +
                std::string(40, 'x') + "here" + std::string(75, 'y') + "…\n" + "   |  " + std::string(40, ' ') +
                "^^^^\n\n");
}

TEST_F(Formats, AFileThatCouldNotBeReadHasNoExcerpt) {
  Finding F = finding({"gone.py", {3, 4}, ""});
  F.Related.push_back({"other.py", {}, "wanted by this"});
  EXPECT_EQ(full(F), "gone.py: SU214 the step of this write is only known after the run that writes it\n"
                     "  ::: other.py: wanted by this\n"
                     "\n");
}

TEST_F(Formats, ColorIsAddedOnRequestOnly) {
  addFile("a.py", "here\n");
  const Finding F = finding(at("a.py", "here", "label"));
  EXPECT_EQ(full(F).find('\x1b'), std::string::npos);
  const std::string Colored = full(F, true);
  std::string Stripped;
  for (size_t I = 0; I < Colored.size(); ++I) {
    if (Colored[I] == '\x1b')
      I = Colored.find('m', I);
    else
      Stripped += Colored[I];
  }
  EXPECT_NE(Colored, Stripped);
  EXPECT_EQ(Stripped, full(F));
}

TEST_F(Formats, JsonHoldsEverything) {
  addFile("a.py", "s = 'ä'; here\n");
  Finding F = finding(at("a.py", "here", "label"));
  F.Fix = Applicability::Unsafe;
  F.Related.push_back({"g\xFFne.py", {}, "why"});
  F.Component = 3;
  std::string Text;
  llvm::raw_string_ostream Out(Text);
  const std::vector<text::FileEdits> Edits = {{"a.py", {{{0, 1}, "t"}, {{1, 1}, "ö"}}}, {"gone.py", {{{0, 0}, "x"}}}};
  // A context borrows what it calls.
  const auto Files = lookup();
  const auto Rule = [](llvm::StringRef) { return RuleText(); };
  const auto FixOf = [&](const Finding &) { return llvm::ArrayRef(Edits); };
  const Context C{Files, "1", Rule, FixOf, {}};
  Finding Again = F;
  Again.Message = "again";
  printJson(Out, {F, finding(at("a.py", "s")), Again}, C);
  auto Parsed = llvm::json::parse(Text);
  ASSERT_TRUE(bool(Parsed)) << llvm::toString(Parsed.takeError());
  auto Expected = llvm::json::parse(R"([
    {"code": "SU214", "message": "the step of this write is only known after the run that writes it",
     "severity": "warning", "applicability": "unsafe", "path": "a.py",
     "range": {"start": {"line": 1, "column": 10}, "end": {"line": 1, "column": 14}}, "label": "label",
     "related": [{"path": "g\uFFFDne.py", "range": null, "label": "why"}], "help": null, "component": 3,
     "fix": {"edits": [{"path": "a.py", "range": {"start": {"line": 1, "column": 1}, "end": {"line": 1, "column": 2}}, "text": "t"},
                       {"path": "a.py", "range": {"start": {"line": 1, "column": 2}, "end": {"line": 1, "column": 2}}, "text": "ö"}]}},
    {"code": "SU214", "message": "the step of this write is only known after the run that writes it",
     "severity": "warning", "applicability": "none", "path": "a.py",
     "range": {"start": {"line": 1, "column": 1}, "end": {"line": 1, "column": 2}}, "label": "",
     "related": [], "help": null, "component": null, "fix": null},
    {"code": "SU214", "message": "again",
     "severity": "warning", "applicability": "unsafe", "path": "a.py",
     "range": {"start": {"line": 1, "column": 10}, "end": {"line": 1, "column": 14}}, "label": "label",
     "related": [{"path": "g\uFFFDne.py", "range": null, "label": "why"}], "help": null, "component": 3, "fix": null}])");
  ASSERT_TRUE(bool(Expected)) << llvm::toString(Expected.takeError());
  EXPECT_EQ(*Parsed, *Expected);
}

TEST_F(Formats, NoFindingsAreAnEmptyArray) {
  std::string Text;
  llvm::raw_string_ostream Out(Text);
  const auto Files = lookup();
  const auto Rule = [](llvm::StringRef) { return RuleText(); };
  const auto FixOf = [](const Finding &) { return llvm::ArrayRef<text::FileEdits>(); };
  const Context C{Files, "1", Rule, FixOf, {}};
  printJson(Out, {}, C);
  EXPECT_EQ(Text, "[]\n");
}
