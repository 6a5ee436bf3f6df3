// Which files of a project matter, and loading them; private to this folder.
#ifndef SUMMARY_UPGRADE_PROGRAM_PROJECTLOADER_H
#define SUMMARY_UPGRADE_PROGRAM_PROJECTLOADER_H

#include "program/ImportScan.h"
#include "program/Project.h"
#include "program/SearchPath.h"
#include "llvm/ADT/StringSet.h"
#include <atomic>
#include <deque>

namespace summary_upgrade::program {

/// A file that was named, stands beside one that was, or is imported. Projects can have very many.
struct LoadedFile {
  std::string Path, Absolute;
  std::string Error;
  std::optional<text::SourceFile> File; ///< read again when it was let go
  std::vector<ScannedImport> Imports;   ///< borrowed from Words
  std::unique_ptr<char[]> Words;
  SearchPath Search;
  std::shared_ptr<const python::ModuleFacts> Facts;
  std::shared_ptr<const python::Flow> Flow;
  python::ParseError Broken;
  bool Named = false;
  bool Meant = false; ///< by its own name
  bool Surveyed = false;
  bool Mentions = false;          ///< words of summaries
  bool Calls = false;             ///< maybe the summary API
  program::Vocabulary Vocabulary; ///< of a file that mentions summaries
  bool ExtendsPath = false;
  bool ImportsByName = false; ///< maybe
  bool Wanted = false;        ///< it is parsed
  bool Parsed = false;
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

  /// Wanted files, in parts: whatever one of them imports, or has beside it in its package, is in the same part. The
  /// parts and the files in them are in the order of `files`.
  std::vector<std::vector<size_t>> parts() const;
  /// Wanted files and those of PATHS that cannot be read: first PATHS, then the others, each sorted.
  std::vector<size_t> files() const;
  /// Reads and parses what is not yet.
  void parse(LoadedFile &L) const;
  void parse(llvm::ArrayRef<size_t> Files);
  /// Folders that some wanted file puts on `sys.path`, and `src` folders.
  std::vector<std::string> onPath() const;

private:
  struct Around {
    std::vector<std::string> Folders; ///< from the inside out
    size_t OnDisk = 0;                ///< in how many of them files are looked for
  };
  LoadedFile &add(std::string Path, bool Named);
  void read(LoadedFile &L) const;
  void survey(LoadedFile &L);
  void readSearchPath(LoadedFile &L) const;
  void forEach(llvm::ArrayRef<size_t> Files, llvm::function_ref<void(LoadedFile &)> Body);
  void forEach(size_t From, llvm::function_ref<void(LoadedFile &)> Body);
  void neighbours();
  void reach();
  bool exists(const std::string &Path);
  const Around &foldersOf(LoadedFile &L, unsigned Level);
  void targets(LoadedFile &L, const ScannedImport &Import, bool OnDisk, llvm::SmallVectorImpl<size_t> &Out);
  void targetsByName(LoadedFile &L, llvm::SmallVectorImpl<size_t> &Out);
  void add(llvm::ArrayRef<std::string> Folders, llvm::StringRef Module, bool OnDisk, bool First,
           llvm::SmallVectorImpl<size_t> &Out);

  const FileProvider &Files;
  unsigned Threads;
  const std::vector<std::string> &ImportRoots;
  const Wrappers &Described;
  std::string Here; ///< the working directory
  bool AnyAbsolute = false;
  std::atomic<size_t> Kept = 0;                 ///< bytes of files that were read and not let go
  std::vector<std::pair<size_t, size_t>> Links; ///< files that import each other
  llvm::StringMap<bool> Exists;
  llvm::StringMap<std::vector<size_t>> ByStem; ///< files that are known without a look at the disk
  std::vector<std::string> Shared;             ///< folders that some file puts on `sys.path`, and `src` folders
  llvm::StringMap<Around> FoldersOf;
};

/// The absolute path without `.` and `..`.
std::string absolutePath(llvm::StringRef Path);

} // namespace summary_upgrade::program

#endif
