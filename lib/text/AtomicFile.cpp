#include "text/AtomicFile.h"
#include "text/Journal.h"
#include "text/SystemCalls.h"
#include "llvm/ADT/ScopeExit.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/ADT/Twine.h"
#include <cerrno>
#include <fcntl.h>
#include <map>
#include <set>
#include <unistd.h>

using llvm::createStringError;
using llvm::Error;
using llvm::StringRef;
using llvm::Twine;

namespace summary_upgrade::text {

namespace {

/// One file on its way.
struct Target {
  const FileWrite *Write;
  JournalEntry Entry;
  struct stat Status;
};

Error refuse(std::errc Code, const Twine &Message) { return createStringError(std::make_error_code(Code), Message); }

Error checkInterrupt() {
  return interrupted() ? refuse(std::errc::interrupted, "interrupted: nothing was written") : Error::success();
}

bool sameFile(const struct stat &A, const struct stat &B) {
  return A.st_dev == B.st_dev && A.st_ino == B.st_ino && A.st_size == B.st_size &&
         A.st_mtim.tv_sec == B.st_mtim.tv_sec && A.st_mtim.tv_nsec == B.st_mtim.tv_nsec &&
         A.st_ctim.tv_sec == B.st_ctim.tv_sec && A.st_ctim.tv_nsec == B.st_ctim.tv_nsec;
}

class Writer {
public:
  explicit Writer(std::string Root) : Root(std::move(Root)) {}

  Error run(const WriteUnit &Unit) {
    auto Lock = DirectoryLock::take(Root, /*Shared=*/false);
    if (!Lock)
      return Lock.takeError();
    Error Problem = prepare(Unit);
    if (!Problem && Targets.empty())
      return Error::success();
    if (!Problem)
      Problem = commit();
    if (Problem && !Committed)
      cleanUp();
    return Problem;
  }

private:
  Error prepare(const WriteUnit &Unit) {
    if (Error Problem = dealWithJournals())
      return Problem;
    for (const FileWrite &Write : Unit.Files) {
      if (Error Problem = checkInterrupt())
        return Problem;
      if (Write.OldBytes != Write.NewBytes)
        if (Error Problem = check(Write))
          return Problem;
    }
    if (Targets.empty())
      return Error::success();
    if (Error Problem = writePreparedJournal())
      return Problem;
    for (const Target &T : Targets) {
      if (Error Problem = checkInterrupt())
        return Problem;
      if (Error Problem = writeTemporary(T))
        return Problem;
    }
    return Error::success();
  }

  /// The root is locked, so a journal here was left behind. One whose files are all new only failed to go, perhaps
  /// after the unit before this one; finishing any other would change what this unit was planned from.
  Error dealWithJournals() {
    std::vector<PendingUnit> Found;
    if (Error Problem = recoverLocked(Root, /*ReportOnly=*/true, Found))
      return Problem;
    for (const PendingUnit &Pending : Found)
      if (Pending.Committed && !Pending.Complete)
        return refuse(std::errc::device_or_resource_busy,
                      Pending.Journal + ": an interrupted change must be finished first");
    return Found.empty() ? Error::success() : recoverLocked(Root, /*ReportOnly=*/false, Found);
  }

