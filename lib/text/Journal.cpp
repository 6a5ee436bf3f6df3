#include "text/Journal.h"
#include "text/Interrupt.h"
#include "text/SystemCalls.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Errno.h"
#include "llvm/Support/SHA256.h"
#include <cerrno>
#include <fcntl.h>
#include <random>
#include <set>
#include <sys/file.h>
#include <unistd.h>

using llvm::ArrayRef;
using llvm::Error;
using llvm::Expected;
using llvm::StringRef;
using llvm::Twine;

namespace summary_upgrade::text {

static constexpr StringRef Header = "summary-upgrade journal 1\n";
static constexpr StringRef TemporaryPrefix = ".summary-upgrade-", TemporarySuffix = ".tmp";

std::string hashBytes(StringRef Bytes) {
  auto Hash = llvm::SHA256::hash(llvm::arrayRefFromStringRef(Bytes));
  return llvm::toHex(Hash, /*LowerCase=*/true);
}

std::string temporaryName() {
  std::random_device Random;
  uint64_t Number = uint64_t(Random()) << 32 | Random();
  std::string Digits = llvm::utohexstr(Number, /*LowerCase=*/true, /*Width=*/16);
  return (TemporaryPrefix + Digits + TemporarySuffix).str();
}

std::string journalPath(StringRef Root) { return (Root + "/.summary-upgrade.journal").str(); }
std::string preparedJournalPath(StringRef Root) { return (Root + "/.summary-upgrade.journal.new").str(); }

static std::string folderOf(StringRef Path) {
  size_t Slash = Path.rfind('/');
  return Slash == 0 ? "/" : Path.take_front(Slash).str();
}

std::string temporaryPath(const JournalEntry &Entry) { return folderOf(Entry.Path) + "/" + Entry.Temporary; }

std::string printJournal(ArrayRef<JournalEntry> Entries) {
  std::string Result = Header.str();
  for (const JournalEntry &Entry : Entries) {
    Result += Entry.OldHash + " " + Entry.NewHash + " " + Entry.Temporary + " " + std::to_string(Entry.Path.size()) +
              " " + Entry.Path + "\n";
  }
  Result += "end " + hashBytes(Result) + "\n";
  return Result;
}

std::optional<std::vector<JournalEntry>> parseJournal(StringRef Bytes) {
  // The checksum comes first: what it covers was written by `printJournal`.
  size_t End = Bytes.rfind("end ");
  if (End == StringRef::npos || Bytes.drop_front(End) != "end " + hashBytes(Bytes.take_front(End)) + "\n")
    return std::nullopt;
  StringRef Rest = Bytes.take_front(End);
  if (!Rest.consume_front(Header))
    return std::nullopt;
  std::vector<JournalEntry> Entries;
  auto Word = [&] {
    auto [Head, Tail] = Rest.split(' ');
    Rest = Tail;
    return Head;
  };
  while (!Rest.empty()) {
    JournalEntry Entry;
    Entry.OldHash = Word();
    Entry.NewHash = Word();
    Entry.Temporary = Word();
    size_t Size;
    if (Word().getAsInteger(10, Size) || Size >= Rest.size() || Rest[Size] != '\n')
      return std::nullopt;
    Entry.Path = Rest.take_front(Size);
    Rest = Rest.drop_front(Size + 1);
    StringRef Name = Entry.Temporary;
    // Nothing but our own temporaries is ever renamed or removed.
    if (!StringRef(Entry.Path).starts_with("/") || !Name.consume_front(TemporaryPrefix) ||
        !Name.consume_back(TemporarySuffix) || !llvm::all_of(Name, llvm::isHexDigit))
      return std::nullopt;
    Entries.push_back(std::move(Entry));
  }
  return Entries;
}

Expected<DirectoryLock> DirectoryLock::take(const std::string &Folder, bool Shared) {
  int FD = sys::open(Folder, O_RDONLY | O_DIRECTORY);
  if (FD < 0)
    return systemError(Folder, errno);
  DirectoryLock Lock(FD);
  while (sys::flock(FD, Shared ? LOCK_SH : LOCK_EX) != 0) {
    if (errno == EINTR && !interrupted())
      continue;
    if (errno == EINTR)
      return llvm::createStringError(std::make_error_code(std::errc::interrupted), "interrupted");
    // NFS has no locks on directories; others have none at all.
    if (errno == ENOLCK || errno == ENOTSUP || errno == ENOSYS || errno == EINVAL || errno == EBADF)
      break;
    return systemError(Folder + ": the lock failed", errno);
  }
  return std::move(Lock);
}

DirectoryLock::~DirectoryLock() {
  if (FD >= 0)
    (void)sys::close(FD);
}

namespace {

enum class Presence { None, Ours, Foreign };

Expected<Presence> presence(const std::string &Path) {
  struct stat Status;
  if (sys::lstat(Path, Status) != 0) {
    if (errno == ENOENT)
      return Presence::None;
    return systemError(Path, errno);
  }
  return S_ISREG(Status.st_mode) && Status.st_uid == ::geteuid() ? Presence::Ours : Presence::Foreign;
}

/// Removes a file that need not be there.
Error removeIfThere(const std::string &Path) {
  if (sys::unlink(Path) != 0 && errno != ENOENT)
    return systemError(Path, errno);
  return Error::success();
}

std::string joined(ArrayRef<std::string> Names) { return llvm::join(Names, ", "); }

Error rollBack(const std::string &Path, bool ReportOnly, std::vector<PendingUnit> &Found) {
  std::string Bytes;
  if (sys::readFile(Path, Bytes) != 0)
    return systemError(Path, errno);
  PendingUnit Unit;
  Unit.Journal = Path;
  // One that is torn was never followed by a temporary.
  auto Entries = parseJournal(Bytes).value_or(std::vector<JournalEntry>());
  for (const JournalEntry &Entry : Entries)
    Unit.Files.push_back(Entry.Path);
  Found.push_back(std::move(Unit));
  if (ReportOnly)
    return Error::success();
  for (const JournalEntry &Entry : Entries)
    if (Error Problem = removeIfThere(temporaryPath(Entry)))
      return Problem;
  return removeIfThere(Path);
}

Error finish(const std::string &Path, bool ReportOnly, std::vector<PendingUnit> &Found) {
  PendingUnit Unit;
  Unit.Journal = Path;
  Unit.Committed = true;
  std::string Bytes;
  if (sys::readFile(Path, Bytes) != 0)
    return systemError(Path, errno);
  auto Parsed = parseJournal(Bytes);
  // First look at every file, then touch the first one.
  std::vector<std::string> Reasons;
  std::vector<const JournalEntry *> Missing;
  if (!Parsed)
    Reasons.push_back("the journal is damaged");
  const std::vector<JournalEntry> Entries = std::move(Parsed).value_or(std::vector<JournalEntry>());
  for (const JournalEntry &Entry : Entries) {
    Unit.Files.push_back(Entry.Path);
    std::string Now, Prepared;
    if (sys::readFile(Entry.Path, Now) != 0) {
      Reasons.push_back(Entry.Path + ": " + std::string(llvm::sys::StrError(errno)));
      continue;
    }
    std::string Hash = hashBytes(Now);
    if (Hash == Entry.NewHash)
      continue;
    if (Hash != Entry.OldHash)
      Reasons.push_back(Entry.Path + " was changed since");
    else if (sys::readFile(temporaryPath(Entry), Prepared) != 0 || hashBytes(Prepared) != Entry.NewHash)
      Reasons.push_back(Entry.Path + ": its new text " + temporaryPath(Entry) + " is lost");
    else
      Missing.push_back(&Entry);
  }
  if (!Reasons.empty()) {
    Unit.Blocked = Path + ": an interrupted change cannot be finished: " + llvm::join(Reasons, "; ") +
                   ". Its files: " + joined(Unit.Files) + ". Check them, then delete the journal";
    std::string Message = Unit.Blocked;
    Found.push_back(std::move(Unit));
    return ReportOnly ? Error::success() : llvm::createStringError(llvm::inconvertibleErrorCode(), Message);
  }
  Unit.Complete = Missing.empty();
  Found.push_back(std::move(Unit));
  if (ReportOnly)
    return Error::success();
  std::set<std::string> Folders;
  for (const JournalEntry *Entry : Missing)
    if (sys::rename(temporaryPath(*Entry), Entry->Path) != 0)
      return systemError(Entry->Path, errno);
  for (const JournalEntry &Entry : Entries) {
    // Its file was new already, so it is a leftover.
    if (!llvm::is_contained(Missing, &Entry))
      if (Error Problem = removeIfThere(temporaryPath(Entry)))
        return Problem;
    Folders.insert(folderOf(Entry.Path));
  }
  for (const std::string &Folder : Folders)
    if (sys::syncDirectory(Folder) != 0)
      return systemError(Folder, errno);
  return removeIfThere(Path);
}

} // namespace

Error recoverLocked(const std::string &Folder, bool ReportOnly, std::vector<PendingUnit> &Found) {
  using Action = Error (*)(const std::string &, bool, std::vector<PendingUnit> &);
  const std::pair<std::string, Action> Kinds[] = {{preparedJournalPath(Folder), rollBack},
                                                  {journalPath(Folder), finish}};
  for (const auto &[Path, Act] : Kinds) {
    auto Kind = presence(Path);
    if (!Kind)
      return Kind.takeError();
    if (*Kind == Presence::Ours)
      if (Error Problem = Act(Path, ReportOnly, Found))
        return Problem;
    if (*Kind == Presence::Foreign) {
      PendingUnit Unit;
      Unit.Journal = Path;
      Unit.Committed = Act == finish;
      Unit.Blocked = Path + ": the journal of an interrupted change belongs to another user";
      std::string Message = Unit.Blocked;
      Found.push_back(std::move(Unit));
      if (!ReportOnly)
        return llvm::createStringError(std::make_error_code(std::errc::operation_not_permitted), Message);
    }
  }
  return Error::success();
}

Expected<std::vector<PendingUnit>> recoverJournals(StringRef Root, bool ReportOnly, ArrayRef<std::string> MoreFolders) {
  std::string Real = sys::realpath(Root.str());
  if (Real.empty())
    return systemError(Root, errno);
  std::vector<std::string> Folders{Real};
  const size_t Named = 1 + MoreFolders.size();
  for (const std::string &Folder : MoreFolders) {
    Folders.push_back(sys::realpath(Folder));
    if (Folders.back().empty())
      return systemError(Folder, errno);
  }
  for (std::string Above = Real; Above != "/";)
    Folders.push_back(Above = folderOf(Above));
  std::vector<PendingUnit> Found;
  std::set<std::string> Seen;
  for (size_t I = 0; I < Folders.size(); ++I) {
    const std::string &Folder = Folders[I];
    if (!Seen.insert(Folder).second)
      continue;
    bool Here = false;
    for (const std::string &Path : {preparedJournalPath(Folder), journalPath(Folder)}) {
      auto Kind = presence(Path);
      if (!Kind) {
        // A directory above the project need not be ours to look into.
        if (I < Named)
          return Kind.takeError();
        llvm::consumeError(Kind.takeError());
        continue;
      }
      Here |= *Kind == Presence::Ours || (*Kind == Presence::Foreign && I < Named);
    }
    if (!Here)
      continue;
    // Whoever writes holds the lock: what is there under it was left behind.
    auto Lock = DirectoryLock::take(Folder, ReportOnly);
    if (!Lock)
      return Lock.takeError();
    if (Error Problem = recoverLocked(Folder, ReportOnly, Found))
      return std::move(Problem);
  }
  return Found;
}

} // namespace summary_upgrade::text
