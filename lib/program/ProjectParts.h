// PATHS and what they need, in parts that have nothing to do with each other.
#ifndef SUMMARY_UPGRADE_PROGRAM_PROJECTPARTS_H
#define SUMMARY_UPGRADE_PROGRAM_PROJECTPARTS_H

#include "program/Project.h"

namespace summary_upgrade::program {

class ProjectLoader;

/// No file of one part imports one of another, so nothing of them runs together: each can be linked and planned alone,
/// beside the others, and let go.
class ProjectParts {
public:
  /// Reads PATHS (files; directories are expanded by the caller) and the files around them, as far as it takes to know
  /// which ones matter. `ImportRoots`: absolute folders in which imports are looked for after those around the file.
  /// `Found`: those of PATHS that nobody named (they were found in a folder); the generated ones of them are not
  /// edited. `Files` must live as long as this.
  ProjectParts(const std::vector<std::string> &Paths, const FileProvider &Files, unsigned Threads,
               std::vector<std::string> ImportRoots, const std::set<std::string> &Found, Wrappers Described);
  ~ProjectParts();

  /// The order of parts depends on the files only.
  size_t size() const { return Parts.size(); }
  /// Files of PATHS, parsed or skipped by the prefilter.
  uint32_t filesSeen() const;
  /// Their absolute paths.
  std::vector<std::string> paths() const;
  /// Files of PATHS that cannot be read.
  std::vector<FileProblem> problems() const;

  /// Parses the files of each part and gives it away; from several threads, in any order, each part once. Order of
  /// files in a part: PATHS sorted, then the rest sorted.
  void take(llvm::function_ref<void(size_t Part, Project Taken)> Give);
  /// Everything at once.
  Project whole();

private:
  Project make(llvm::ArrayRef<size_t> Part);
  const FileProvider &Files;
  unsigned Threads;
  std::vector<std::string> ImportRoots;
  Wrappers Described;
  std::unique_ptr<ProjectLoader> Loader;
  std::vector<std::vector<size_t>> Parts;
  std::vector<std::vector<llvm::StringRef>> Links; ///< per file: other paths that lead to it
  std::vector<std::string> OnPath;
  Vocabulary Words;
};

} // namespace summary_upgrade::program

#endif
