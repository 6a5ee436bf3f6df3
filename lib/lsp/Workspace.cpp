#include "lsp/Workspace.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Threading.h"
#include "llvm/Support/xxhash.h"
#include <set>

using namespace llvm;

namespace summary_upgrade::lsp {

namespace {

bool isBelow(StringRef Path, StringRef Folder) {
  return Path.consume_front(Folder) && (Path.starts_with("/") || Folder.ends_with("/"));
}

} // namespace

std::string Workspace::setFolders(std::vector<std::string> New) {
  for (std::string &Folder : New)
    if (Folder.size() > 1 && StringRef(Folder).ends_with("/"))
      Folder.pop_back();
  Folders = std::move(New);
  diskChanged();
  return reloadSettings();
}

std::string Workspace::reloadSettings() {
  Dirty = true;
  SameSettings = false;
  Edited.reset();
  std::string Folder = Folders.empty() ? std::string() : Folders.front();
  if (Folder.empty() && !Documents.empty())
    Folder = sys::path::parent_path(Documents.begin()->first).str();
  Settings = WorkspaceSettings();
  auto Read = Source(Folder);
  if (!Read)
    return toString(Read.takeError());
  Settings = std::move(*Read);
  return {};
}

void Workspace::open(const std::string &Path, std::string Text, int64_t Version) {
  Documents[Path] = {std::move(Text), Version};
  diskChanged();
}
void Workspace::close(const std::string &Path) {
  Documents.erase(Path);
  diskChanged();
}
Document *Workspace::document(const std::string &Path) {
  const auto At = Documents.find(Path);
  return At == Documents.end() ? nullptr : &At->second;
}
void Workspace::changed(const std::string &Path) {
  if (!Dirty)
    Edited = Path;
  else if (Edited != Path)
    Edited.reset();
  Dirty = true;
}

/// Forgets what is not as it was on disk.
void Workspace::refreshDisk() {
  Listings.clear();
  for (auto At = Disk.begin(); At != Disk.end();) {
    sys::fs::file_status Status;
    const bool Same = !sys::fs::status(At->first, Status) && sys::fs::is_regular_file(Status) &&
                      Status.getSize() == At->second.Size &&
                      Status.getLastModificationTime().time_since_epoch().count() == At->second.Modified;
    At = Same ? std::next(At) : Disk.erase(At);
  }
  Fresh = true;
}

Expected<text::SourceFile> Workspace::read(StringRef Path) const {
  const std::string Name = Path.str();
  if (const auto Open = Documents.find(Name); Open != Documents.end())
    return text::SourceFile::fromBytes(Name, Open->second.Text);
  {
    const std::lock_guard<std::mutex> Lock(Mutex);
    if (const auto At = Disk.find(Name); At != Disk.end()) {
      if (At->second.File)
        return *At->second.File;
      return createStringError(At->second.Error);
    }
  }
  OnDisk New;
  sys::fs::file_status Status;
  if (!sys::fs::status(Path, Status)) {
    New.Size = Status.getSize();
    New.Modified = Status.getLastModificationTime().time_since_epoch().count();
  }
  auto File = text::SourceFile::read(Path);
  if (File)
    New.File = std::make_shared<const text::SourceFile>(std::move(*File));
  else
    New.Error = toString(File.takeError());
  const std::lock_guard<std::mutex> Lock(Mutex);
  OnDisk &Kept = Disk[Name] = std::move(New);
  if (Kept.File)
    return *Kept.File;
  return createStringError(Kept.Error);
}

bool Workspace::exists(StringRef Path) const {
  return Documents.count(Path.str()) > 0 || program::diskFiles().exists(Path);
}

std::vector<std::string> Workspace::pythonFiles(StringRef Directory, bool Recursive) const {
  auto [At, New] = Listings.try_emplace({Directory.str(), Recursive});
  if (New)
    At->second = program::diskFiles().pythonFiles(Directory, Recursive);
  std::vector<std::string> Result = At->second;
  for (const auto &[Path, Document] : Documents)
    if (Recursive ? isBelow(Path, Directory) : sys::path::parent_path(Path) == Directory)
      Result.push_back(Path);
  llvm::sort(Result);
  Result.erase(llvm::unique(Result), Result.end());
  return Result;
}

program::ParsedFile Workspace::parse(const text::SourceFile &File) const {
  const uint64_t Hash = xxh3_64bits(File.bytes());
  {
    const std::lock_guard<std::mutex> Lock(Mutex);
    Parsed &Known = Cache[File.path().str()];
    Known.LastUsed = Generation;
    if (Known.Hash == Hash && (Known.File.Facts || !Known.File.Broken.Message.empty()))
      return Known.File;
  }
  program::ParsedFile New = FileProvider::parse(File);
  const std::lock_guard<std::mutex> Lock(Mutex);
  Parsed &Known = Cache[File.path().str()];
  Known.Hash = Hash;
  Known.File = New;
  return New;
}

/// What may be edited: the files of the folders, and what is open elsewhere.
std::vector<std::string> Workspace::targets() const {
  std::set<std::string> Paths;
  for (const std::string &Folder : Folders)
    for (std::string &Path : pythonFiles(Folder, /*Recursive=*/true))
      Paths.insert(std::move(Path));
  for (const auto &[Path, Document] : Documents)
    Paths.insert(Path);
  std::vector<std::string> Result;
  for (const std::string &Path : Paths)
    if (!Settings.Excludes(Path))
      Result.push_back(Path);
  return Result;
}

const Analysis &Workspace::analysis() {
  (void)analyse([] { return false; });
  return *Now;
}

/// What was found out of the part is true of these files as well.
bool Workspace::stillHolds(const AnalysedPart &Part, const program::Project &P) const {
  const auto &Old = Part.Project.modules(), &New = P.modules();
  return Old.size() == New.size() && Part.Project.words() == P.words() && Part.Project.problems().empty() &&
         P.problems().empty() && all_of(zip(Old, New), [&](const auto &Pair) {
           const program::SourceModule &A = *std::get<0>(Pair), &B = *std::get<1>(Pair);
           return A.File.path() == B.File.path() && A.Facts == B.Facts && A.Writable == B.Writable &&
                  A.Generated == B.Generated && A.ImportsFiles == B.ImportsFiles &&
                  (A.File.slices() || !Documents.count(A.File.path().str()));
         });
}

bool Workspace::analyse(const std::function<bool()> &Superseded) {
  if (Now && !Dirty)
    return true;
  if (const std::optional<std::string> Only = std::exchange(Edited, std::nullopt);
      Only && Now && Fresh && retouch(*Only)) {
    Dirty = false;
    return true;
  }
  const bool First = !Now;
  if (!Fresh)
    refreshDisk();
  ++Generation;
  auto A = std::make_unique<Analysis>();
  A->Generation = Generation;
  // One file has changed as a rule: threads are worth it the first time only.
  const unsigned Threads = First ? heavyweight_hardware_concurrency().compute_thread_count() : 1;
  const std::vector<std::string> Targets = targets();
  program::ProjectParts Parts(Targets, *this, Threads, Settings.ImportRoots, {Targets.begin(), Targets.end()},
                              Settings.Wrappers);
  // The first state is waited for: there is nothing to show before it.
  auto isSuperseded = [&] { return Now && Superseded(); };
  bool Stopped = false;
  A->Parts.resize(Parts.size());
  Parts.take([&](size_t I, program::Project P) {
    if (Stopped)
      return;
    if (Now && SameSettings && !P.modules().empty())
      if (auto Known = Now->Modules.find(P.module(0).File.path().str()); Known != Now->Modules.end())
        if (auto Old = find_if(Now->Parts, [&](const auto &Part) { return Part.get() == Known->second.first; });
            stillHolds(**Old, P)) {
          A->Parts[I] = *Old;
          return;
        }
    for (const auto &M : P.modules())
      if (Documents.count(M->File.path().str()))
        M->File.watchSlices(); // a document may change
    auto Part = std::make_shared<AnalysedPart>();
    Part->Project = std::move(P);
    if ((Stopped = isSuperseded()))
      return;
    Part->Linked = std::make_unique<program::Linker>(Part->Project);
    if ((Stopped = isSuperseded()))
      return;
    Part->Summary = std::make_unique<program::Program>(*Part->Linked);
    if ((Stopped = isSuperseded()))
      return;
    Part->Plan = migrate::migratePart(*Part->Summary, Settings.Plan);
    A->Parts[I] = std::move(Part);
  });
  if (Stopped)
    return false;
  A->Problems = Parts.problems();
  std::vector<migrate::Migration> Plans;
  for (const auto &Part : A->Parts) {
    Plans.push_back(Part->Plan);
    append_range(A->Problems, Part->Project.problems());
    for (uint32_t File = 0; File < Part->Project.modules().size(); ++File) {
      const program::SourceModule &M = Part->Project.module(File);
      A->Modules[M.File.path().str()] = {Part.get(), File};
      A->Files[M.File.path().str()] = &M.File;
      if (M.Writable)
        A->ByFile[M.File.path().str()];
    }
  }
  A->Plan = migrate::joinParts(std::move(Plans));
  erase_if(A->Plan.Findings, Settings.Hidden);
  for (const program::FileProblem &Problem : A->Problems)
    if (Problem.File) {
      A->Broken[Problem.Path] = &Problem;
      A->Files[Problem.Path] = Problem.File.get();
    }
  for (const report::Finding &F : A->Plan.Findings)
    A->ByFile[F.Place.Path].push_back(&F);
  for (const auto &[Path, Document] : Documents) {
    A->Versions[Path] = Document.Version;
    A->ByFile[Path];
    if (!A->Files.count(Path))
      if (auto Words = unparsedWords(Path, Document.Text))
        A->Unparsed[Path] = std::move(*Words);
  }
  // What this state did not ask for is gone or needed no more.
  for (auto At = Cache.begin(); At != Cache.end();)
    At = At->second.LastUsed == Generation ? std::next(At) : Cache.erase(At);
  Unsafe.reset(); // it speaks of the old state's program
  Before = std::exchange(Now, std::move(A));
  Dirty = false;
  SameSettings = true;
  return true;
}

const migrate::Migration &Workspace::unsafePlan() {
  const Analysis &A = analysis();
  if (!Unsafe) {
    migrate::Options Options = Settings.Plan;
    Options.UnsafeFixes = true;
    std::vector<migrate::Migration> Plans;
    for (const auto &Part : A.Parts)
      Plans.push_back(migrate::migratePart(*Part->Summary, Options));
    Unsafe = migrate::joinParts(std::move(Plans));
  }
  return *Unsafe;
}

} // namespace summary_upgrade::lsp
