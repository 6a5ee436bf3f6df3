// Replaces files so that a reader, a crash or a full disk never meets half a change.
#ifndef SUMMARY_UPGRADE_TEXT_ATOMICFILE_H
#define SUMMARY_UPGRADE_TEXT_ATOMICFILE_H

#include "text/Interrupt.h"
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace summary_upgrade::text {

struct FileWrite {
  /// An existing regular file, or a symbolic link to one: the link stays, its target is replaced.
  std::string Path;
  /// What the change was computed from; the file must still hold it.
  std::string OldBytes;
  std::string NewBytes;
};

/// Files that change together or not at all.
struct WriteUnit {
  /// The project's directory. It is locked while the unit is written, and the journal is kept in it.
  std::string Root;
  std::vector<FileWrite> Files;
};

/// Writes the unit: temporaries beside the targets with their mode, owner and attributes, synced, then
/// renamed. Units of two or more files are committed by a journal in the root, from where `recoverJournals`
/// (text/Journal.h) finishes them after a crash. Files whose bytes do not change are skipped.
///
/// On an error before the commit every file is as before and no temporary is left: the file changed
/// meanwhile, is read-only (by its mode, even for root), has other hard links, is no regular file, its owner
/// cannot be kept, the disk is full, or `interrupted()` (the error's code is then std::errc::interrupted). An
/// error after the commit says that the change is begun; the journal stays and the next run finishes it. The
/// text names the file.
llvm::Error writeUnit(const WriteUnit &Unit);

} // namespace summary_upgrade::text

#endif
