// The files that are read together: the write set (what the user named) and what it needs to be understood.
#ifndef SUMMARY_UPGRADE_PROGRAM_PROJECT_H
#define SUMMARY_UPGRADE_PROGRAM_PROJECT_H

#include "program/SearchPath.h"
#include "program/Wrappers.h"
#include "python/Facts.h"
#include "python/Flow.h"
#include "text/SourceFile.h"
#include "llvm/ADT/StringMap.h"
#include <map>
#include <memory>
#include <optional>
#include <set>

namespace summary_upgrade::program {

/// A file, parsed: facts, or what is wrong.
struct ParsedFile {
  std::shared_ptr<const python::ModuleFacts> Facts;
  std::shared_ptr<const python::Flow> Flow;
  python::ParseError Broken;
};

/// Where file contents come from: the disk, or an editor's buffers over it. Paths are absolute or relative to the
/// working directory.
class FileProvider {
public:
  virtual ~FileProvider() = default;
  virtual llvm::Expected<text::SourceFile> read(llvm::StringRef Path) const = 0;
  virtual bool exists(llvm::StringRef Path) const = 0;
  /// Python files at and below a directory (hidden, vendored and ignored ones skipped), sorted; direct children only if
  /// not Recursive.
  virtual std::vector<std::string> pythonFiles(llvm::StringRef Directory, bool Recursive) const = 0;
  /// The same file without symbolic links; the path itself where that is not known.
  virtual std::string realPath(llvm::StringRef Path) const { return Path.str(); }
  /// Who loads again and again may keep what it has parsed. Called from several threads.
  virtual ParsedFile parse(const text::SourceFile &File) const;
};
/// The disk.
const FileProvider &diskFiles();

/// A file without such words is read only where another one needs it.
bool mentionsSummaries(llvm::StringRef Bytes);

/// The bytes may hold a call of the summary API, or what reads events: then what the file imports, and what imports it,
/// is read, too. `model.summary()` and prose are no reason.
bool maySummarise(llvm::StringRef Bytes);
/// Parts that `maySummarise` looks for.
bool namesSummaryApi(llvm::StringRef Part);

/// What a project takes from a file that it does not parse: two are the same to it when these are. Borrowed from the
/// bytes.
std::vector<llvm::StringRef> importWords(llvm::StringRef Bytes);

/// Words that stand in some file of a project, whatever part of it that is.
struct Vocabulary {
  bool ReadsEvents = false;
  bool OldWriting = false; ///< merges, writers and managers of TensorFlow 1
  bool NewWriting = false; ///< writers and steps of TensorFlow 2
  bool TensorFlow = false; ///< it is imported
  Vocabulary() = default;
  explicit Vocabulary(llvm::StringRef Bytes);
  Vocabulary &operator|=(const Vocabulary &Other);
  friend bool operator==(const Vocabulary &, const Vocabulary &) = default;
};

/// A folder that was not looked into, and why ("a virtual environment").
struct SkippedFolder {
  std::string Path, Why;
};
/// What `diskFiles().pythonFiles` says, with notebooks if they are asked for; `Skipped` (may be null) gets the folders
/// that were left out, sorted, but not the hidden ones.
std::vector<std::string> pythonFilesBelow(llvm::StringRef Directory, bool Recursive,
                                          std::vector<SkippedFolder> *Skipped, bool Notebooks = false);

/// One file of the project, parsed.
struct SourceModule {
  text::SourceFile File;
  std::shared_ptr<const python::ModuleFacts> Facts;
  std::shared_ptr<const python::Flow> Flow;
  bool Writable = false; ///< in PATHS: may be edited
  std::string Generated; ///< how the file says that it is, unless the user named it: it is read and not edited
  std::string AbsolutePath;
  /// Files that it imports, or may import by a name that it makes, sorted; see Project::importedFile.
  std::vector<uint32_t> ImportsFiles;
};

/// A file that was named or needed and could not be used.
struct FileProblem {
  std::string Path;
  std::string Message;
  text::Range Where; ///< for a syntax error
  bool HasRange = false;
  bool MentionsSummaries = false;                   ///< then it is an error (exit code 2), else a note
  std::shared_ptr<text::SourceFile> File = nullptr; ///< for positions, when it could be read
  bool Generated = false; ///< nothing is wrong: it was found in a folder, is generated, and stays as it is
};

class Project {
public:
  /// All of `ProjectParts` as one.
  static Project load(const std::vector<std::string> &Paths, const FileProvider &Files, unsigned Threads = 1,
                      const std::vector<std::string> &ImportRoots = {}, const std::set<std::string> &Found = {},
                      Wrappers Described = {});
  /// For tests and standard input: one in-memory set, all writable.
  static Project fromSources(std::vector<text::SourceFile> Sources, Wrappers Described = {});

  /// Functions that the settings describe.
  const Wrappers &described() const { return Described; }

  const std::vector<std::unique_ptr<SourceModule>> &modules() const { return Modules; }
  const SourceModule &module(uint32_t File) const { return *Modules[File]; }
  const std::vector<FileProblem> &problems() const { return Problems; }
  /// Files of PATHS that were looked at (parsed or skipped by the prefilter).
  uint32_t filesSeen() const { return Seen; }

  /// The file with this absolute path, if it is loaded.
  std::optional<uint32_t> fileAt(llvm::StringRef AbsolutePath) const {
    auto It = ByPath.find(AbsolutePath);
    return It == ByPath.end() ? std::nullopt : std::optional(It->second);
  }
  /// The project file that `import Module` means in `File`, or nothing for an external module. `Level` = leading dots.
  std::optional<uint32_t> importedFile(uint32_t File, llvm::StringRef Module, unsigned Level) const;
  const Vocabulary &words() const { return Words; }
  /// Some file reaches both (through imports), so that they can be parts of one running program.
  bool mayRunTogether(uint32_t FileA, uint32_t FileB) const;

private:
  friend class ProjectParts;
  void link(const std::vector<std::string> &OnPath);
  void shareFolders(const std::vector<std::string> &OnPath);
  std::vector<uint32_t> importsOf(uint32_t File) const;
  std::vector<uint32_t> nearest(uint32_t File, llvm::StringRef Module) const;
  void importsByName();
  void entryPoints();
  const std::vector<uint32_t> &entriesTo(uint32_t File) const;
  std::vector<std::unique_ptr<SourceModule>> Modules;
  std::vector<FileProblem> Problems;
  std::vector<std::string> ImportRoots;
  Wrappers Described;
  llvm::StringMap<uint32_t> ByPath;
  llvm::StringMap<std::vector<size_t>> ByStem; ///< by the last part of a module's name
  std::vector<SearchPath> Search;              ///< per file
  /// By first part of a module's name: folders that some script of the project puts on `sys.path`, and `src` folders,
  /// which have it.
  llvm::StringMap<std::vector<std::string>> SharedFolders;
  std::vector<std::vector<uint32_t>> Importers; ///< per file
  std::vector<uint32_t> EntryOf;                ///< per file: the entry point it belongs to, or ~0
  /// Entry points from which a file is reached, sorted; found when asked for (few files matter). A project is used by
  /// one thread.
  mutable std::map<uint32_t, std::vector<uint32_t>> EntriesTo;
  Vocabulary Words;
  uint32_t Seen = 0;
};

} // namespace summary_upgrade::program

#endif
