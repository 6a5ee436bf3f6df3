// Plans the migration of a whole project: component by component, all or nothing.
#ifndef SUMMARY_UPGRADE_MIGRATE_MIGRATE_H
#define SUMMARY_UPGRADE_MIGRATE_MIGRATE_H

#include "program/Program.h"
#include "program/TagNames.h"
#include "text/Edit.h"
#include <functional>

namespace summary_upgrade::migrate {

enum class Target : uint8_t { Auto, Compat, TF2 };
/// Auto: native v2 ops, else the bridge, else a decline.
enum class Strategy : uint8_t { Auto, Native, Bridge };
enum class TagMode : uint8_t { Auto, Exact, Plain };

struct Options {
  Target To = Target::Auto;
  TagMode Tags = TagMode::Auto;
  Strategy How = Strategy::Auto;
  bool UnsafeFixes = false;
  /// A component is edited only if every code of its plan is enabled.
  std::function<bool(llvm::StringRef Code, llvm::StringRef Path)> Enabled = [](llvm::StringRef, llvm::StringRef) {
    return true;
  };
  /// Components to migrate (indices into Program::Components); the others stay as they are, without a finding.
  std::function<bool(uint32_t Component)> Wanted = [](uint32_t) { return true; };
};

enum class Outcome : uint8_t {
  Migrated,    ///< its edits are in `Migration::Edits`
  NeedsUnsafe, ///< could be migrated, but the stream may change: nothing is edited without Options::UnsafeFixes
  Declined,    ///< one finding says where and why
};

/// What became of one component.
struct ComponentResult {
  Outcome What = Outcome::Declined;
  bool IsLint = false;            ///< the fix of one lint, behind the components of the program
  bool Bridged = false;           ///< migrated, but its summaries are still made by v1 ops or protos
  uint32_t Uses = 0;              ///< v1 uses in it
  std::string Place;              ///< "train.py:88" of the blocking place, when declined
  std::string Code, Reason;       ///< of the decline
  std::vector<std::string> Story; ///< how it is migrated, a line a decision, for --explain-component
};

/// Files that one component edits: they are written together or not at all.
struct ComponentFiles {
  uint32_t Component = 0;
  std::vector<std::string> Paths;
  std::vector<text::FileEdits> Edits; ///< of this component alone, parallel to Paths
};

struct Migration {
  std::vector<ComponentFiles> FilesOf; ///< of migrated components
  /// Of each part: parallel to Program::Components; then one for each lint that has a fix.
  std::vector<ComponentResult> Components;
  std::vector<report::Finding> Findings; ///< sorted by path and place; fixed uses carry their component
  std::vector<text::FileEdits> Edits;    ///< per file, sorted; all components that are migrated
  /// What `joinParts` makes reader notes of: where event files are read, and the note at each writer, still without
  /// those.
  std::vector<report::Location> Readers;
  std::vector<report::Finding> ReaderNotes;
};

Migration migrate(const program::Program &Program, const Options &Opts);

/// The same for one part of a project (program/ProjectParts.h), and all parts together. Components are numbered
/// through.
Migration migratePart(const program::Program &Program, const Options &Opts);
Migration joinParts(std::vector<Migration> Parts);
/// Adds what is planned of other files; findings are not sorted.
void append(Migration &To, Migration From);

} // namespace summary_upgrade::migrate

#endif
