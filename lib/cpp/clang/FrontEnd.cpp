#include "cpp/clang/FrontEnd.h"
#include "cpp/Embedded.h"
#include "cpp/clang/Collector.h"
#include "clang/Basic/Diagnostic.h"
#include "clang/Basic/FileManager.h"
#include "clang/Basic/Version.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendActions.h"
#include "clang/Lex/PPCallbacks.h"
#include "clang/Lex/Preprocessor.h"
#include "clang/Tooling/Tooling.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/VirtualFileSystem.h"

using namespace clang;
using llvm::StringRef;

namespace summary_upgrade::cpp {

std::string clangVersion() { return CLANG_VERSION_STRING; }

namespace {

constexpr StringRef Mount = "/.summary-upgrade";

/// The disk, with the headers we carry mounted at a place of their own. Every header of TensorFlow is the same one:
/// what a program includes tells nothing about which of its names it uses.
class CarriedFiles : public llvm::vfs::ProxyFileSystem {
public:
  using ProxyFileSystem::ProxyFileSystem;

  llvm::ErrorOr<llvm::vfs::Status> status(const llvm::Twine &Path) override {
    llvm::SmallString<256> Name;
    Path.toVector(Name);
    if (!StringRef(Name).starts_with(Mount))
      return ProxyFileSystem::status(Path);
    auto [Known, Text] = find(Name);
    if (!Known)
      return std::make_error_code(std::errc::no_such_file_or_directory);
    bool Directory = Text.data() == nullptr;
    return llvm::vfs::Status(
        Name, llvm::sys::fs::UniqueID(0x5355, llvm::hash_value(StringRef(Name))), llvm::sys::TimePoint<>(), 0, 0,
        Text.size(), Directory ? llvm::sys::fs::file_type::directory_file : llvm::sys::fs::file_type::regular_file,
        llvm::sys::fs::perms::all_read);
  }

  llvm::ErrorOr<std::unique_ptr<llvm::vfs::File>> openFileForRead(const llvm::Twine &Path) override {
    llvm::SmallString<256> Name;
    Path.toVector(Name);
    if (!StringRef(Name).starts_with(Mount))
      return ProxyFileSystem::openFileForRead(Path);
    auto [Known, Text] = find(Name);
    auto Status = status(Path);
    if (!Known || Text.data() == nullptr || !Status)
      return std::make_error_code(std::errc::no_such_file_or_directory);
    return std::unique_ptr<llvm::vfs::File>(new CarriedFile(*Status, Text));
  }

private:
  class CarriedFile : public llvm::vfs::File {
  public:
    CarriedFile(llvm::vfs::Status S, StringRef Text) : S(std::move(S)), Text(Text) {}
    llvm::ErrorOr<llvm::vfs::Status> status() override { return S; }
    llvm::ErrorOr<std::unique_ptr<llvm::MemoryBuffer>> getBuffer(const llvm::Twine &Name, int64_t, bool,
                                                                 bool) override {
      return llvm::MemoryBuffer::getMemBufferCopy(Text, Name);
    }
    std::error_code close() override { return {}; }

  private:
    llvm::vfs::Status S;
    StringRef Text;
  };

