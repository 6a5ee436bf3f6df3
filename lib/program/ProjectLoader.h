// Which files of a project matter, and loading them; private to this folder.
#ifndef SUMMARY_UPGRADE_PROGRAM_PROJECTLOADER_H
#define SUMMARY_UPGRADE_PROGRAM_PROJECTLOADER_H

#include "program/ImportScan.h"
#include "program/Project.h"
#include "program/SearchPath.h"
#include "llvm/ADT/StringSet.h"
#include <deque>

namespace summary_upgrade::program {

/// A file that was named, stands beside one that was, or is imported.
struct LoadedFile {
  std::string Path, Absolute;
  bool Named = false;
  bool Meant = false; ///< by its own name
  std::optional<text::SourceFile> File;
  std::string Error;
  bool Wanted = false; ///< it is parsed
  std::shared_ptr<const python::ModuleFacts> Facts;
  std::shared_ptr<const python::Flow> Flow;
  python::ParseError Broken;
  bool Parsed = false;
  bool Scanned = false;
  std::vector<ScannedImport> Imports; ///< borrowed from the bytes of File
  SearchPath Search;
};

/// Wanted are the files that speak of summaries; and from those that may call the summary API, whatever they import and
/// whatever imports them.
class ProjectLoader {
public:
  ProjectLoader(const std::vector<std::string> &Paths, const FileProvider &Files, unsigned Threads,
                const std::vector<std::string> &ImportRoots, const std::set<std::string> &Found,
                const Wrappers &Described);

  std::deque<LoadedFile> All;
  llvm::StringMap<size_t> Known; ///< by absolute path; links, too
  uint32_t Seen = 0;             ///< files of PATHS
  std::string Limit;             ///< the deepest folder that has all of PATHS, or the project's root
  std::vector<std::string> SourceFolders;

  void parse(LoadedFile &L) const;

private:
  LoadedFile &add(std::string Path, bool Named);
  void read(LoadedFile &L) const;
  void scan(LoadedFile &L) const;
  void forEach(size_t From, llvm::function_ref<void(LoadedFile &)> Body);
  void neighbours();
  void reach();
  bool exists(const std::string &Path);
  const std::vector<std::string> &foldersOf(LoadedFile &L, unsigned Level);
  void targets(LoadedFile &L, const ScannedImport &Import, bool OnDisk, llvm::SmallVectorImpl<size_t> &Out);
  void add(llvm::ArrayRef<std::string> Folders, llvm::StringRef Module, bool OnDisk, bool First,
           llvm::SmallVectorImpl<size_t> &Out);

  const FileProvider &Files;
  unsigned Threads;
  const std::vector<std::string> &ImportRoots;
  const Wrappers &Described;
  std::string Here; ///< the working directory
  bool AnyAbsolute = false;
  llvm::StringMap<bool> Exists;
  std::vector<std::string> Shared; ///< folders that some file puts on `sys.path`, and `src` folders
  llvm::StringMap<std::vector<std::string>> FoldersOf;
};

/// The absolute path without `.` and `..`.
std::string absolutePath(llvm::StringRef Path);

} // namespace summary_upgrade::program

#endif
