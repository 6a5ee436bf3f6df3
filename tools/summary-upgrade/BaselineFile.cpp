#include "BaselineFile.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace summary_upgrade::tools {

namespace {

std::string absolute(StringRef Path) {
  SmallString<256> Absolute(Path);
  if (!sys::fs::make_absolute(Absolute))
    sys::path::remove_dots(Absolute, /*remove_dot_dot=*/true);
  return std::string(Absolute);
}

Error write(const report::Baseline &Known, StringRef File) {
  return writeToOutput(File, [&](raw_ostream &Out) {
    Known.print(Out);
    return Error::success();
  });
}

} // namespace

int writeBaseline(const CommandLine &Options, ArrayRef<report::Finding> Findings, report::FileLookup Files) {
  report::Baseline Known(sys::path::parent_path(absolute(Options.WriteBaseline)).str());
  for (const report::Finding &F : Findings)
    Known.add(F, Files);
  if (Error E = write(Known, Options.WriteBaseline)) {
    errs() << "summary-upgrade: " << Options.WriteBaseline << ": " << toString(std::move(E)) << "\n";
    return ExitError;
  }
  if (!Options.Quiet)
    errs() << "summary-upgrade: " << Options.WriteBaseline << ": " << Known.size() << " findings are known\n";
  return ExitClean;
}

Error dropKnown(const CommandLine &Options, std::vector<report::Finding> &Findings, report::FileLookup Files,
                const std::set<std::string> &Seen) {
  auto Buffer = MemoryBuffer::getFile(Options.Baseline, /*IsText=*/false, /*RequiresNullTerminator=*/false);
  if (!Buffer)
    return createStringError(Options.Baseline + ": " + Buffer.getError().message());
  const std::string Folder = sys::path::parent_path(absolute(Options.Baseline)).str();
  auto Known = report::Baseline::parse((*Buffer)->getBuffer(), Options.Baseline, Folder);
  if (!Known)
    return Known.takeError();
  erase_if(Findings, [&](const report::Finding &F) { return Known->take(F, Files); });
  const unsigned Gone = Known->dropUntaken([&](StringRef Path) {
    SmallString<256> File(Path);
    sys::fs::make_absolute(Folder, File);
    return Seen.count(std::string(File)) > 0 || !sys::fs::exists(File);
  });
  if (!Gone)
    return Error::success();
  const bool ReportOnly = Options.Check || Options.Diff || (Options.Paths.size() == 1 && Options.Paths[0] == "-");
  if (!Options.Quiet)
    errs() << Options.Baseline << ": note: " << Gone << (Gone == 1 ? " known finding is" : " known findings are")
           << " gone" << (ReportOnly ? "; a run without --check or --diff takes them out\n" : "; taken out\n");
  return ReportOnly ? Error::success() : write(*Known, Options.Baseline);
}

} // namespace summary_upgrade::tools
