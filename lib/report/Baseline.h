// Findings that are known: a file that says which, so that a project can take up the tool and see only what is new.
#ifndef SUMMARY_UPGRADE_REPORT_BASELINE_H
#define SUMMARY_UPGRADE_REPORT_BASELINE_H

#include "report/Place.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/raw_ostream.h"
#include <map>

namespace summary_upgrade::report {

/// A finding is recognised by its rule, file and code line (white space counted once), and by how many like it stand
/// before it: lines may move. Notices are not kept.
class Baseline {
public:
  /// `Folder` (absolute) is where the file stands: paths in it are relative to it.
  explicit Baseline(std::string Folder) : Folder(std::move(Folder)) {}
  static llvm::Expected<Baseline> parse(llvm::StringRef Json, llvm::StringRef File, std::string Folder);

  void add(const Finding &F, FileLookup Files);
  /// A known finding; each entry answers for as many as it counts. Call once for each finding, in order.
  bool take(const Finding &F, FileLookup Files);
  /// What was not taken, of paths (relative to the folder) that `Seen` says were looked at, is dropped. Returns how
  /// many findings that were.
  unsigned dropUntaken(llvm::function_ref<bool(llvm::StringRef Path)> Seen);

  unsigned size() const;
  void print(llvm::raw_ostream &Out) const;

private:
  struct Key {
    std::string Path, Code, Line;
    auto operator<=>(const Key &) const = default;
  };
  struct Count {
    unsigned Known = 0, Taken = 0;
  };
  Key keyOf(const Finding &F, FileLookup Files) const;

  std::string Folder;
  std::map<Key, Count> Entries;
};

} // namespace summary_upgrade::report

#endif
