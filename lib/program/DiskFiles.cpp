// Files on the disk: which of them below a folder are the project's own.
#include "program/IgnoreRules.h"
#include "program/Project.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace summary_upgrade::program {

namespace path = llvm::sys::path;
namespace fs = llvm::sys::fs;

namespace {

bool has(StringRef Folder, StringRef Name) {
  SmallString<256> Path(Folder);
  path::append(Path, Name);
  return fs::exists(Path);
}

/// Why a folder is not the project's own code; empty if it may be. `env` and `build` are also names of
/// packages, so their contents decide.
StringRef notOwn(StringRef Folder, StringRef Name) {
  static constexpr StringRef Vendored[] = {"node_modules", "site-packages", "dist-packages"};
  if (Name.starts_with("."))
    return "hidden";
  if (Name == "__pycache__" || Name.ends_with(".egg-info"))
    return "made by Python";
  if (is_contained(Vendored, Name))
    return "other people's code";
  if (has(Folder, "pyvenv.cfg") || has(Folder, "bin/activate_this.py") ||
      (Name == "venv" && !has(Folder, "__init__.py")))
    return "a virtual environment";
  if ((Name == "build" || Name == "dist") && !has(Folder, "__init__.py") && !has(Folder, "build.py"))
    return "the output of a build";
  return {};
}

/// Hidden folders and caches are everywhere, nobody looks for code in them.
bool worthSaying(StringRef Name) { return !Name.starts_with(".") && Name != "__pycache__"; }

class Walk {
public:
  Walk(bool Recursive, bool Notebooks, std::vector<std::string> &Files, std::vector<SkippedFolder> *Skipped)
      : Recursive(Recursive), Notebooks(Notebooks), Files(Files), Skipped(Skipped) {}

  void run(StringRef Directory) {
    SmallString<256> Absolute(Directory);
    if (fs::make_absolute(Absolute))
      return;
    path::remove_dots(Absolute, /*remove_dot_dot=*/true);
    // Rules of the folders above hold as far as the repository goes.
    std::vector<std::string> Above;
    for (SmallString<256> At(Absolute); !has(At, ".git");) {
      StringRef Parent = path::parent_path(At);
      if (Parent.empty() || Parent == StringRef(At) || Above.size() > 64) {
        Above.clear();
        break;
      }
      Above.push_back(Parent.str());
      At = SmallString<256>(Parent);
    }
    for (const std::string &Folder : reverse(Above))
      push(Folder);
    walk(Directory, Absolute, 0);
  }

private:
  struct Level {
    std::string Folder;
    IgnoreRules Rules;
  };

  void push(StringRef AbsoluteFolder) { Levels.push_back({AbsoluteFolder.str(), IgnoreRules::of(AbsoluteFolder)}); }

  bool ignored(StringRef AbsolutePath, bool IsFolder) const {
    for (const Level &L : reverse(Levels)) {
      if (L.Rules.empty())
        continue;
      switch (L.Rules.check(AbsolutePath.drop_front(L.Folder.size()).ltrim('/'), IsFolder)) {
      case IgnoreRules::Answer::Ignored:
        return true;
      case IgnoreRules::Answer::Included:
        return false;
      case IgnoreRules::Answer::Nothing:
        break;
      }
    }
    return false;
  }

  // Editors leave dangling links `.#name.py` as locks; pipes and sockets would block or fail.
  static bool isFileOrLink(fs::file_type Type) {
    return Type == fs::file_type::regular_file || Type == fs::file_type::symlink_file ||
           Type == fs::file_type::type_unknown;
  }

  void skip(StringRef Folder, StringRef Name, StringRef Why) {
    if (Skipped && worthSaying(Name))
      Skipped->push_back({Folder.str(), Why.str()});
  }

  void walk(StringRef Directory, StringRef Absolute, unsigned Depth) {
    push(Absolute);
    std::error_code Error;
    // Symbolic links to directories are not followed: they may loop.
    for (fs::directory_iterator It(Directory, Error, /*follow_symlinks=*/false), End; It != End && !Error;
         It.increment(Error)) {
      StringRef Name = path::filename(It->path());
      bool IsFolder = It->type() == fs::file_type::directory_file;
      if (IsFolder ? !Recursive
                   : !((Name.ends_with(".py") || (Notebooks && Name.ends_with(".ipynb"))) && !Name.starts_with(".#") &&
                       isFileOrLink(It->type())))
        continue;
      SmallString<256> Here(Absolute);
      path::append(Here, Name);
      if (!IsFolder) {
        if (!ignored(Here, false))
          Files.push_back(It->path());
        continue;
      }
      if (StringRef Why = notOwn(It->path(), Name); !Why.empty())
        skip(It->path(), Name, Why);
      else if (ignored(Here, true))
        skip(It->path(), Name, "ignored by .gitignore");
      else if (Depth >= MaxDepth)
        skip(It->path(), Name, "too deep");
      else
        walk(It->path(), Here, Depth + 1);
    }
    Levels.pop_back();
  }

  static constexpr unsigned MaxDepth = 64;
  bool Recursive, Notebooks;
  std::vector<std::string> &Files;
  std::vector<SkippedFolder> *Skipped;
  std::vector<Level> Levels;
};

class DiskFiles : public FileProvider {
public:
  Expected<text::SourceFile> read(StringRef Path) const override { return text::SourceFile::read(Path); }
  bool exists(StringRef Path) const override { return fs::is_regular_file(Path); }
  std::string realPath(StringRef Path) const override {
    SmallString<256> Real;
    return fs::real_path(Path, Real) ? Path.str() : std::string(Real);
  }
  std::vector<std::string> pythonFiles(StringRef Directory, bool Recursive) const override {
    return pythonFilesBelow(Directory, Recursive, nullptr);
  }
};

} // namespace

std::vector<std::string> pythonFilesBelow(StringRef Directory, bool Recursive, std::vector<SkippedFolder> *Skipped,
                                          bool Notebooks) {
  std::vector<std::string> Result;
  Walk(Recursive, Notebooks, Result, Skipped).run(Directory);
  llvm::sort(Result);
  if (Skipped)
    llvm::sort(*Skipped, [](const SkippedFolder &A, const SkippedFolder &B) { return A.Path < B.Path; });
  return Result;
}

const FileProvider &diskFiles() {
  static const DiskFiles Instance;
  return Instance;
}

} // namespace summary_upgrade::program
