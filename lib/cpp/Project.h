// A run over C++ files: which of them matter, how each is compiled, what the parser says, and whether the result still
// compiles.
#ifndef SUMMARY_UPGRADE_CPP_PROJECT_H
#define SUMMARY_UPGRADE_CPP_PROJECT_H

#include "cpp/Migrate.h"
#include "llvm/ADT/ArrayRef.h"

namespace summary_upgrade::cpp {

/// Parses the units, in order. An error is one unit's: a crash, or a command line that is not understood.
using ParseMany = std::function<std::vector<llvm::Expected<Unit>>(llvm::ArrayRef<ParseRequest>)>;

/// By extension.
bool isCppSource(llvm::StringRef Path);
bool isCppHeader(llvm::StringRef Path);
/// C++ files at and below a folder, hidden folders skipped, sorted.
std::vector<std::string> cppFiles(llvm::StringRef Folder);

/// The commands of a compile_commands.json, by absolute path of the file.
struct Command {
  std::string Directory;
  std::vector<std::string> Args; ///< those that decide about the meaning of the code
};
using Commands = std::map<std::string, std::vector<Command>>;
/// `Path` is the file or its folder.
llvm::Expected<Commands> readCommands(llvm::StringRef Path);
/// The arguments that matter to the parser: include paths, macros, the language. Relative paths stay.
std::vector<std::string> relevantArguments(llvm::ArrayRef<std::string> Args);

struct ProjectOptions {
  std::vector<std::string> Files;   ///< that may be edited, as the user names them
  std::vector<std::string> Folders; ///< whose files belong to the project; those of Files are added
  std::optional<Commands> Database;
  std::map<std::string, std::string> Texts; ///< by absolute path, instead of the disk (tests)
  MigrateOptions Migrate;
};

struct ProjectProblem {
  std::string Path, Message;
  bool IsError = true; ///< else a note
};

struct ProjectResult {
  CppMigration M;
  std::map<std::string, std::shared_ptr<const text::SourceFile>> Sources; ///< by name, as findings have it
  std::vector<ProjectProblem> Problems;
  uint32_t FilesSeen = 0, UnitsParsed = 0;
};

ProjectResult migrateProject(const ProjectOptions &Options, const ParseMany &Parse);

/// Parses in processes of this program, at most `Jobs` at a time. `Expect` hears how many units come, `Step` of each
/// that is done.
ParseMany inWorkers(unsigned Jobs, std::function<void(size_t Units)> Expect = {}, std::function<void()> Step = {});
/// Parses nothing twice.
ParseMany remembered(ParseMany Parse);

} // namespace summary_upgrade::cpp

#endif
