// Plans the migration of linked C++ sources: component by component, all or nothing.
#ifndef SUMMARY_UPGRADE_CPP_MIGRATE_H
#define SUMMARY_UPGRADE_CPP_MIGRATE_H

#include "cpp/Linked.h"
#include "cpp/Plan.h"
#include "migrate/Migrate.h"

namespace summary_upgrade::cpp {

/// A file whose uses of a component's names cannot be seen: its unit could not be parsed, or it may not be edited.
struct UnknownFile {
  std::string Name, Text;
  bool Unparsed = false;
};

struct MigrateOptions {
  PlanOptions Plan;
  std::function<bool(llvm::StringRef Code, llvm::StringRef Path)> Enabled = [](llvm::StringRef, llvm::StringRef) {
    return true;
  };
  /// Files that may be edited, by absolute path; the others block what would need them.
  std::function<bool(llvm::StringRef Path)> Writable = [](llvm::StringRef) { return true; };
  /// How a file is called in findings and edits.
  std::function<std::string(llvm::StringRef Path)> NameOf = [](llvm::StringRef Path) { return Path.str(); };
  /// What was not analysed: what it names is not known.
  std::vector<UnknownFile> Unknown;
  /// Components (by their first use's place) that must not be migrated, with the reason: their result did not compile.
  std::map<std::pair<std::string, uint32_t>, std::string> Refused;
  /// Components that stay as they are without a finding, named in the same way.
  std::set<std::pair<std::string, uint32_t>> Unwanted;
};

struct CppMigration {
  migrate::Migration Result;
  /// Parallel to Result.Components: how `Refused` names it, and the absolute paths of what it edits.
  std::vector<std::pair<std::string, uint32_t>> Ids;
  std::vector<std::set<std::string>> Files;
};

CppMigration migrateLinked(const Linked &L, const MigrateOptions &Options);

} // namespace summary_upgrade::cpp

#endif
