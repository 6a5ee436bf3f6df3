#include "Interactive.h"
#include "report/Color.h"
#include "rulebook/RuleBook.h"
#include "text/Interrupt.h"
#include "text/UnifiedDiff.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/ScopeExit.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"
#include <fcntl.h>
#include <unistd.h>

using namespace llvm;

namespace summary_upgrade::tools {

namespace {

constexpr StringRef Help = "y - migrate this\n"
                           "n - leave this as it is\n"
                           "a - migrate this and all that follow\n"
                           "q - leave this and all that follow; what was said yes to is written\n"
                           "e - explain: what belongs together here, how it is migrated, and what the rules do\n"
                           "? - show this\n"
                           "Nothing is written before the last answer; Ctrl-C leaves every file as it is.\n";

/// Control characters of a file must not reach the terminal.
void printLine(raw_ostream &Out, StringRef Line) {
  for (char C : Line)
    if (C == '\t' || static_cast<unsigned char>(C) >= 0x20)
      Out << (C == 0x7f ? '?' : C);
    else if (C != '\r')
      Out << '?';
}

void printPatch(raw_ostream &Out, StringRef Patch, bool Color) {
  while (!Patch.empty()) {
    auto [Line, Rest] = Patch.split('\n');
    Patch = Rest;
    const bool Head = Line.starts_with("--- ") || Line.starts_with("+++ ");
    report::Style Style(Color && !Line.starts_with(" "), Head                     ? "1"
                                                         : Line.starts_with("@@") ? "36"
                                                         : Line.starts_with("+")  ? "32"
                                                                                  : "31");
    Out << Style.on();
    printLine(Out, Line);
    Out << Style.off() << "\n";
  }
}

void printText(raw_ostream &Out, StringRef Text) {
  while (!Text.empty()) {
    auto [Line, Rest] = Text.split('\n');
    Text = Rest;
    printLine(Out, Line);
    Out << "\n";
  }
}

} // namespace

Question questionAbout(const migrate::Migration &M, const migrate::ComponentFiles &Files, report::FileLookup Lookup,
                       std::function<std::string()> Parts) {
  Question Q;
  Q.Files = Files.Paths;
  const migrate::ComponentResult &C = M.Components[Files.Component];
  Q.Title = C.IsLint
                ? C.Code + " " + C.Reason
                : std::to_string(C.Uses) + (C.Uses == 1 ? " use, " : " uses, ") + (C.Bridged ? "bridged" : "native");
  for (const text::FileEdits &E : Files.Edits)
    if (const text::SourceFile *File = Lookup(E.Path))
      if (auto New = text::applyEdits(File->bytes(), E.Edits))
        Q.Patch += text::unifiedDiff(E.Path, E.Path, File->bytes(), *New);
      else
        consumeError(New.takeError());
  std::set<std::string> Codes;
  for (const report::Finding &F : M.Findings)
    if (F.Component == Files.Component)
      Codes.insert(F.Code);
  Q.Explain = [Codes, Parts = std::move(Parts)] {
    std::string Text = Parts();
    for (const std::string &Code : Codes)
      if (const rulebook::Rule *R = rulebook::RuleBook::get().find(Code))
        Text += (Code + " " + R->Name + "\n  " + StringRef(rulebook::section(*R, "What it does")).trim() + "\n").str();
    return Text;
  };
  return Q;
}

void Dialogue::Closer::operator()(int *FD) const {
  ::close(*FD);
  delete FD;
}

Expected<Dialogue> Dialogue::open(bool Color) {
  Dialogue D;
  const int FD = ::open("/dev/tty", O_RDWR | O_CLOEXEC);
  if (FD < 0)
    return createStringError("`--interactive` wants a terminal to ask at, and there is none");
  D.Terminal.reset(new int(FD));
  D.Color = Color;
  return D;
}

/// Nothing at the end of the input, or after an interrupt.
std::optional<std::string> Dialogue::readLine() {
  std::string Line;
  for (;;) {
    char C = 0;
    const ssize_t Got = text::interrupted() ? 0 : ::read(*Terminal, &C, 1);
    if (Got < 0 && errno == EINTR)
      continue;
    if (Got <= 0)
      return std::nullopt;
    if (C == '\n')
      return Line;
    Line += C;
  }
}

bool Dialogue::ask(const Question &Q, uint32_t Number, uint32_t Count) {
  if (All || Quit || text::interrupted())
    return All && !text::interrupted();
  raw_fd_ostream Out(*Terminal, /*shouldClose=*/false);
  // A terminal that is gone does not answer either.
  auto Forgive = make_scope_exit([&] {
    Out.flush();
    Out.clear_error();
  });
  report::Style Bold(Color, "1");
  Out << Bold.on() << "component " << Number << " of " << Count << ": " << Q.Title << Bold.off() << "\n";
  printPatch(Out, Q.Patch, Color);
  for (;;) {
    Out << Bold.on() << "Migrate this in " << join(Q.Files, ", ") << " [y,n,a,q,e,?]? " << Bold.off();
    Out.flush();
    const std::optional<std::string> Line = readLine();
    if (!Line) {
      Out << "\n";
      Quit = true;
      return false;
    }
    const std::string Answer = StringRef(*Line).trim().lower();
    if (Answer == "y" || Answer == "yes")
      return true;
    if (Answer == "n" || Answer == "no")
      return false;
    if (Answer == "a" || Answer == "all")
      return All = true;
    if (Answer == "q" || Answer == "quit") {
      Quit = true;
      return false;
    }
    if (Answer == "e" || Answer == "explain")
      printText(Out, Q.Explain());
    else
      Out << Help;
  }
}

std::set<uint32_t> Dialogue::ask(const migrate::Migration &M,
                                 function_ref<Question(const migrate::ComponentFiles &)> Make,
                                 std::set<uint32_t> &Asked) {
  std::vector<const migrate::ComponentFiles *> New;
  for (const migrate::ComponentFiles &Files : M.FilesOf)
    if (Asked.insert(Files.Component).second)
      New.push_back(&Files);
  std::set<uint32_t> Unwanted;
  for (size_t I = 0; I < New.size(); ++I)
    if (!ask(Make(*New[I]), static_cast<uint32_t>(I + 1), static_cast<uint32_t>(New.size())))
      Unwanted.insert(New[I]->Component);
  return Unwanted;
}

} // namespace summary_upgrade::tools
