// A private copy of a project: what can be changed is copied, large data is linked, and paths are carried
// over.
#ifndef SUMMARY_UPGRADE_VERIFY_OVERLAY_H
#define SUMMARY_UPGRADE_VERIFY_OVERLAY_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/Error.h"
#include <map>
#include <string>
#include <vector>

namespace summary_upgrade::verify {

/// Where a program stands. All paths are absolute and real.
struct Place {
  std::string Root;      ///< the project, which is copied
  std::string Base;      ///< Root, or the working directory when the project lies below it
  std::string Directory; ///< the working directory, or the script's folder when that has nothing to do with
                         ///< the project
  std::string Script;    ///< below Root

  /// For a script as the user names it. Root: its project, or its folder with the packages around it, unless
  /// one is named.
  static llvm::Expected<Place> of(llvm::StringRef Script, llvm::StringRef Root = {});
};

/// New contents of files, by absolute path.
using Contents = std::map<std::string, std::string>;

struct OverlayLimits {
  size_t Entries = 20000;
  uint64_t CopiedFile = 1 << 20; ///< a larger file is linked, unless it is Python
};

class Overlay {
public:
  /// Copies P.Root to its place below `Target`, which stands for P.Base. Event files, version control, caches
  /// and environments are left out.
  static llvm::Expected<Overlay> make(const Place &P, llvm::StringRef Target, const Contents &New,
                                      const OverlayLimits &Limits = {});

  /// The path in the copy, of a path below Base; others stay as they are.
  std::string carry(llvm::StringRef Absolute) const;
  /// An argument of the command line: absolute paths below Root, also behind `--option=`, are carried over.
  /// Relative ones that exist outside of the project are linked, so that they are found.
  std::string argument(llvm::StringRef Argument) const;

private:
  Overlay(const Place &P, llvm::StringRef Target) : P(P), Target(Target) {}
  Place P;
  std::string Target;
};

/// Something that changes when an entry below the directory is made, removed or written.
uint64_t fingerprint(llvm::StringRef Directory, size_t MaxEntries);

} // namespace summary_upgrade::verify

#endif
