// The files of an editor's workspace, unsaved buffers over the disk, and what the tool says of them.
#ifndef SUMMARY_UPGRADE_LSP_WORKSPACE_H
#define SUMMARY_UPGRADE_LSP_WORKSPACE_H

#include "lsp/Protocol.h"
#include "migrate/Migrate.h"
#include "program/ProjectParts.h"
#include "llvm/Support/Chrono.h"
#include <map>
#include <mutex>

namespace summary_upgrade::lsp {

/// The settings of a workspace, in terms of the rooms.
struct WorkspaceSettings {
  migrate::Options Plan;
  std::function<bool(llvm::StringRef Path)> Excludes = [](llvm::StringRef) { return false; };
  /// A finding that nobody asked for.
  std::function<bool(const report::Finding &)> Hidden = [](const report::Finding &) { return false; };
  std::vector<std::string> ImportRoots;
  program::Wrappers Wrappers;
};
/// Reads the settings for a folder.
using SettingsSource = std::function<llvm::Expected<WorkspaceSettings>(llvm::StringRef Folder)>;

/// An open document.
struct Document {
  std::string Text;
  int64_t Version = 0;
};

/// A part of the workspace (program/ProjectParts.h), analysed. One state takes it over from the one before while
/// nothing of it has changed.
struct AnalysedPart {
  program::Project Project;
  std::unique_ptr<program::Linker> Linked;
  std::unique_ptr<program::Program> Summary;
  migrate::Migration Plan; ///< of this part alone
};

/// One state of all files, analysed.
struct Analysis {
  uint64_t Generation = 0;
  /// The file whose text alone differs from that of the generation before: no diagnostic is another one, or elsewhere.
  std::string Retouched;
  std::vector<std::shared_ptr<AnalysedPart>> Parts;
  std::map<std::string, std::pair<AnalysedPart *, uint32_t>> Modules; ///< by path: the part and the file in it
  std::vector<program::FileProblem> Problems;
  migrate::Migration Plan;                 ///< of all parts
  std::map<std::string, int64_t> Versions; ///< of the documents that were open
  /// Findings by absolute path; every file of the workspace that was looked at has an entry.
  std::map<std::string, std::vector<const report::Finding *>> ByFile;
  std::map<std::string, const text::SourceFile *> Files;
  std::map<std::string, const program::FileProblem *> Broken;
  /// Open documents that have nothing to do with summaries: the words of their imports, which decide that.
  std::map<std::string, std::vector<std::string>> Unparsed;
};

class Workspace : public program::FileProvider {
public:
  explicit Workspace(SettingsSource Source) : Source(std::move(Source)) {}

  /// Returns what is wrong with the settings; the defaults hold then.
  std::string setFolders(std::vector<std::string> Folders);
  std::string reloadSettings();
  const std::vector<std::string> &folders() const { return Folders; }

  void open(const std::string &Path, std::string Text, int64_t Version);
  void close(const std::string &Path);
  Document *document(const std::string &Path);
  const std::map<std::string, Document> &documents() const { return Documents; }
  /// A document's text is another one.
  void changed(const std::string &Path);
  /// Files on disk may have changed.
  void diskChanged() {
    Fresh = false;
    Dirty = true;
    Edited.reset();
  }

  /// The present state; analysed when something has changed.
  const Analysis &analysis();
  /// The same, unless `Superseded` says between two phases that it is no longer wanted; then it is false and nothing
  /// has changed.
  bool analyse(const std::function<bool()> &Superseded);
  /// Work that nobody waits for: states that are no longer shown are let go.
  void tidy() { Before.reset(); }
  bool isDirty() const { return Dirty; }
  /// How often the last analysis but for its places could be kept.
  uint64_t timesRetouched() const { return Retouches; }
  /// The same state planned with unsafe fixes.
  const migrate::Migration &unsafePlan();

  // FileProvider
  llvm::Expected<text::SourceFile> read(llvm::StringRef Path) const override;
  bool exists(llvm::StringRef Path) const override;
  std::vector<std::string> pythonFiles(llvm::StringRef Directory, bool Recursive) const override;
  program::ParsedFile parse(const text::SourceFile &File) const override;

  /// What the project takes from a document that it does not parse; nothing when it would.
  std::optional<std::vector<std::string>> unparsedWords(const std::string &Path, llvm::StringRef Text) const;

private:
  struct OnDisk {
    int64_t Modified = 0;
    uint64_t Size = 0;
    std::shared_ptr<const text::SourceFile> File;
    std::string Error;
  };
  struct Parsed {
    uint64_t Hash = 0;
    program::ParsedFile File;
    uint64_t LastUsed = 0;
  };
  void refreshDisk();
  bool retouch(const std::string &Path);
  bool retouchUnparsed(const std::string &Path);
  void kept(const std::string &Path);
  std::vector<std::string> targets() const;
  bool stillHolds(const AnalysedPart &Part, const program::Project &P) const;

  SettingsSource Source;
  WorkspaceSettings Settings;
  std::vector<std::string> Folders;
  std::map<std::string, Document> Documents;
  bool Dirty = true, Fresh = false;
  bool SameSettings = false;         ///< since the last analysis
  std::optional<std::string> Edited; ///< the only thing that made it dirty is an edit of this document
  uint64_t Generation = 0, Retouches = 0;
  std::unique_ptr<Analysis> Now, Before;
  std::optional<migrate::Migration> Unsafe;

  mutable std::mutex Mutex; ///< the caches are used by the threads that load
  mutable std::map<std::string, OnDisk> Disk;
  mutable std::map<std::string, Parsed> Cache;
  mutable std::map<std::pair<std::string, bool>, std::vector<std::string>> Listings;
};

} // namespace summary_upgrade::lsp

#endif
