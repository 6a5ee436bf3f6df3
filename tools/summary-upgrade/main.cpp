#include "EventsCommand.h"
#include "Generate.h"
#include "LspCommand.h"
#include "Options.h"
#include "RuleCommand.h"
#include "Upgrade.h"
#include "VerifyCommand.h"
#ifdef SUMMARY_UPGRADE_HAS_CPP
#include "cpp/clang/Worker.h"
#endif
#include "text/Interrupt.h"
#include "llvm/Support/raw_ostream.h"
#include <csignal>
#include <string_view>

using namespace summary_upgrade;

static int run(const tools::CommandLine &Options) {
  switch (Options.What) {
  case tools::Command::Rule:
    return tools::runRule(Options);
  case tools::Command::ShowSettings:
    Options.Settings.print(llvm::outs());
    return tools::ExitClean;
  case tools::Command::Upgrade:
    break;
  }
  return tools::runUpgrade(Options);
}

int main(int Argc, char **Argv) {
#ifdef SUMMARY_UPGRADE_HAS_CPP
  if (Argc > 1 && Argv[1] == cpp::WorkerCommand)
    return cpp::runWorker(Argc, Argv);
#endif
  // A reader that goes away (`| head`) must not stop a run in the middle of its work.
  std::signal(SIGPIPE, SIG_IGN);
  // A file size limit is then an error of the write, which is cleaned up after, as for a full disk.
  std::signal(SIGXFSZ, SIG_IGN);
  // Not std::signal: it would restart the wait for the lock of a project, and the run could not be interrupted there.
  struct sigaction Stop = {};
  Stop.sa_handler = [](int) { text::requestInterrupt(); };
  sigaction(SIGINT, &Stop, nullptr);
  sigaction(SIGTERM, &Stop, nullptr);

  int ExitCode = tools::ExitClean;
  if (Argc > 1 && std::string_view(Argv[1]) == "events")
    ExitCode = tools::runEvents(Argc, Argv);
  else if (Argc > 1 && (std::string_view(Argv[1]) == "completion" || std::string_view(Argv[1]) == "man" ||
                        std::string_view(Argv[1]) == "schema"))
    ExitCode = tools::runGenerate(Argc, Argv);
  else if (Argc > 1 && std::string_view(Argv[1]) == "verify")
    ExitCode = tools::runVerify(Argc, Argv);
  else if (Argc > 1 && std::string_view(Argv[1]) == "lsp")
    ExitCode = tools::runLsp(Argc, Argv);
  else if (auto Options = tools::readCommandLine(Argc, Argv, ExitCode))
    ExitCode = run(*Options);
  // What a closed pipe or a full disk swallowed of our output is an error only in the latter case.
  llvm::outs().flush();
  if (llvm::outs().has_error()) {
    if (llvm::outs().error() != std::errc::broken_pipe) {
      llvm::errs() << "summary-upgrade: standard output: " << llvm::outs().error().message() << "\n";
      ExitCode = tools::ExitError;
    }
    llvm::outs().clear_error();
  }
  if (text::interrupted())
    ExitCode = 130;
  return ExitCode;
}