  Error check(const FileWrite &Write) {
    Target T;
    T.Write = &Write;
    T.Entry.Path = sys::realpath(Write.Path);
    if (T.Entry.Path.empty())
      return systemError(Write.Path, errno);
    auto [Place, New] = ByRealPath.try_emplace(T.Entry.Path, &Write);
    if (!New)
      return refuse(std::errc::invalid_argument, Write.Path + " and " + Place->second->Path + " are the same file");
    int FD = sys::open(T.Entry.Path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    if (FD < 0)
      return systemError(Write.Path, errno);
    auto Close = llvm::make_scope_exit([&] { (void)sys::close(FD); });
    if (sys::fstat(FD, T.Status) != 0)
      return systemError(Write.Path, errno);
    if (!S_ISREG(T.Status.st_mode))
      return refuse(std::errc::invalid_argument, Write.Path + ": not a regular file");
    if (T.Status.st_nlink > 1)
      return refuse(std::errc::too_many_links,
                    Write.Path + ": the file has " + Twine(T.Status.st_nlink) +
                        " hard links, and replacing it would leave the others with the old text");
    // rename(2) does not ask whether the file may be written, and root may write anything: a mode without any
    // write bit says what its owner wants.
    if ((T.Status.st_mode & 0222) == 0)
      return refuse(std::errc::permission_denied, Write.Path + ": the file is read-only");
    if (sys::access(T.Entry.Path, W_OK) != 0)
      return systemError(Write.Path + ": the file cannot be written", errno);
    std::string Now;
    if (sys::readAll(FD, Now) != 0)
      return systemError(Write.Path, errno);
    if (Now != Write.OldBytes)
      return changedMeanwhile(Write);
    T.Entry.OldHash = hashBytes(Write.OldBytes);
    T.Entry.NewHash = hashBytes(Write.NewBytes);
    T.Entry.Temporary = temporaryName();
    Targets.push_back(std::move(T));
    return Error::success();
  }

  static Error changedMeanwhile(const FileWrite &Write) {
    return refuse(std::errc::device_or_resource_busy, Write.Path + ": the file was changed meanwhile");
  }

  bool needsJournal() const { return Targets.size() > 1; }

  /// Lists the temporaries before there are any, so that a crash leaves none that nobody knows of. For two
  /// and more files its renaming is the commit.
  Error writePreparedJournal() {
    std::vector<JournalEntry> Entries;
    for (const Target &T : Targets)
      Entries.push_back(T.Entry);
    std::string Path = preparedJournalPath(Root);
    int FD = sys::open(Path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0600);
    if (FD < 0) {
      // One file needs no journal, so a root that is not ours is no reason to stop.
      if (!needsJournal() && (errno == EACCES || errno == EPERM || errno == EROFS))
        return Error::success();
      return systemError(Path + ": the journal cannot be written", errno);
    }
    HasPreparedJournal = true;
    int Result = sys::writeAll(FD, printJournal(Entries));
    if (Result == 0 && needsJournal())
      Result = sys::fsync(FD);
    int Code = errno;
    if (sys::close(FD) != 0 && Result == 0) {
      Result = -1;
      Code = errno;
    }
    return Result == 0 ? Error::success() : systemError(Path + ": the journal cannot be written", Code);
  }

  Error writeTemporary(const Target &T) {
    const std::string &Name = T.Write->Path;
    int FD = sys::open(temporaryPath(T.Entry), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0600);
    if (FD < 0)
      return systemError(Name + ": no temporary file can be made beside it", errno);
    Temporaries.push_back(temporaryPath(T.Entry));
    Error Problem = fill(FD, T);
    // Some file systems report a failed write only here.
    if (sys::close(FD) != 0 && !Problem)
      Problem = systemError(Name, errno);
    return Problem;
  }

  Error fill(int FD, const Target &T) {
    const std::string &Name = T.Write->Path;
    if (sys::writeAll(FD, T.Write->NewBytes) != 0)
      return systemError(Name, errno);
    struct stat Mine;
    if (sys::fstat(FD, Mine) != 0)
      return systemError(Name, errno);
    // The owner before the mode: changing it clears the set-user bits.
    if (Mine.st_uid != T.Status.st_uid || Mine.st_gid != T.Status.st_gid)
      if (sys::fchown(FD, T.Status.st_uid, T.Status.st_gid) != 0)
        return systemError(Name + ": its owner cannot be kept", errno);
    int Old = sys::open(T.Entry.Path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    if (Old < 0)
      return systemError(Name, errno);
    int Copied = sys::copyAttributes(Old, FD);
    int Code = errno;
    (void)sys::close(Old);
    if (Copied != 0)
      return systemError(Name + ": its attributes cannot be kept", Code);
    if (sys::fchmod(FD, T.Status.st_mode & 07777) != 0)
      return systemError(Name + ": its mode cannot be kept", errno);
    if (sys::fsync(FD) != 0)
      return systemError(Name, errno);
    return Error::success();
  }

  Error commit() {
    for (const Target &T : Targets) {
      struct stat Now;
      if (sys::stat(T.Write->Path, Now) != 0)
        return systemError(T.Write->Path, errno);
      if (!sameFile(T.Status, Now))
        return changedMeanwhile(*T.Write);
    }
    if (Error Problem = checkInterrupt())
      return Problem;
    if (needsJournal()) {
      if (sys::rename(preparedJournalPath(Root), journalPath(Root)) != 0)
        return systemError(journalPath(Root), errno);
      Committed = true;
      if (sys::syncDirectory(Root) != 0)
        return begun(Root, errno);
    }
    std::set<std::string> Folders;
    for (const Target &T : Targets) {
      if (sys::rename(temporaryPath(T.Entry), T.Entry.Path) != 0) {
        int Code = errno;
        return Committed ? begun(T.Write->Path, Code) : systemError(T.Write->Path, Code);
      }
      Committed = true;
      StringRef Path = T.Entry.Path;
      Folders.insert(Path.take_front(std::max<size_t>(Path.rfind('/'), 1)).str());
    }
    for (const std::string &Folder : Folders)
      if (sys::syncDirectory(Folder) != 0)
        return needsJournal() ? begun(Folder, errno) : written(Folder, errno);
    // The change is complete. If the journal stays, the next run finds so and removes it.
    if (needsJournal())
      (void)sys::unlink(journalPath(Root));
    else if (HasPreparedJournal)
      (void)sys::unlink(preparedJournalPath(Root));
    return Error::success();
  }

  Error begun(const Twine &Place, int Code) {
    return systemError("a change of " + Twine(Targets.size()) +
                           " files was begun but not finished (the next run finishes it, by " + journalPath(Root) +
                           "): " + Place,
                       Code);
  }
  Error written(const Twine &Folder, int Code) {
    // Not a matter of recovery: what the journal lists is renamed.
    (void)sys::unlink(preparedJournalPath(Root));
    return systemError(Targets.front().Write->Path + " was written but may not outlive a power failure: " + Folder,
                       Code);
  }

  void cleanUp() {
    bool Clean = true;
    for (const std::string &Path : Temporaries)
      if (sys::unlink(Path) != 0 && errno != ENOENT)
        Clean = false;
    // What could not be removed stays listed for the next run.
    if (Clean && HasPreparedJournal)
      (void)sys::unlink(preparedJournalPath(Root));
  }

  std::string Root;
  std::vector<Target> Targets;
  std::map<std::string, const FileWrite *> ByRealPath;
  std::vector<std::string> Temporaries;
  bool HasPreparedJournal = false;
  bool Committed = false;
};

} // namespace

Error writeUnit(const WriteUnit &Unit) {
  if (Error Problem = checkInterrupt())
    return Problem;
  std::string Root = sys::realpath(Unit.Root);
  if (Root.empty())
    return systemError(Unit.Root, errno);
  return Writer(std::move(Root)).run(Unit);
}

} // namespace summary_upgrade::text
