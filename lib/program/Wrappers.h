// Functions that nobody can look into and that act like a summary call: the project's settings describe them.
#ifndef SUMMARY_UPGRADE_PROGRAM_WRAPPERS_H
#define SUMMARY_UPGRADE_PROGRAM_WRAPPERS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace summary_upgrade::program {

/// `utils.log(value, tag)` acts like `tf.summary.scalar(tag, value)`.
struct Wrapper {
  std::string Path;                ///< "utils.log"
  std::string ActsAs;              ///< "tensorflow.summary.scalar"
  std::vector<std::string> Params; ///< its own, in order
  std::vector<std::string> Roles;  ///< parallel: which parameter of `ActsAs` each one fills
};

/// Both sides as they are called. Errors say what is wrong with the description.
llvm::Expected<Wrapper> parseWrapper(llvm::StringRef Function, llvm::StringRef ActsAs);

class Wrappers {
public:
  Wrappers() = default;
  explicit Wrappers(std::vector<Wrapper> All) : All(std::move(All)) {}
  /// By the path that a call's function has; null for any other.
  const Wrapper *find(llvm::StringRef Path) const;
  /// Some name in these bytes may be that of a wrapper.
  bool mentioned(llvm::StringRef Bytes) const;

private:
  std::vector<Wrapper> All;
};

} // namespace summary_upgrade::program

#endif
