#include "verify/Overlay.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"
#include <functional>
#include <sys/stat.h>

using namespace llvm;
namespace path = llvm::sys::path;

namespace summary_upgrade::verify {

namespace {

Error error(const Twine &Message) { return createStringError(inconvertibleErrorCode(), Message); }
Error error(StringRef Path, std::error_code Code) { return error(Path + ": " + Code.message()); }

bool isBelow(StringRef Path, StringRef Folder) {
  return Path == Folder || Folder == "/" || (Path.starts_with(Folder) && Path[Folder.size()] == '/');
}

std::string join(StringRef A, const Twine &B) {
  SmallString<256> Result(A);
  path::append(Result, B);
  return std::string(Result);
}

bool exists(StringRef Folder, StringRef Name) { return sys::fs::exists(join(Folder, Name)); }

/// Other people's code, machine output, and what no program reads of its own project.
bool isLeftOut(StringRef Folder, StringRef Name) {
  static constexpr StringRef Names[] = {
      ".git", ".hg",         ".svn",          "node_modules", "__pycache__",       ".tox",
      ".nox", ".mypy_cache", ".pytest_cache", ".ruff_cache",  ".ipynb_checkpoints"};
  return is_contained(Names, Name) || Name.ends_with(".egg-info") || exists(join(Folder, Name), "pyvenv.cfg");
}

/// As for the migration: the folder that holds the whole project, or the script's folder with the packages it
/// is in.
std::string projectRoot(StringRef Script) {
  StringRef Own = path::parent_path(Script);
  for (StringRef Folder = Own; !Folder.empty(); Folder = path::parent_path(Folder)) {
    if (any_of(std::initializer_list<StringRef>{".git", ".hg", "setup.py", "pyproject.toml", "summary-upgrade.toml"},
               [&](StringRef Marker) { return exists(Folder, Marker); }))
      return Folder.str();
    if (Folder == "/")
      break;
  }
  while (exists(Own, "__init__.py") && Own != "/")
    Own = path::parent_path(Own);
  return Own.str();
}

class Copier {
public:
  Copier(const Contents &New, const OverlayLimits &Limits) : New(New), Limits(Limits) {}

  Error folder(StringRef From, StringRef To, unsigned Depth = 0) {
    if (std::error_code Code = sys::fs::create_directories(To))
      return error(To, Code);
    std::error_code Code;
    for (sys::fs::directory_iterator It(From, Code, /*follow_symlinks=*/false), End; It != End && !Code;
         It.increment(Code)) {
      if (++Entries > Limits.Entries)
        return error(Root + " has more than " + Twine(Limits.Entries) +
                     " files; name the project's folder with --root");
      StringRef Name = path::filename(It->path());
      std::string Target = join(To, Name);
      sys::fs::file_status Status;
      if (sys::fs::status(It->path(), Status, /*Follow=*/false))
        continue;
      if (Status.type() == sys::fs::file_type::directory_file) {
        if (!isLeftOut(From, Name) && Depth < 64)
          if (Error E = folder(It->path(), Target, Depth + 1))
            return E;
      } else if (Error E = entry(It->path(), Target, Status)) {
        return E;
      }
    }
    return Code && Depth == 0 ? error(From, Code) : Error::success();
  }
  std::string Root;

private:
  Error entry(StringRef From, StringRef To, const sys::fs::file_status &Status) {
    StringRef Name = path::filename(From);
    if (Name.contains("tfevents"))
      return Error::success();
    std::string Real = From.str();
    uint64_t Size = Status.getSize();
    if (Status.type() == sys::fs::file_type::symlink_file) {
      SmallString<256> Target;
      sys::fs::file_status Behind;
      if (sys::fs::real_path(From, Target) || sys::fs::status(Target, Behind))
        return Error::success(); // leads nowhere
      Real = std::string(Target);
      if (Behind.type() != sys::fs::file_type::regular_file)
        return link(Real, To);
      Size = Behind.getSize();
    } else if (Status.type() != sys::fs::file_type::regular_file) {
      return Error::success();
    }
    if (auto It = New.find(Real); It != New.end())
      return write(To, It->second);
    if (Size > Limits.CopiedFile && !Name.ends_with(".py"))
      return link(Real, To);
    // What cannot be read here cannot be read there either.
    if (sys::fs::copy_file(Real, To))
      return link(Real, To);
    if (auto Permissions = sys::fs::getPermissions(Real))
      (void)sys::fs::setPermissions(To, *Permissions | sys::fs::owner_read | sys::fs::owner_write);
    return Error::success();
  }
  static Error link(StringRef Real, StringRef To) {
    (void)sys::fs::remove(To);
    if (std::error_code Code = sys::fs::create_link(Real, To))
      return error(To, Code);
    return Error::success();
  }
  static Error write(StringRef To, StringRef Bytes) {
    std::error_code Code;
    raw_fd_ostream Out(To, Code);
    if (Code)
      return error(To, Code);
    Out << Bytes;
    Out.close();
    if (Out.has_error()) {
      Code = Out.error();
      Out.clear_error();
      return error(To, Code);
    }
    return Error::success();
  }

