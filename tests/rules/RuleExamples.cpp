// Every example of every rule page is a test: what the program makes of it, what it says about it, and that a
// second run changes nothing.
#ifdef SUMMARY_UPGRADE_HAS_CPP
#include "cpp/Project.h"
#include "cpp/clang/FrontEnd.h"
#endif
#include "migrate/Migrate.h"
#include "program/Project.h"
#include "rulebook/Example.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "gtest/gtest.h"
#include <cstdlib>
#include <map>
#include <ostream>
#include <set>

using namespace summary_upgrade;
using rulebook::Example;
using rulebook::ExampleFile;
using rulebook::ExampleKind;
using rulebook::ExampleLanguage;
using rulebook::Expectation;
using rulebook::Rule;
using rulebook::RuleBook;

namespace {

/// The files of an example, as if they were the only ones on a disk, all in one folder.
class ExampleFiles : public program::FileProvider {
public:
  explicit ExampleFiles(std::map<std::string, std::string> Bytes) : Bytes(std::move(Bytes)) {}

  llvm::Expected<text::SourceFile> read(llvm::StringRef Path) const override {
    const auto At = Bytes.find(llvm::sys::path::filename(Path).str());
    if (At == Bytes.end())
      return llvm::createStringError("no such file");
    return text::SourceFile::fromBytes(Path.str(), At->second);
  }
  bool exists(llvm::StringRef Path) const override { return Bytes.contains(llvm::sys::path::filename(Path).str()); }
  std::vector<std::string> pythonFiles(llvm::StringRef Directory, bool) const override {
    std::vector<std::string> Paths;
    for (const auto &[Name, Text] : Bytes) {
      llvm::SmallString<64> Path(Directory);
      llvm::sys::path::append(Path, Name);
      Paths.push_back(std::string(Path));
    }
    return Paths;
  }

private:
  std::map<std::string, std::string> Bytes;
};

/// A finding with its place in lines and columns.
struct Said {
  std::string File, Code, Message;
  text::Position At;
  uint32_t ByteColumn = 0; ///< 1-based
  bool Fixed = false;      ///< the use is gone after the run
  bool Notice = false;
};

struct Result {
  std::map<std::string, std::string> Files;
  std::vector<Said> Findings;
  std::vector<std::string> Problems;
  bool Changed = false;
};

/// A finding with its place, where `Find` gives the file.
template <typename FindFn> Said said(const Example &E, const report::Finding &F, FindFn Find) {
  Said S;
  S.File = llvm::sys::path::filename(F.Place.Path).str();
  S.Code = F.Code;
  S.Message = F.Message;
  if (const text::SourceFile *File = Find(F.Place.Path)) {
    S.At = File->position(F.Place.Where.Begin);
    S.ByteColumn = F.Place.Where.Begin - File->lineStart(File->lineOf(F.Place.Where.Begin)) + 1;
  }
  S.Notice = F.Level == report::Severity::Notice;
  S.Fixed = !S.Notice && (F.Fix == report::Applicability::Safe || (E.Unsafe && F.Fix == report::Applicability::Unsafe));
  return S;
}

void apply(const std::vector<text::FileEdits> &Edits, Result &R) {
  for (const text::FileEdits &File : Edits) {
    const std::string Name = llvm::sys::path::filename(File.Path).str();
    auto New = text::applyEdits(R.Files[Name], File.Edits);
    if (!New) {
      R.Problems.push_back(Name + ": " + llvm::toString(New.takeError()));
      continue;
    }
    R.Changed |= *New != R.Files[Name];
    R.Files[Name] = std::move(*New);
  }
}

#ifdef SUMMARY_UPGRADE_HAS_CPP
Result migrateCpp(const Example &E, const std::map<std::string, std::string> &Bytes) {
  Result R;
  R.Files = Bytes;
  cpp::ProjectOptions Options;
  Options.Folders = {"/example"};
  for (const ExampleFile &File : E.Files)
    if (!File.Outside)
      Options.Files.push_back("/example/" + File.Name);
  for (const auto &[Name, Text] : Bytes)
    Options.Texts["/example/" + Name] = Text;
  // `unsafe` is what --drop-wall-time is here.
  Options.Migrate.Plan.DropWallTime = E.Unsafe;
  const cpp::ProjectResult P = cpp::migrateProject(Options, [](llvm::ArrayRef<cpp::ParseRequest> Requests) {
    std::vector<llvm::Expected<cpp::Unit>> Units;
    for (const cpp::ParseRequest &Request : Requests)
      Units.push_back(cpp::parseUnit(Request));
    return Units;
  });
  for (const cpp::ProjectProblem &Problem : P.Problems)
    if (Problem.IsError)
      R.Problems.push_back(Problem.Path + ": " + Problem.Message);
  for (const report::Finding &F : P.M.Result.Findings)
    R.Findings.push_back(said(E, F, [&](const std::string &Path) {
      const auto At = P.Sources.find(Path);
      return At == P.Sources.end() ? nullptr : At->second.get();
    }));
  apply(P.M.Result.Edits, R);
  return R;
}
#endif

Result migrate(const Example &E, std::map<std::string, std::string> Bytes) {
#ifdef SUMMARY_UPGRADE_HAS_CPP
  if (E.Language == ExampleLanguage::Cpp) {
    // Parsing C++ takes a while, and tests ask for the same examples.
    std::set<std::string> Outside;
    for (const ExampleFile &File : E.Files)
      if (File.Outside)
        Outside.insert(File.Name);
    static std::map<std::tuple<bool, std::set<std::string>, std::map<std::string, std::string>>, Result> Known;
    const auto [At, New] = Known.try_emplace({E.Unsafe, Outside, Bytes});
    if (New)
      At->second = migrateCpp(E, Bytes);
    return At->second;
  }
#endif
  Result R;
  R.Files = Bytes;
  std::vector<std::string> Paths;
  for (const ExampleFile &File : E.Files)
    if (!File.Outside)
      Paths.push_back(File.Name);
  const ExampleFiles Disk(std::move(Bytes));
  const program::Project Project = program::Project::load(Paths, Disk);
  for (const program::FileProblem &P : Project.problems())
    R.Problems.push_back(P.Path + ": " + P.Message);

  migrate::Options Options;
  Options.UnsafeFixes = E.Unsafe;
  if (E.Target == "tf2" || E.Target == "compat")
    Options.To = E.Target == "tf2" ? migrate::Target::TF2 : migrate::Target::Compat;
  if (E.Tags == "exact" || E.Tags == "plain")
    Options.Tags = E.Tags == "exact" ? migrate::TagMode::Exact : migrate::TagMode::Plain;
  if (E.Strategy == "native" || E.Strategy == "bridge")
    Options.How = E.Strategy == "native" ? migrate::Strategy::Native : migrate::Strategy::Bridge;
  const program::Linker Linker(Project);
  const program::Program Program(Linker);
  const migrate::Migration Plan = migrate::migrate(Program, Options);

  for (const report::Finding &F : Plan.Findings)
    R.Findings.push_back(said(E, F, [&](const std::string &Path) -> const text::SourceFile * {
      for (const auto &M : Project.modules())
        if (M->File.path() == Path)
          return &M->File;
      return nullptr;
    }));
  apply(Plan.Edits, R);
  return R;
}

struct Case {
  const Rule *Owner = nullptr;
  Example What;
};

/// For GoogleTest's messages.
void PrintTo(const Case &C, std::ostream *Out) { *Out << C.Owner->File.str() << ":" << C.What.Line; }

/// A program without the C++ front end knows only Python.
bool isRunnable(const Example &E) {
#ifdef SUMMARY_UPGRADE_HAS_CPP
  return true;
#else
  return E.Language == ExampleLanguage::Python;
#endif
}

std::vector<Case> readCases() {
  std::vector<Case> Cases;
  std::vector<rulebook::PageProblem> Problems; // unit.rulebook reports them
  for (const Rule &R : RuleBook::get().all())
    for (Example &E : rulebook::parseExamples(R, RuleBook::get(), Problems))
      if (isRunnable(E))
        Cases.push_back({&R, std::move(E)});
  return Cases;
}

const std::vector<Case> &allCases() {
  static const std::vector<Case> Cases = readCases();
  return Cases;
}

bool blessing() { return std::getenv("SUMMARY_UPGRADE_BLESS") != nullptr; }

std::string pagePath(const Rule &R) { return std::string(SUMMARY_UPGRADE_RULES "/") + R.File.str(); }

std::string shown(const Said &S) {
  return S.File + ":" + std::to_string(S.At.Line) + ":" + std::to_string(S.At.Column) + ": " + S.Code + " " + S.Message;
}

class RuleExamples : public testing::TestWithParam<Case> {
protected:
  std::map<std::string, std::string> before() const {
    std::map<std::string, std::string> Bytes;
    for (const ExampleFile &File : GetParam().What.Files)
      Bytes[File.Name] = File.Before;
    return Bytes;
  }
};

/// Writes the results into the page.
void bless(const Rule &R, const Example &E, const Result &Now) {
  std::vector<std::pair<unsigned, std::string>> Afters;
  for (const ExampleFile &File : E.Files) {
    const std::string &Text = Now.Files.at(File.Name);
    if (!File.AfterLine || Text == File.After)
      continue;
    std::string Shown = Text;
    if (!File.AfterFrame.empty()) {
      const auto Frame = RuleBook::get().frame(File.AfterFrame, true);
      const auto Body = Frame ? rulebook::bodyOfFrame(*Frame, Text) : std::nullopt;
      ASSERT_TRUE(Body) << R.File.str() << ":" << File.AfterLine << ": the result does not fit the frame '"
                        << File.AfterFrame << "'; correct rules/frames/" << File.AfterFrame << ".after.py\n"
                        << Text;
      Shown = *Body;
    }
    Afters.emplace_back(File.AfterLine, Shown);
  }
  if (Afters.empty())
    return;
  // Examples of one page follow one another, and each may change the page's length: places are found again in
  // the page as it is now, by counting fences rather than lines.
  auto Page = llvm::MemoryBuffer::getFile(pagePath(R));
  ASSERT_TRUE(bool(Page)) << pagePath(R);
  const std::string Text = (*Page)->getBuffer().str();
  std::vector<rulebook::PageProblem> Problems;
  const Rule OnDisk = rulebook::parsePage(R.File, Text, Problems);
  const std::vector<Example> Compiled = rulebook::parseExamples(R, RuleBook::get(), Problems);
  const std::vector<Example> Current = rulebook::parseExamples(OnDisk, RuleBook::get(), Problems);
  ASSERT_EQ(Compiled.size(), Current.size()) << R.File.str() << " has changed since the program was built";
  for (auto &[Line, New] : Afters)
    for (size_t I = 0; I < Compiled.size(); ++I)
      for (size_t F = 0; F < Compiled[I].Files.size(); ++F)
        if (Compiled[I].Files[F].AfterLine == Line) {
          Line = Current[I].Files[F].AfterLine;
          I = Compiled.size() - 1;
          break;
        }
  std::error_code Error;
  llvm::raw_fd_ostream Out(pagePath(R), Error);
  ASSERT_FALSE(Error) << Error.message();
  Out << rulebook::withAfters(Text, Afters);
}

TEST_P(RuleExamples, ComesOutAsThePageSays) {
  const Rule &R = *GetParam().Owner;
  const Example &E = GetParam().What;
  const Result Now = migrate(E, before());
  const std::string Place = "rules/" + R.File.str() + ":" + std::to_string(E.Line);
  for (const std::string &Problem : Now.Problems)
    ADD_FAILURE() << Place << ": " << Problem;

  if (blessing()) {
    bless(R, E, Now);
  } else {
    for (const ExampleFile &File : E.Files)
      EXPECT_EQ(Now.Files.at(File.Name), File.After) << Place << ": " << File.Name;
  }

  // What is said: fixed uses need no expectation in an example that shows the fix, everything else does.
  std::vector<const Said *> Unexpected;
  for (const Said &S : Now.Findings)
    if (!(S.Fixed && E.Kind == ExampleKind::Rewrite))
      Unexpected.push_back(&S);
  for (const Expectation &X : E.Expected) {
    const auto Match = llvm::find_if(Unexpected, [&](const Said *S) {
      return S->File == X.File && S->Code == X.Code && S->At.Line == X.Line &&
             (X.Column == 0 || S->ByteColumn == X.Column) && llvm::StringRef(S->Message).contains(X.Text);
    });
    if (Match != Unexpected.end())
      Unexpected.erase(Match);
    else
      ADD_FAILURE() << Place << ": expected at " << X.File << ":" << X.Line << ":" << X.Column << ": " << X.Code << " "
                    << X.Text;
  }
  if (E.Kind == ExampleKind::Declined) {
    EXPECT_TRUE(llvm::any_of(Now.Findings, [&](const Said &S) { return S.Code == E.DeclinedCode && !S.Notice; }))
        << Place << ": nothing is declined with " << E.DeclinedCode;
    llvm::erase_if(Unexpected, [&](const Said *S) { return S->Code == E.DeclinedCode; });
  }
  for (const Said *S : Unexpected)
    ADD_FAILURE() << Place << ": unexpected: " << shown(*S);
  if (E.Kind != ExampleKind::Rewrite)
    EXPECT_FALSE(Now.Changed) << Place;
}

TEST_P(RuleExamples, ASecondRunChangesNothing) {
  const Result First = migrate(GetParam().What, before());
  const Result Second = migrate(GetParam().What, First.Files);
  EXPECT_EQ(Second.Files, First.Files);
  // What is migrated gives no reason to complain; a decline is said again.
  if (GetParam().What.Kind == ExampleKind::Rewrite)
    for (const Said &S : Second.Findings)
      EXPECT_TRUE(S.Notice) << "said about the result: " << shown(S);
  // The result is Python, too.
  EXPECT_EQ(Second.Problems, First.Problems);
}

INSTANTIATE_TEST_SUITE_P(Page, RuleExamples, testing::ValuesIn(allCases()),
                         [](const testing::TestParamInfo<Case> &Info) {
                           return Info.param.Owner->Code.str() + "_line" + std::to_string(Info.param.What.Line);
                         });

// A code without a page could not be explained; a page whose code no source speaks of is a promise that
// nobody keeps.
TEST(RulePages, BelongToTheCodesOfTheSources) {
  std::set<std::string> InSources, InBook;
  for (llvm::StringRef Folder : {"/lib/program", "/lib/lint", "/lib/migrate", "/lib/cpp", "/tools/summary-upgrade"}) {
    std::error_code Error;
    const std::string Root = SUMMARY_UPGRADE_ROOT + Folder.str();
    for (llvm::sys::fs::recursive_directory_iterator At(Root, Error), End; At != End && !Error; At.increment(Error)) {
      if (!llvm::StringRef(At->path()).ends_with(".cpp"))
        continue;
      auto Source = llvm::MemoryBuffer::getFile(At->path());
      ASSERT_TRUE(bool(Source)) << At->path();
      // Codes stand in string literals of their own: "SU214".
      for (llvm::StringRef Rest = (*Source)->getBuffer();;) {
        const size_t Found = Rest.find("\"SU");
        if (Found == llvm::StringRef::npos)
          break;
        llvm::StringRef Code = Rest.substr(Found + 1, 5);
        Rest = Rest.drop_front(Found + 3);
        if (Code.size() == 5 && llvm::all_of(Code.drop_front(2), llvm::isDigit) && Rest.substr(3, 1) == "\"")
          InSources.insert(Code.str());
      }
    }
    ASSERT_FALSE(Error) << Root << ": " << Error.message();
  }
  for (const Rule &R : RuleBook::get().all())
    InBook.insert(R.Code.str());
  EXPECT_EQ(InSources, InBook);
}

// A rule that never fires, or always does, is not tested.
TEST(RulePages, ShowWhereARuleFiresAndWhereItDoesNot) {
  if (blessing())
    GTEST_SKIP() << "a matter of the text of pages";
  std::map<llvm::StringRef, std::pair<bool, bool>> Seen; // fires, does not
  for (const Case &C : allCases()) {
    std::map<std::string, std::string> Bytes;
    for (const ExampleFile &File : C.What.Files)
      Bytes[File.Name] = File.Before;
    const Result R = migrate(C.What, Bytes);
    const bool Fires = llvm::any_of(R.Findings, [&](const Said &S) { return S.Code == C.Owner->Code; });
    auto &[Fired, Silent] = Seen[C.Owner->Code];
    Fired |= Fires;
    Silent |= !Fires;
  }
  for (const Rule &R : RuleBook::get().all()) {
    std::vector<rulebook::PageProblem> Problems;
    if (llvm::none_of(rulebook::parseExamples(R, RuleBook::get(), Problems), isRunnable))
      continue;
    EXPECT_TRUE(Seen[R.Code].first) << R.File.str() << ": no example has a finding of this code";
    EXPECT_TRUE(Seen[R.Code].second) << R.File.str() << ": every example has a finding of this code";
  }
}

} // namespace
