#include "Inputs.h"
#include "text/Journal.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
namespace path = llvm::sys::path;

namespace summary_upgrade::tools {

void dropLinksToNamedFiles(std::set<std::string> &Files) {
  std::vector<std::string> Links;
  copy_if(Files, std::back_inserter(Links), [](const std::string &File) { return sys::fs::is_symlink_file(File); });
  if (Links.empty())
    return;
  auto real = [](const std::string &File) {
    SmallString<256> Real;
    return sys::fs::real_path(File, Real) ? File : std::string(Real);
  };
  for (const std::string &Link : Links)
    Files.erase(Link);
  std::set<std::string> Targets;
  for (const std::string &File : Files)
    Targets.insert(real(File));
  for (const std::string &Link : Links)
    if (Targets.insert(real(Link)).second)
      Files.insert(Link);
}

std::string commonFolder(ArrayRef<std::string> Files) {
  SmallString<256> Common;
  for (const std::string &File : Files) {
    SmallString<256> Absolute(File);
    if (sys::fs::make_absolute(Absolute))
      continue;
    path::remove_dots(Absolute, true);
    StringRef Folder = path::parent_path(Absolute);
    if (Common.empty())
      Common = Folder;
    while (!(Folder == StringRef(Common) || Folder.starts_with((Common + "/").str())) && !Common.empty() &&
           Common != "/")
      Common = SmallString<256>(path::parent_path(Common));
  }
  return std::string(Common);
}

bool recoverUnits(ArrayRef<std::string> Files, bool ReportOnly) {
  if (Files.empty())
    return true;
  std::set<std::string> Folders;
  for (const std::string &File : Files) {
    SmallString<256> Absolute(File);
    if (!sys::fs::make_absolute(Absolute))
      Folders.insert(path::parent_path(Absolute).str());
  }
  auto Found =
      text::recoverJournals(commonFolder(Files), ReportOnly, std::vector<std::string>(Folders.begin(), Folders.end()));
  if (!Found) {
    errs() << "summary-upgrade: " << toString(Found.takeError()) << "\n";
    return false;
  }
  for (const text::PendingUnit &Unit : *Found)
    errs() << "summary-upgrade: an earlier run was interrupted (" << Unit.Journal << "); its changes "
           << (ReportOnly       ? "are pending"
               : Unit.Committed ? "were finished"
                                : "were rolled back")
           << "\n";
  return true;
}

} // namespace summary_upgrade::tools
