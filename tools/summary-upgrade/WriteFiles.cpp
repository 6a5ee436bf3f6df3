#include "WriteFiles.h"
#include "Inputs.h"
#include "text/AtomicFile.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace summary_upgrade::tools {

std::set<std::string> writeFiles(ArrayRef<NewFile> Changed, ArrayRef<migrate::ComponentFiles> FilesOf,
                                 function_ref<void(ArrayRef<std::string> Paths)> Wrote, bool &Failed) {
  // Files that share a component are written together or not at all.
  std::vector<std::set<std::string>> Units;
  std::set<std::string> NotWritten;
  for (const NewFile &F : Changed)
    Units.push_back({F.Path});
  auto joined = [&](const std::set<std::string> &Paths) {
    std::set<std::string> Union;
    erase_if(Units, [&](const std::set<std::string> &U) {
      bool Meets = any_of(U, [&](const std::string &Path) { return Paths.count(Path) > 0; });
      if (Meets)
        Union.insert(U.begin(), U.end());
      return Meets;
    });
    if (!Union.empty())
      Units.push_back(Union);
  };
  for (const migrate::ComponentFiles &Files : FilesOf)
    joined(std::set<std::string>(Files.Paths.begin(), Files.Paths.end()));
  llvm::sort(Units, [](const auto &A, const auto &B) { return *A.begin() < *B.begin(); });
  for (const std::set<std::string> &Unit : Units) {
    text::WriteUnit Write;
    std::vector<std::string> Paths(Unit.begin(), Unit.end());
    Write.Root = commonFolder(Paths);
    for (const NewFile &F : Changed)
      if (Unit.count(F.Path))
        Write.Files.push_back({F.Path, F.OldBytes, F.NewBytes});
    if (text::interrupted()) {
      NotWritten.insert(Unit.begin(), Unit.end());
      continue;
    }
    if (Error E = text::writeUnit(Write)) {
      errs() << "summary-upgrade: error: " << toString(std::move(E)) << "\n";
      NotWritten.insert(Unit.begin(), Unit.end());
      Failed = true;
    } else {
      Wrote(Paths);
    }
  }
  if (text::interrupted() && !NotWritten.empty())
    errs() << "summary-upgrade: interrupted\n";
  return NotWritten;
}

} // namespace summary_upgrade::tools