  /// Whether there is such a thing; a directory has no text.
  static std::pair<bool, StringRef> find(StringRef Path) {
    Path.consume_front(Mount);
    while (Path.consume_front("/"))
      ;
    auto [Kind, Rest] = Path.split('/');
    llvm::ArrayRef<EmbeddedHeader> Headers;
    if (Kind == "compiler") {
      if (Rest.empty() || Rest == "include")
        return {true, {}};
      if (!Rest.consume_front("include/"))
        return {false, {}};
      Headers = compilerHeaders();
    } else if (Kind == "runtime") {
      Headers = runtimeHeaders();
    } else if (Kind == "stubs") {
      Headers = stubHeaders();
    } else {
      return {Kind.empty(), {}};
    }
    for (const EmbeddedHeader &H : Headers)
      if (H.Path == Rest)
        return {true, H.Text};
    if (Kind == "stubs" && (Rest.starts_with("tensorflow/") || Rest.starts_with("tsl/")) && Rest.ends_with(".h"))
      return {true, "#include <summary_upgrade_stubs.h>\n"};
    bool Directory = Kind == "stubs" ? Rest.empty() || Rest.starts_with("tensorflow") || Rest.starts_with("tsl")
                                     : Rest.empty() || llvm::any_of(Headers, [&](const EmbeddedHeader &H) {
                                         return H.Path.starts_with((Rest + "/").str());
                                       });
    return {Directory && !Rest.ends_with(".h"), {}};
  }
};

class Errors : public DiagnosticConsumer {
public:
  Errors(Unit &U) : U(U) {}
  void HandleDiagnostic(DiagnosticsEngine::Level Level, const Diagnostic &Info) override {
    DiagnosticConsumer::HandleDiagnostic(Level, Info);
    if (Level < DiagnosticsEngine::Error)
      return;
    llvm::SmallString<128> Text;
    Info.FormatDiagnostic(Text);
    Span Where;
    if (At && Info.hasSourceManager() && Info.getLocation().isValid()) {
      SourceLocation L = Info.getSourceManager().getExpansionLoc(Info.getLocation());
      Where = At->chars(L, L);
    }
    if (Where.valid())
      U.Errors.push_back({Where, Text.str().str()});
    else {
      ++U.OtherErrors;
      U.LastOther = Text.str().str();
    }
    if (First.empty())
      First = Text.str().str();
  }
  Places *At = nullptr;
  std::string First;

private:
  Unit &U;
};

class Directives : public PPCallbacks {
public:
  Directives(CompilerInstance &CI, Places &At, Unit &U) : CI(CI), At(At), U(U) {}
  void InclusionDirective(SourceLocation Hash, const Token &, StringRef Name, bool, CharSourceRange Range,
                          OptionalFileEntryRef File, StringRef, StringRef, const Module *, bool,
                          SrcMgr::CharacteristicKind) override {
    if (Hash.isMacroID() || !Range.isValid())
      return;
    if (Span S = At.chars(Hash, Range.getEnd()); S.valid())
      U.Includes.push_back({S, Name.str(), File.has_value()});
  }
  void SourceRangeSkipped(SourceRange Range, SourceLocation EndIf) override {
    if (Span S = At.chars(Range.getBegin(), EndIf); S.valid())
      U.Skipped.push_back(S);
  }
  void MacroDefined(const Token &Name, const MacroDirective *Directive) override {
    const MacroInfo *Info = Directive->getMacroInfo();
    bool Names = llvm::any_of(Info->tokens(), [&](const Token &T) {
      const IdentifierInfo *Id = T.getIdentifierInfo();
      return Id && (Id->getName() == "EventsWriter" || Id->getName() == "WriteEvent");
    });
    if (!Names)
      return;
    SourceLocation Begin = Name.getLocation();
    SourceLocation End =
        Lexer::getLocForEndOfToken(Info->getDefinitionEndLoc(), 0, CI.getSourceManager(), CI.getLangOpts());
    if (Span S = At.chars(Begin, End); S.valid())
      U.MacroBodies.push_back(S);
  }

private:
  CompilerInstance &CI;
  Places &At;
  Unit &U;
};

class Action : public ASTFrontendAction {
public:
  Action(const ParseRequest &Request, Errors &Diagnostics, Unit &U)
      : Request(Request), Diagnostics(Diagnostics), U(U) {}
  std::unique_ptr<ASTConsumer> CreateASTConsumer(CompilerInstance &CI, StringRef) override {
    // A header that is not found must not end the analysis of everything else.
    CI.getDiagnostics().setFatalsAsError(true);
    CI.getFrontendOpts().SkipFunctionBodies = true;
    At = std::make_unique<Places>(CI.getSourceManager(), CI.getLangOpts(), Request.Roots, U);
    Diagnostics.At = At.get();
    CI.getPreprocessor().addPPCallbacks(std::make_unique<Directives>(CI, *At, U));
    return std::make_unique<Consumer>(*this);
  }

private:
  struct Consumer : ASTConsumer {
    explicit Consumer(Action &A) : A(A) {}
    void HandleTranslationUnit(ASTContext &Context) override { collect(Context, *A.At, A.U); }
    /// What happens in other people's functions does not matter; what their templates make of our types does, once it
    /// is about errors.
    bool shouldSkipFunctionBody(clang::Decl *D) override {
      if (!D || D->getLocation().isInvalid() || A.At->inProject(D->getLocation()))
        return false;
      return !A.Request.Templates || !(D->isTemplated() || D->getDescribedTemplate());
    }
    Action &A;
  };
  const ParseRequest &Request;
  Errors &Diagnostics;
  Unit &U;
  std::unique_ptr<Places> At;
};

/// Where Clang's own headers are: on the machine, or carried. An installed set is complete (vector instructions).
std::string resourceDirectory() {
  llvm::SmallVector<std::string, 2> Candidates;
  static int Anchor;
  llvm::SmallString<256> Beside(
      llvm::sys::path::parent_path(llvm::sys::path::parent_path(llvm::sys::fs::getMainExecutable(nullptr, &Anchor))));
  llvm::sys::path::append(Beside, "lib", "clang", std::to_string(CLANG_VERSION_MAJOR));
  Candidates.push_back(Beside.str().str());
  Candidates.push_back(SUMMARY_UPGRADE_CLANG_RESOURCES);
  for (const std::string &C : Candidates)
    if (llvm::sys::fs::exists(C + "/include/stddef.h"))
      return C;
  return (Mount + "/compiler").str();
}

} // namespace

llvm::Expected<Unit> parseUnit(const ParseRequest &Request) {
  Unit U;
  U.Main = Request.Main;
  llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> Real = llvm::vfs::createPhysicalFileSystem();
  if (!Request.Directory.empty())
    if (std::error_code Error = Real->setCurrentWorkingDirectory(Request.Directory))
      return llvm::createStringError(Error, "%s", Request.Directory.c_str());
  llvm::IntrusiveRefCntPtr<llvm::vfs::OverlayFileSystem> Overlay(
      new llvm::vfs::OverlayFileSystem(new CarriedFiles(Real)));
  if (!Request.Overlay.empty()) {
    llvm::IntrusiveRefCntPtr<llvm::vfs::InMemoryFileSystem> Memory(new llvm::vfs::InMemoryFileSystem);
    if (!Request.Directory.empty())
      Memory->setCurrentWorkingDirectory(Request.Directory);
    for (auto &[Path, Text] : Request.Overlay)
      Memory->addFile(Path, 0, llvm::MemoryBuffer::getMemBufferCopy(Text));
    Overlay->pushOverlay(Memory);
  }
  llvm::IntrusiveRefCntPtr<FileManager> Files(new FileManager(FileSystemOptions{Request.Directory}, Overlay));

  std::vector<std::string> Args = {"clang++",
                                   "-fsyntax-only",
                                   "-w",
                                   "-fno-caret-diagnostics",
                                   "-ferror-limit=0",
                                   "-resource-dir=" + resourceDirectory()};
  Args.insert(Args.end(), Request.Args.begin(), Request.Args.end());
  Args.push_back(("-idirafter" + Mount + "/runtime").str());
  if (Request.Stubs)
    Args.push_back(("-idirafter" + Mount + "/stubs").str());
  Args.push_back(Request.Main);
  Errors Diagnostics(U);
  tooling::ToolInvocation Invocation(Args, std::make_unique<Action>(Request, Diagnostics, U), Files.get());
  Invocation.setDiagnosticConsumer(&Diagnostics);
  bool Good = Invocation.run();
  if (!Good && U.Files.empty())
    return llvm::createStringError("%s", Diagnostics.First.empty() ? "the compiler's command line is not understood"
                                                                   : Diagnostics.First.c_str());
  Diagnostics.At = nullptr;
  return U;
}

} // namespace summary_upgrade::cpp