  const Contents &New;
  const OverlayLimits &Limits;
  size_t Entries = 0;
};

} // namespace

Expected<Place> Place::of(StringRef Script, StringRef Root) {
  Place P;
  SmallString<256> Real, Here;
  if (std::error_code Code = sys::fs::real_path(Script, Real))
    return error(Script, Code);
  if (!sys::fs::is_regular_file(Real))
    return error(Script + ": not a regular file");
  P.Script = std::string(Real);
  if (Root.empty()) {
    P.Root = projectRoot(P.Script);
  } else {
    if (std::error_code Code = sys::fs::real_path(Root, Real))
      return error(Root, Code);
    P.Root = std::string(Real);
    if (!isBelow(P.Script, P.Root))
      return error(Script + " does not lie in " + Root);
  }
  if (std::error_code Code = sys::fs::current_path(Here))
    return error("the working directory", Code);
  if (!sys::fs::real_path(Here, Real))
    Here = Real;
  P.Base = P.Root;
  P.Directory = std::string(Here);
  if (isBelow(P.Root, Here))
    P.Base = P.Directory;
  else if (!isBelow(Here, P.Root))
    P.Directory = path::parent_path(P.Script).str();
  return P;
}

Expected<Overlay> Overlay::make(const Place &P, StringRef Target, const Contents &New, const OverlayLimits &Limits) {
  Overlay O(P, Target);
  Copier C(New, Limits);
  C.Root = P.Root;
  if (Error E = C.folder(P.Root, O.carry(P.Root)))
    return std::move(E);
  return O;
}

std::string Overlay::carry(StringRef Absolute) const {
  if (!isBelow(Absolute, P.Base))
    return Absolute.str();
  StringRef Rest = Absolute.drop_front(P.Base.size()).ltrim('/');
  return Rest.empty() ? Target : join(Target, Rest);
}

std::string Overlay::argument(StringRef Argument) const {
  StringRef Option, Value = Argument;
  if (Argument.starts_with("-") && Argument.contains('=')) {
    size_t Equals = Argument.find('=') + 1;
    Option = Argument.take_front(Equals);
    Value = Argument.drop_front(Equals);
  }
  if (Value.empty() || Value.contains("://"))
    return Argument.str();
  if (path::is_absolute(Value)) {
    SmallString<256> Clean(Value);
    path::remove_dots(Clean, /*remove_dot_dot=*/true);
    return isBelow(Clean, P.Root) ? Option.str() + carry(Clean) : Argument.str();
  }
  // A relative path that is there for the user, and not in the copy.
  SmallString<256> There(join(P.Directory, Value));
  path::remove_dots(There, /*remove_dot_dot=*/true);
  if (sys::fs::exists(There) && isBelow(There, P.Base) && !isBelow(There, P.Root) && !isBelow(P.Root, There)) {
    std::string Copy = carry(There);
    if (!sys::fs::exists(Copy) && !sys::fs::create_directories(path::parent_path(Copy)))
      (void)sys::fs::create_link(There, Copy);
  }
  return Argument.str();
}

uint64_t fingerprint(StringRef Directory, size_t MaxEntries) {
  uint64_t Sum = 0;
  std::function<void(StringRef, unsigned)> visit = [&](StringRef Folder, unsigned Depth) {
    std::error_code Code;
    for (sys::fs::directory_iterator It(Folder, Code, /*follow_symlinks=*/false), End; It != End && !Code && MaxEntries;
         It.increment(Code)) {
      --MaxEntries;
      struct stat Status;
      if (lstat(It->path().c_str(), &Status))
        continue;
      // A sum, because the order of a directory's entries is nobody's promise.
      Sum += static_cast<uint64_t>(hash_combine(StringRef(It->path()), Status.st_size, Status.st_mtim.tv_sec,
                                                Status.st_mtim.tv_nsec, Status.st_ino, Status.st_mode));
      if (S_ISDIR(Status.st_mode) && Depth < 64 && !isLeftOut(Folder, path::filename(It->path())))
        visit(It->path(), Depth + 1);
    }
  };
  visit(Directory, 0);
  return Sum;
}

} // namespace summary_upgrade::verify
