#include "LspCommand.h"
#include "Options.h"
#include "Upgrade.h"
#include "lsp/Server.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include <malloc.h>
#include <memory>

using namespace llvm;

namespace summary_upgrade::tools {

int runLsp(int Argc, char **Argv) {
  std::vector<std::string> Arguments{Argv[0]};
  std::string LogFile;
  for (int I = 2; I < Argc; ++I) {
    const StringRef A = Argv[I];
    if (A == "--log-file" && I + 1 < Argc)
      LogFile = Argv[++I];
    else if (A.starts_with("--log-file="))
      LogFile = A.drop_front(sizeof("--log-file=") - 1).str();
    else if (A == "-h" || A == "--help") {
      outs() << R"(usage: summary-upgrade lsp [--log-file FILE] [OPTIONS]

A language server on standard input and output: diagnostics of the whole project with unsaved
text over the files on disk, quick fixes, source.fixAll.summaryUpgrade, hover.

      --log-file FILE   write every message to a file
      --stdio           does nothing: what some editors add
  -h, --help            show this and exit

OPTIONS are those of migrations and settings: --target, --tags, --strategy, --unsafe-fixes,
--select, --ignore, --config, --isolated. Set-ups of editors: docs/editors.md.

Exit codes: 0 after `shutdown` and `exit`, 1 when the editor went without, 2 wrong usage.
)";
      return ExitClean;
    } else if (A != "--stdio") // what editors add by habit
      Arguments.push_back(A.str());
  }
  auto read = [&](StringRef Folder) {
    std::vector<std::string> All = Arguments;
    All.push_back("--");
    All.push_back(Folder.empty() ? "." : Folder.str());
    std::vector<char *> Pointers;
    for (std::string &Word : All)
      Pointers.push_back(Word.data());
    std::string Problem;
    int ExitCode = ExitClean;
    auto Options = readCommandLine(static_cast<int>(Pointers.size()), Pointers.data(), ExitCode, &Problem);
    return std::pair(std::move(Options), std::move(Problem));
  };
  // A wrong option is said now; a wrong settings file to the editor, which goes on without it.
  if (auto [Options, Problem] = read("/"); !Options) {
    errs() << "summary-upgrade: " << Problem << "\n";
    return ExitError;
  }

  // Each edit takes and gives back the same few megabytes: they are not returned to the system in between.
  mallopt(M_TRIM_THRESHOLD, 256 << 20);
  mallopt(M_MMAP_THRESHOLD, 64 << 20);
  mallopt(M_TOP_PAD, 16 << 20);

  std::unique_ptr<raw_fd_ostream> Log;
  if (!LogFile.empty()) {
    std::error_code Failed;
    Log = std::make_unique<raw_fd_ostream>(LogFile, Failed, sys::fs::CD_CreateAlways, sys::fs::FA_Write,
                                           sys::fs::OF_Append);
    if (Failed) {
      errs() << "summary-upgrade: " << LogFile << ": " << Failed.message() << "\n";
      return ExitError;
    }
  }
  std::mutex LogMutex;
  lsp::JsonTransport Transport(0, stdout);
  if (Log)
    Transport.OnMessage = [&](char Way, StringRef Text) {
      const std::lock_guard<std::mutex> Lock(LogMutex);
      *Log << sys::TimePoint<>(std::chrono::system_clock::now()) << ' ' << Way << ' ' << Text << '\n';
      Log->flush();
    };
  Transport.start();
  lsp::Server Server(
      Transport,
      [&](StringRef Folder) -> Expected<lsp::WorkspaceSettings> {
        auto [Options, Problem] = read(Folder);
        if (!Options)
          return createStringError(Problem);
        const auto Shared = std::make_shared<CommandLine>(std::move(*Options));
        lsp::WorkspaceSettings S;
        S.Plan = migrateOptions(*Shared);
        S.Plan.Enabled = [Shared](StringRef Code, StringRef Path) { return isEnabled(*Shared, Code, Path); };
        S.Excludes = [Shared](StringRef Path) { return Shared->Settings.excludes(Path); };
        S.Hidden = [Shared](const report::Finding &F) { return isHidden(*Shared, F); };
        S.ImportRoots = Shared->Settings.roots();
        S.Wrappers = Shared->Wrappers;
        return S;
      },
      SUMMARY_UPGRADE_VERSION);
  return Server.run();
}

} // namespace summary_upgrade::tools
