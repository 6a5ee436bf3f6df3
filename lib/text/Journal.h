// The journal of a unit of writes, and what is done with one that a crash left behind.
#ifndef SUMMARY_UPGRADE_TEXT_JOURNAL_H
#define SUMMARY_UPGRADE_TEXT_JOURNAL_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <optional>
#include <string>
#include <vector>

namespace summary_upgrade::text {

/// A unit that a run left unfinished.
struct PendingUnit {
  /// Path of the journal.
  std::string Journal;
  /// Whether it was committed: then it is finished, else it is rolled back.
  bool Committed = false;
  /// Its files are new already; only the journal is left.
  bool Complete = false;
  /// Its files, as far as the journal is readable.
  std::vector<std::string> Files;
  /// Why it can be neither; empty if it can. Only reports have such units, a recovery fails with this text.
  std::string Blocked;
};

/// Looks for journals in `Root`, in the directories above it (an earlier run may have had a wider root) and
/// in `MoreFolders`, and finishes or rolls back their units; with `ReportOnly` it changes nothing. Returns
/// what was found. A committed unit whose files were changed since is an error that names them; nothing of it
/// is touched. A journal that belongs to another user is never followed.
llvm::Expected<std::vector<PendingUnit>> recoverJournals(llvm::StringRef Root, bool ReportOnly,
                                                         llvm::ArrayRef<std::string> MoreFolders = {});

// Below: what the writer shares with the recovery.

/// One file of a unit. Hashes are SHA-256 in hexadecimal; the temporary is a name in the directory of `Path`.
struct JournalEntry {
  std::string Path;
  std::string OldHash;
  std::string NewHash;
  std::string Temporary;
  friend bool operator==(const JournalEntry &, const JournalEntry &) = default;
};

std::string hashBytes(llvm::StringRef Bytes);
/// A name for a temporary that nobody else has: ".summary-upgrade-<16 hex digits>.tmp".
std::string temporaryName();

/// The journal's bytes. Paths are written as they are; a checksum ends it, so a torn one is known as such.
std::string printJournal(llvm::ArrayRef<JournalEntry> Entries);
std::optional<std::vector<JournalEntry>> parseJournal(llvm::StringRef Bytes);

/// The committed journal of a root, and the one that is being prepared and lists the temporaries to remove.
std::string journalPath(llvm::StringRef Root);
std::string preparedJournalPath(llvm::StringRef Root);
/// The full path of an entry's temporary.
std::string temporaryPath(const JournalEntry &Entry);

/// Holds a lock on a directory until it ends. File systems without locks are taken as they are.
class DirectoryLock {
public:
  static llvm::Expected<DirectoryLock> take(const std::string &Folder, bool Shared);
  DirectoryLock(DirectoryLock &&Other) : FD(Other.FD) { Other.FD = -1; }
  DirectoryLock &operator=(DirectoryLock &&) = delete;
  ~DirectoryLock();

private:
  explicit DirectoryLock(int FD) : FD(FD) {}
  int FD;
};

/// Deals with the journals of one locked directory, whose path is real.
llvm::Error recoverLocked(const std::string &Folder, bool ReportOnly, std::vector<PendingUnit> &Found);

} // namespace summary_upgrade::text

#endif
